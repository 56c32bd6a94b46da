package io.orderstream.embedded.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.embedded.start.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir private Path parent;

    @Test
    void filesOfAnEarlierStackAreDeleted_butNotTheTargetOfALink() throws Exception {
        Path elsewhere = Files.writeString(parent.resolve("elsewhere"), "kept");
        Path directory = parent.resolve("data");
        try (DataDirectory first = DataDirectory.take(directory)) {
            Files.writeString(first.directory("s3").resolve("object"), "old");
            Files.createSymbolicLink(directory.resolve("link"), elsewhere);
        }

        try (DataDirectory second = DataDirectory.take(directory)) {
            assertThat(directory.toFile().list()).containsExactly("orderstream.lock");
            assertThat(elsewhere).hasContent("kept");
            assertThat(second.directory("s3")).isEmptyDirectory();
        }
    }

    @Test
    void aDirectoryWithOtherFilesIsNotChanged() throws Exception {
        Files.writeString(parent.resolve("precious"), "mine");

        assertThatThrownBy(() -> DataDirectory.take(parent))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(parent + " contains files that no stack wrote");

        assertThat(parent.toFile().list()).containsExactly("precious");
    }

    @Test
    void theDirectoryOfARunningStackIsNotChanged() throws Exception {
        try (DataDirectory first = DataDirectory.take(parent)) {
            Files.writeString(first.directory("logs").resolve("stack.log"), "log");

            assertThatThrownBy(() -> DataDirectory.take(parent))
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            "Another stack uses %s. Stop it, or choose another --data-directory.",
                            parent);

            assertThat(parent.resolve("logs/stack.log")).hasContent("log");
        }
    }

    @Test
    void aFileIsRefused() throws Exception {
        Path file = Files.writeString(parent.resolve("file"), "mine");

        assertThatThrownBy(() -> DataDirectory.take(file))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "%s is not a directory. Choose another directory with --data-directory.",
                        file);
        assertThat(file).hasContent("mine");
    }
}
