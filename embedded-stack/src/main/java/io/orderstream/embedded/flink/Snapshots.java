package io.orderstream.embedded.flink;

import io.orderstream.embedded.start.StartException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.Checkpoints;

/**
 * The savepoints and retained checkpoints of several jobs, each of which was started from the
 * newest snapshot then, or without one if there was none.
 *
 * <p>A restored job goes on counting its checkpoints from the number of the snapshot, and a
 * savepoint is counted like a checkpoint. So the snapshot with the highest number is the newest,
 * whatever the clock says.
 */
final class Snapshots {

    /** The last file of a snapshot that Flink writes. */
    private static final String METADATA = "_metadata";

    private final Path checkpoints;
    private final Path savepoints;

    /**
     * The snapshots in two directories. Neither needs to exist.
     *
     * @param checkpoints has a directory for each job, with a directory for each checkpoint
     * @param savepoints has a directory for each savepoint
     */
    Snapshots(Path checkpoints, Path savepoints) {
        this.checkpoints = checkpoints;
        this.savepoints = savepoints;
    }

    /**
     * The directory of the newest snapshot; empty if there is none.
     *
     * @throws StartException if a snapshot cannot be read
     */
    Optional<Path> newest() {
        return Stream.concat(
                        entries(savepoints).stream(),
                        entries(checkpoints).stream().flatMap(job -> entries(job).stream()))
                .filter(snapshot -> Files.exists(snapshot.resolve(METADATA)))
                .map(snapshot -> Map.entry(number(snapshot), snapshot))
                .max(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue);
    }

    /**
     * Deletes all savepoints but this one, and the checkpoints of all jobs but this one's.
     * Checkpoints of one job share files. Those of different jobs do not, once a job has completed
     * a checkpoint of its own.
     *
     * @param snapshot the newest one
     */
    void deleteOthers(Path snapshot) {
        entries(savepoints).stream()
                .filter(savepoint -> !savepoint.equals(snapshot))
                .forEach(Snapshots::delete);
        entries(checkpoints).stream()
                .filter(job -> !snapshot.startsWith(job))
                .forEach(Snapshots::delete);
    }

    private static long number(Path snapshot) {
        try (DataInputStream metadata =
                new DataInputStream(Files.newInputStream(snapshot.resolve(METADATA)))) {
            return Checkpoints.loadCheckpointMetadata(
                            metadata, Snapshots.class.getClassLoader(), snapshot.toUri().toString())
                    .getCheckpointId();
        } catch (IOException | RuntimeException e) {
            // With an older snapshot, the job would write some orders to the archive again.
            throw new StartException(
                    String.format(
                            "Cannot read the job's state in %s (%s). To begin again, delete the data directory.",
                            snapshot, e),
                    e);
        }
    }

    private static List<Path> entries(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + directory, e);
        }
    }

    private static void delete(Path tree) {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete the old snapshot " + tree, e);
        }
    }
}
