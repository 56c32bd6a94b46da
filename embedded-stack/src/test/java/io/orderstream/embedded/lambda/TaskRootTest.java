package io.orderstream.embedded.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskRootTest {
    @TempDir Path directory;

    @Test
    void replacesTheOldContent() throws IOException {
        Path task = directory.resolve("task");
        Files.createDirectories(task.resolve("lib"));
        Files.writeString(task.resolve("lib/old.jar"), "old");
        assertThat(TaskRoot.unpack(zip("lib/new.jar"), task)).isEqualTo(task.toRealPath());
        assertThat(task.resolve("lib/old.jar")).doesNotExist();
        assertThat(task.resolve("lib/new.jar")).hasContent("content");
    }

    @Test
    void refusesAnEntryThatLeadsOutOfTheDirectory() throws IOException {
        Path zip = zip("../../evil");
        assertThatThrownBy(() -> TaskRoot.unpack(zip, directory.resolve("a/b/task")))
                .isInstanceOf(IOException.class)
                .hasMessage(zip + ": an entry leads out of the directory: ../../evil");
        assertThat(directory.resolve("a/evil")).doesNotExist();
    }

    @Test
    void refusesAnArtifactThatDoesNotExist() {
        Path zip = directory.resolve("none.zip");
        assertThatThrownBy(() -> TaskRoot.unpack(zip, directory.resolve("task")))
                .isInstanceOf(IOException.class)
                .hasMessage("the artifact " + zip + " does not exist");
    }

    private Path zip(String name) throws IOException {
        Path zip = directory.resolve("artifact.zip");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry(name));
            out.write("content".getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
        return zip;
    }
}
