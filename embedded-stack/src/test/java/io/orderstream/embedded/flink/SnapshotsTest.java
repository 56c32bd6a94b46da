package io.orderstream.embedded.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.embedded.start.StartException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotsTest {

    @TempDir private Path directory;

    @Test
    void thereIsNoSnapshotBeforeTheFirstCheckpoint() throws Exception {
        assertThat(snapshots().newest()).isEmpty();

        Files.createDirectories(directory.resolve("checkpoints/job-1/chk-1"));

        assertThat(snapshots().newest()).isEmpty();
    }

    @Test
    void theNewestSnapshotHasTheHighestNumber_notTheLatestTimeOrName() throws Exception {
        snapshot("checkpoints/job-2/chk-10", 10);
        snapshot("checkpoints/job-1/chk-9", 9);
        snapshot("savepoints/savepoint-zzz", 8);

        assertThat(snapshots().newest()).contains(directory.resolve("checkpoints/job-2/chk-10"));
    }

    @Test
    void aSavepointIsNewerThanTheCheckpointsBeforeIt() throws Exception {
        snapshot("savepoints/savepoint-a", 11);
        snapshot("checkpoints/job-2/chk-10", 10);

        assertThat(snapshots().newest()).contains(directory.resolve("savepoints/savepoint-a"));
    }

    @Test
    void anUnfinishedSnapshotDoesNotCount() throws Exception {
        snapshot("checkpoints/job-1/chk-9", 9);
        Files.createDirectories(directory.resolve("savepoints/savepoint-a"));

        assertThat(snapshots().newest()).contains(directory.resolve("checkpoints/job-1/chk-9"));
    }

    /** If the job started from an older snapshot, it would write orders to the archive again. */
    @ParameterizedTest
    @ValueSource(strings = {"", "damaged"})
    void aDamagedSnapshotIsRefused(String content) throws Exception {
        Path savepoint = Files.createDirectories(directory.resolve("savepoints/savepoint-a"));
        Files.writeString(savepoint.resolve("_metadata"), content);

        assertThatThrownBy(() -> snapshots().newest())
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("Cannot read the job's state in " + savepoint + " (")
                .hasMessageEndingWith("To begin again, delete the data directory.");

        snapshot("checkpoints/job-1/chk-9", 9);

        assertThatThrownBy(() -> snapshots().newest()).isInstanceOf(StartException.class);
    }

    @Test
    void theFilesOfTheJobWithTheNewestSnapshotStay_andOtherFilesAreDeleted() throws Exception {
        snapshot("savepoints/savepoint-a", 5);
        snapshot("checkpoints/job-1/chk-9", 9);
        Path newest = snapshot("checkpoints/job-2/chk-10", 10);
        Files.createDirectories(directory.resolve("checkpoints/job-2/shared"));

        snapshots().deleteOthers(newest);

        assertThat(directory.resolve("savepoints")).isEmptyDirectory();
        assertThat(directory.resolve("checkpoints").toFile().list()).containsExactly("job-2");
        assertThat(directory.resolve("checkpoints/job-2").toFile().list())
                .containsExactlyInAnyOrder("chk-10", "shared");
    }

    private Snapshots snapshots() {
        return new Snapshots(directory.resolve("checkpoints"), directory.resolve("savepoints"));
    }

    private Path snapshot(String path, long number) throws Exception {
        Path snapshot = Files.createDirectories(directory.resolve(path));
        try (OutputStream metadata = Files.newOutputStream(snapshot.resolve("_metadata"))) {
            Checkpoints.storeCheckpointMetadata(
                    new CheckpointMetadata(number, List.of(), List.of()), metadata);
        }
        return snapshot;
    }
}
