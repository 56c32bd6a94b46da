package io.orderstream.embedded.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiskSpaceTest {

    private static final Path DATA = Path.of("/data");
    private static final Path TEMPORARY = Path.of("/tmp");
    private static final long MIB = 1 << 20;

    @Test
    void enoughSpaceIsAccepted() {
        assertThatCode(() -> disk(256 * MIB, 16 * MIB).require()).doesNotThrowAnyException();
    }

    @Test
    void aDiskWithTooLittleSpaceIsRefused_andItsDirectoryIsNamed() {
        assertThatThrownBy(() -> disk(7 * MIB, 1_000 * MIB).require())
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "Not enough space on the disk of /data: 7 MiB are free, and 256 MiB are needed."
                                + " Free some space, or choose another directory with --data-directory.");
        assertThatThrownBy(() -> disk(1_000 * MIB, 0).require())
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "Not enough space on the disk of /tmp: 0 MiB are free, and 16 MiB are needed."
                                + " Free some space, or set JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIRECTORY to use another"
                                + " directory.");
    }

    @Test
    void aFailureBecauseOfAFullDiskNamesTheDisk() {
        RuntimeException failure =
                new StartException(
                        "Cannot start Flink: Could not load RpcSystem.",
                        new IllegalStateException(
                                "Could not load RpcSystem.",
                                new IOException("No space left on device")));

        assertThat(disk(0, 1_000 * MIB).explain(failure))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "There is no space left on the disk of /data (No space left on device). Free some space, or choose"
                                + " another directory with --data-directory.")
                .hasCause(failure);
        assertThat(disk(1_000 * MIB, 0).explain(failure)).hasMessageContaining("disk of /tmp");
    }

    @Test
    void aFailureIsNotHidden_whenTheFreeSpaceCannotBeRead() {
        RuntimeException failure = new StartException("No space left on device");

        assertThat(DiskSpace.of(Path.of("target", "no-such-directory")).explain(failure))
                .isSameAs(failure);
    }

    @Test
    void anotherFailureIsNotChanged() {
        RuntimeException failure = new StartException("Port 1 is taken.");

        assertThat(disk(0, 0).explain(failure)).isSameAs(failure);
    }

    @Test
    void theEndOfAProcessIsExplainedByAFullDisk() {
        String end = "The Kinesis emulator has ended.";

        assertThat(disk(100 * MIB, 100 * MIB).explain(end)).isEqualTo(end);
        assertThat(disk(MIB, 100 * MIB).explain(end))
                .isEqualTo(
                        "The Kinesis emulator has ended. There is no space left on the disk of /data. Free some space, or"
                                + " choose another directory with --data-directory.");
    }

    @Test
    void theEndOfAProcessIsExplainedByADirectoryThatIsGone() {
        Path gone = Path.of("target", "no-such-directory");

        assertThat(DiskSpace.of(gone).explain("The Kinesis emulator has ended."))
                .isEqualTo(
                        "The Kinesis emulator has ended. Cannot read the free space of %s:"
                                + " java.nio.file.NoSuchFileException: %s",
                        gone, gone);
    }

    private static DiskSpace disk(long data, long temporary) {
        return DiskSpace.of(DATA, TEMPORARY, Map.of(DATA, data, TEMPORARY, temporary)::get);
    }
}
