package io.orderstream.embedded.stack;

import io.orderstream.embedded.flink.FlinkCluster;
import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directory that a running stack writes to. A lock file prevents a second stack from using the
 * directory.
 *
 * <p>Without {@code --keep}, the directory is emptied at the start: the emulators keep the stream
 * and the table in memory, so the files of an earlier run are useless. A directory with kept data
 * has a file with the number of the data's format. In such a directory, the data of the emulators
 * and the job's snapshots stay, and only the rest is deleted.
 */
final class DataDirectory implements AutoCloseable {

    private static final String LOCK = "orderstream.lock";

    private static final String FORMAT_FILE = "orderstream.format";

    /**
     * The number of the format of kept data. Increase it with each change that makes the data of
     * earlier versions unreadable. Such a change can concern the job's state, the table's keys, the
     * layout of the archive, or the files of an emulator.
     */
    static final int FORMAT = 1;

    /**
     * The name of the directory that the Flink cluster writes to, for {@link #directory(String)}.
     */
    static final String FLINK = "flink";

    /** The names of the emulators' directories, for {@link #directory(String)}. */
    private static final List<String> EMULATED = List.of("kinesis", "dynamodb", "s3");

    private final Path directory;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path directory, FileChannel channel, FileLock lock) {
        this.directory = directory;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Locks the directory and empties it, except for kept data.
     *
     * @param keepsData whether the directory is for data that is kept
     * @throws StartException if the path is not a directory, if the directory has files that no
     *     stack wrote, if its data is of another format, if it has kept data that would be deleted,
     *     if another stack uses it, or if it cannot be written; its content is unchanged in all
     *     cases but the last
     */
    static DataDirectory take(Path directory, boolean keepsData) {
        try {
            if (Files.exists(directory) && !Files.isDirectory(directory)) {
                throw new StartException(
                        directory
                                + " is not a directory. Choose another directory with --data-directory.");
            }
            Files.createDirectories(directory);
            Path format = directory.resolve(FORMAT_FILE);
            boolean isKept = Files.exists(format);
            if (isKept) {
                requireUsable(directory, format, keepsData);
            } else if (!list(directory).isEmpty() && !Files.exists(directory.resolve(LOCK))) {
                throw new StartException(
                        directory
                                + " contains files that no stack wrote, and a start would delete them. Choose an empty"
                                + " directory with --data-directory.");
            }
            FileChannel channel =
                    FileChannel.open(
                            directory.resolve(LOCK),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            // Another stack may have begun to keep data here just before this one got the lock.
            if (lock == null || Files.exists(format) != isKept) {
                channel.close();
                throw new StartException(
                        "Another stack uses "
                                + directory
                                + ". Stop it with Ctrl-C or ./run stop, or choose another --data-directory.");
            }
            DataDirectory taken = new DataDirectory(directory, channel, lock);
            try {
                empty(directory, isKept ? kept(directory) : Set.of(directory.resolve(LOCK)));
                if (keepsData && !isKept) {
                    // The directory is emptied before this file is written. So if emptying fails,
                    // the remaining files of an earlier run are not taken for kept data.
                    Files.writeString(format, FORMAT + "\n");
                }
            } catch (IOException | RuntimeException e) {
                if (!isKept) {
                    // On a full disk, the file may exist but be empty. Then every later start would
                    // refuse the directory.
                    Files.deleteIfExists(format);
                }
                taken.close();
                throw e;
            }
            return taken;
        } catch (IOException | UncheckedIOException e) {
            throw new StartException("Cannot use the data directory " + directory + ": " + e, e);
        }
    }

    private static void requireUsable(Path directory, Path formatFile, boolean keepsData)
            throws IOException {
        if (!keepsData) {
            throw new StartException(
                    directory
                            + " contains data of an earlier run with --keep, and a start without --keep would delete it. Add --keep to go on with the data, or choose"
                            + " another directory with --data-directory.");
        }
        String format = Files.readString(formatFile).strip();
        if (!format.equals(Integer.toString(FORMAT))) {
            throw new StartException(
                    String.format(
                            "%s has data of another version: its format is \"%s\", and this version reads \"%d\". Run the"
                                    + " version that wrote the data, or choose another directory with --data-directory.",
                            directory, format, FORMAT));
        }
    }

    private static Set<Path> kept(Path directory) {
        Set<Path> kept = new HashSet<>();
        kept.add(directory.resolve(LOCK));
        kept.add(directory.resolve(FORMAT_FILE));
        EMULATED.forEach(name -> kept.add(directory.resolve(name)));
        FlinkCluster.snapshots(directory.resolve(FLINK)).forEach(kept::add);
        return kept;
    }

    /** Deletes what is in a directory, except the kept paths and what is below them. */
    private static void empty(Path directory, Set<Path> kept) throws IOException {
        for (Path path : list(directory)) {
            if (kept.contains(path)) {
                continue;
            }
            if (kept.stream().anyMatch(below -> below.startsWith(path))) {
                empty(path, kept);
            } else {
                delete(path);
            }
        }
    }

    /** A subdirectory, created if it does not exist. */
    Path directory(String name) {
        try {
            return Files.createDirectories(directory.resolve(name));
        } catch (IOException e) {
            throw new StartException("Cannot write the data directory " + directory + ": " + e, e);
        }
    }

    /** Releases the lock. The files stay for inspection. */
    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException lockedByThisProcess) {
            return null;
        }
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.toList();
        }
    }

    private static void delete(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
