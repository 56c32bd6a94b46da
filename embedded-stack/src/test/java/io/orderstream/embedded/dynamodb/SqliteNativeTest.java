package io.orderstream.embedded.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.embedded.start.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteNativeTest {

    @TempDir Path natives;

    @BeforeEach
    void layOut() throws Exception {
        Files.createDirectory(natives.resolve("osx-aarch64"));
    }

    @Test
    void takesTheSameDirectoryOnLinuxWindowsAndIntelMacs() {
        assertThat(SqliteNative.directory(natives, "Linux", "amd64")).isEqualTo(natives);
        assertThat(SqliteNative.directory(natives, "Windows 11", "amd64")).isEqualTo(natives);
        assertThat(SqliteNative.directory(natives, "Mac OS X", "x86_64")).isEqualTo(natives);
    }

    @Test
    void takesADirectoryOfItsOwnOnAppleSilicon() {
        assertThat(SqliteNative.directory(natives, "Mac OS X", "aarch64"))
                .isEqualTo(natives.resolve("osx-aarch64"));
    }

    @Test
    void saysWhatToDoWhereThereIsNoLibrary() {
        assertThatThrownBy(() -> SqliteNative.directory(natives, "Linux", "aarch64"))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "DynamoDB Local has no native SQLite for Linux on aarch64. It runs on Linux and Windows on "
                                + "x86-64 and on macOS. Start it elsewhere, and set AWS_ENDPOINT_URL_DYNAMODB to where it is.");
    }

    @Test
    void saysThatTheBuildIsIncomplete() {
        Path missing = natives.resolve("missing");

        assertThatThrownBy(() -> SqliteNative.directory(missing, "Linux", "amd64"))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "DynamoDB Local's native libraries are missing: there is no %s. Build again.",
                        missing);
    }
}
