package io.orderstream.embedded.cli;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Writes and deletes the {@link StackFile} by which other commands find the stack of this process.
 * When the stack stops, another thread may still be starting it. That thread must not write the
 * file again, because the file would name a process that has ended.
 */
final class StackAnnouncement {

    private boolean isOver;

    /** Writes the file into a data directory, unless {@link #end} was called. */
    synchronized void publish(StackFile file, Path data) {
        if (!isOver) {
            file.write(data);
        }
    }

    /**
     * Deletes the file, and writes none from now on.
     *
     * @param data the data directory; empty if the stack has none yet
     */
    synchronized void end(Optional<Path> data) {
        isOver = true;
        data.ifPresent(StackFile::delete);
    }
}
