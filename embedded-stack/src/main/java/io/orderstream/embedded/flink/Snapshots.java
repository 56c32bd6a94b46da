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
 * The savepoints and retained checkpoints of several jobs. Each job must have been started from the
 * snapshot that was the newest at that time, or without a snapshot if there was none.
 *
 * <p>Flink numbers checkpoints and savepoints in one sequence, and a restored job goes on from the
 * number of its snapshot. So the snapshot with the highest number is the newest, whatever the clock
 * says.
 */
final class Snapshots {

    /** Flink writes this file of a snapshot last. */
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
     * Deletes all savepoints and checkpoints except {@code snapshot}. If it is a checkpoint, the
     * other checkpoints of its job also stay, because the checkpoints of one job share files. They
     * share no files with the checkpoints of other jobs.
     *
     * @param snapshot the newest snapshot
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
            // An older snapshot is no substitute: with it, the job would write some orders to the
            // archive again.
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
