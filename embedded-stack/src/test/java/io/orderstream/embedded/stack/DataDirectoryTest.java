package io.orderstream.embedded.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.embedded.start.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir private Path parent;

    @Test
    void filesOfAnEarlierStackAreDeleted_butNotTheTargetOfALink() throws Exception {
        Path elsewhere = Files.writeString(parent.resolve("elsewhere"), "kept");
        Path directory = parent.resolve("data");
        try (DataDirectory first = DataDirectory.take(directory, false)) {
            Files.writeString(first.directory("s3").resolve("object"), "old");
            Files.createSymbolicLink(directory.resolve("link"), elsewhere);
        }

        try (DataDirectory second = DataDirectory.take(directory, false)) {
            assertThat(directory.toFile().list()).containsExactly("orderstream.lock");
            assertThat(elsewhere).hasContent("kept");
            assertThat(second.directory("s3")).isEmptyDirectory();
        }
    }

    @Test
    void aDirectoryWithOtherFilesIsNotChanged() throws Exception {
        Files.writeString(parent.resolve("precious"), "mine");

        assertThatThrownBy(() -> DataDirectory.take(parent, false))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(parent + " contains files that no stack wrote");

        assertThat(parent.toFile().list()).containsExactly("precious");
    }

    @Test
    void aSecondStackInADirectoryIsRefused_andKeepsTheLogOfTheFirst() throws Exception {
        try (DataDirectory first = DataDirectory.take(parent, false)) {
            Files.writeString(first.directory("logs").resolve("stack.log"), "log");

            assertThatThrownBy(() -> DataDirectory.take(parent, false))
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            "Another stack uses %s. Stop it with Ctrl-C or ./run stop, or choose another --data-directory.",
                            parent);

            assertThat(parent.resolve("logs/stack.log")).hasContent("log");
        }
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsRefused() throws Exception {
        Path file = Files.writeString(parent.resolve("file"), "mine");

        assertThatThrownBy(() -> DataDirectory.take(file, false))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "%s is not a directory. Choose another directory with --data-directory.",
                        file);
        assertThat(file).hasContent("mine");
    }

    @Test
    void keptDataStays_andTheRestIsDeleted() throws Exception {
        try (DataDirectory first = DataDirectory.take(parent, true)) {
            for (String name :
                    List.of(
                            "s3/bucket",
                            "kinesis",
                            "dynamodb",
                            "flink/checkpoints/job/chk-1",
                            "flink/savepoints/s",
                            "flink/tmp",
                            "logs")) {
                Files.writeString(first.directory(name).resolve("file"), name);
            }
        }

        try (DataDirectory second = DataDirectory.take(parent, true)) {
            assertThat(parent.toFile().list())
                    .containsExactlyInAnyOrder(
                            "orderstream.lock",
                            "orderstream.format",
                            "s3",
                            "kinesis",
                            "dynamodb",
                            "flink");
            assertThat(second.directory("flink").toFile().list())
                    .containsExactlyInAnyOrder("checkpoints", "savepoints");
            assertThat(parent.resolve("s3/bucket/file")).hasContent("s3/bucket");
            assertThat(parent.resolve("kinesis/file")).hasContent("kinesis");
            assertThat(parent.resolve("dynamodb/file")).hasContent("dynamodb");
            assertThat(parent.resolve("flink/checkpoints/job/chk-1/file")).exists();
            assertThat(parent.resolve("flink/savepoints/s/file")).exists();
        }
    }

    @Test
    void keptDataIsNotDeletedByAStackThatKeepsNothing() throws Exception {
        try (DataDirectory first = DataDirectory.take(parent, true)) {
            Files.writeString(first.directory("logs").resolve("stack.log"), "log");
        }

        assertThatThrownBy(() -> DataDirectory.take(parent, false))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "%s contains data of an earlier run with --keep, and a start without --keep would delete it. Add --keep to go on with the data, or choose"
                                + " another directory with --data-directory.",
                        parent);

        assertThat(parent.resolve("logs/stack.log")).hasContent("log");
    }

    @Test
    void dataOfAnotherVersionIsNotChanged() throws Exception {
        DataDirectory.take(parent, true).close();
        Files.writeString(parent.resolve("orderstream.format"), "7\n");
        Files.writeString(Files.createDirectory(parent.resolve("logs")).resolve("x"), "log");

        assertThatThrownBy(() -> DataDirectory.take(parent, true))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "%s has data of another version: its format is \"7\", and this version reads \"1\". Run the"
                                + " version that wrote the data, or choose another directory with --data-directory.",
                        parent);

        assertThat(parent.resolve("logs/x")).hasContent("log");
        assertThat(parent.resolve("orderstream.format")).hasContent("7\n");
    }

    @Test
    void aDirectoryWithOtherFilesIsNotUsedForKeptData() throws Exception {
        Files.writeString(parent.resolve("precious"), "mine");

        assertThatThrownBy(() -> DataDirectory.take(parent, true))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(parent + " contains files that no stack wrote");

        assertThat(parent.toFile().list()).containsExactly("precious");
    }

    @Test
    void filesOfAStackWithoutKeepAreDeleted_whenAStackWithKeepStarts() throws Exception {
        try (DataDirectory first = DataDirectory.take(parent, false)) {
            Files.writeString(first.directory("s3").resolve("object"), "old");
        }

        DataDirectory.take(parent, true).close();

        assertThat(parent.toFile().list())
                .containsExactlyInAnyOrder("orderstream.lock", "orderstream.format");
    }

    @Test
    void keptDataOfARunningStackIsNotChanged() throws Exception {
        try (DataDirectory first = DataDirectory.take(parent, true)) {
            Files.writeString(first.directory("logs").resolve("stack.log"), "log");

            assertThatThrownBy(() -> DataDirectory.take(parent, true))
                    .isInstanceOf(StartException.class)
                    .hasMessageStartingWith("Another stack uses " + parent);

            assertThat(parent.resolve("logs/stack.log")).hasContent("log");
        }
    }
}
