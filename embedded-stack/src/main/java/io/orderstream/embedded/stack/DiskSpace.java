package io.orderstream.embedded.stack;

import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Checks the free space of the disks that the stack writes to, and explains failures that a full
 * disk causes. The original messages hide that cause: Flink, for example, says that it cannot load
 * its RPC system.
 */
final class DiskSpace {

    /** A start writes about 150 MiB: unpacked artifacts, a copy of the job's jar, and logs. */
    private static final long NEEDED_FOR_DATA = 256L << 20;

    private static final long NEEDED_FOR_TEMPORARY_FILES = 16L << 20;

    /** With less free space than this, a disk counts as the cause of a process's end. */
    private static final long ALMOST_NOTHING = 4L << 20;

    private static final String ADVICE_FOR_DATA = "choose another directory with --data-directory";
    private static final String ADVICE_FOR_TEMPORARY_FILES =
            "set JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIRECTORY to use another directory";

    /** The messages for a full disk or a full quota. The third message is from Windows. */
    private static final List<String> DISK_FULL_MESSAGES =
            List.of(
                    "No space left on device",
                    "Disk quota exceeded",
                    "There is not enough space on the disk");

    private final Path data;
    private final Path temporary;
    private final ToLongFunction<Path> usable;

    private DiskSpace(Path data, Path temporary, ToLongFunction<Path> usable) {
        this.data = data;
        this.temporary = temporary;
        this.usable = usable;
    }

    /** The disks of the data directory and of Java's temporary directory. */
    static DiskSpace of(Path data) {
        return new DiskSpace(
                data, Path.of(System.getProperty("java.io.tmpdir")), DiskSpace::usableBytes);
    }

    /** Disks with the free bytes that {@code usable} returns; for tests. */
    static DiskSpace of(Path data, Path temporary, ToLongFunction<Path> usable) {
        return new DiskSpace(data, temporary, usable);
    }

    /**
     * Checks that both disks have enough space for a start.
     *
     * @throws StartException if a disk is too full; the message names the directory
     */
    void require() {
        require(data, NEEDED_FOR_DATA, ADVICE_FOR_DATA);
        require(temporary, NEEDED_FOR_TEMPORARY_FILES, ADVICE_FOR_TEMPORARY_FILES);
    }

    private void require(Path directory, long needed, String remedy) {
        long free = usable.applyAsLong(directory);
        if (free < needed) {
            throw new StartException(
                    String.format(
                            "Not enough space on the disk of %s: %d MiB are free, and %d MiB are needed. Free some space, or %s.",
                            directory, free >> 20, needed >> 20, remedy));
        }
    }

    /**
     * If a full disk caused the failure and the free space can be read, returns an exception that
     * names the disk. Otherwise, returns the failure itself.
     */
    RuntimeException explain(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (DISK_FULL_MESSAGES.stream().anyMatch(message::contains)) {
                try {
                    return new StartException(noSpaceLeft(" (" + message + ")"), failure);
                } catch (UncheckedIOException unknown) {
                    failure.addSuppressed(unknown);
                    return failure;
                }
            }
        }
        return failure;
    }

    /**
     * Returns the message. Adds a sentence to it if a disk is almost full, or if the free space of
     * a disk cannot be read.
     */
    String explain(String message) {
        try {
            return usable.applyAsLong(fullest()) < ALMOST_NOTHING
                    ? message + " " + noSpaceLeft("")
                    : message;
        } catch (UncheckedIOException e) {
            return message + " " + e.getMessage() + ": " + e.getCause();
        }
    }

    private String noSpaceLeft(String reason) {
        return String.format(
                "There is no space left on the disk of %s%s. Free some space, or %s.",
                fullest(),
                reason,
                fullest().equals(data) ? ADVICE_FOR_DATA : ADVICE_FOR_TEMPORARY_FILES);
    }

    private Path fullest() {
        return usable.applyAsLong(temporary) < usable.applyAsLong(data) ? temporary : data;
    }

    private static long usableBytes(Path directory) {
        try {
            FileStore disk = Files.getFileStore(directory);
            // Some file systems report a size of 0, so their free space is unknown.
            return disk.getTotalSpace() == 0 ? Long.MAX_VALUE : disk.getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the free space of " + directory, e);
        }
    }
}
