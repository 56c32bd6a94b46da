package io.orderstream.embedded.stack;

import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory that a running stack writes to. It is emptied at the start, because the emulators
 * keep the stream and the table in memory. So the files of an earlier run are useless. A lock file
 * prevents a second stack from using the directory.
 */
final class DataDirectory implements AutoCloseable {

    private static final String LOCK = "orderstream.lock";

    private final Path directory;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path directory, FileChannel channel, FileLock lock) {
        this.directory = directory;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Locks the directory and empties it.
     *
     * @throws StartException if the directory has files that no stack wrote, if another stack uses
     *     it, or if it cannot be written; its content is unchanged in the first two cases
     */
    static DataDirectory take(Path directory) {
        try {
            if (Files.exists(directory) && !Files.isDirectory(directory)) {
                throw new StartException(
                        directory
                                + " is not a directory. Choose another directory with --data-directory.");
            }
            Files.createDirectories(directory);
            List<Path> content = list(directory);
            if (!content.isEmpty() && !Files.exists(directory.resolve(LOCK))) {
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
            if (lock == null) {
                channel.close();
                throw new StartException(
                        "Another stack uses "
                                + directory
                                + ". Stop it, or choose another --data-directory.");
            }
            for (Path path : content) {
                if (!path.getFileName().toString().equals(LOCK)) {
                    delete(path);
                }
            }
            return new DataDirectory(directory, channel, lock);
        } catch (IOException e) {
            throw new StartException("Cannot use the data directory " + directory + ": " + e, e);
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
    public void close() throws IOException {
        lock.release();
        channel.close();
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
