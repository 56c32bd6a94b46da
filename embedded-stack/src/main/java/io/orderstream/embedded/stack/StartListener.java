package io.orderstream.embedded.stack;

import io.orderstream.embedded.flink.FlinkJob;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Receives what happens while the stack starts and stops, and when a part ends unexpectedly. The
 * methods are called from several threads, but {@link #starting} and {@link #started} never at the
 * same time.
 */
public interface StartListener {

    /** A listener that does nothing. */
    StartListener SILENT =
            new StartListener() {
                @Override
                public void starting(String part) {}

                @Override
                public void started(String part, String where, Duration took) {}
            };

    /**
     * A part begins to start.
     *
     * @param part its name, for example {@code "Kinesis"}
     */
    void starting(String part);

    /**
     * A part has started.
     *
     * @param part its name, for example {@code "Kinesis"}
     * @param where its address, or other details
     * @param took the time since {@link #starting} was called for this part
     */
    void started(String part, String where, Duration took);

    /**
     * The data directory is locked for this stack, and everything in it except kept data has been
     * deleted. Nothing may be written to it before this call, not even a log.
     *
     * @param directory its path
     */
    default void tookDataDirectory(Path directory) {}

    /**
     * Flink has accepted the job. The job does not run yet. It may fail and restart several times
     * before it runs.
     *
     * @param job the accepted job
     */
    default void submitted(FlinkJob job) {}

    /**
     * A process has ended unexpectedly, and another process takes its place. A function gets the
     * new process at its next request. For an emulator that keeps its data, this method is called
     * before each attempt to start it again, and once more when the new process runs. If it cannot
     * be started again, its end is reported to {@link #lost}. An emulator without kept data is not
     * started again: its end is reported to {@code lost} at once.
     *
     * @param what a message: what has happened, and what happens next
     */
    default void restarting(String what) {}

    /**
     * The stack keeps its data and is stopping, but its job could not end with a savepoint.
     *
     * @param what a message: why, and what the next start does
     */
    default void stoppedWithoutSavepoint(String what) {}

    /**
     * A part has ended unexpectedly, and the stack cannot work without it.
     *
     * @param what a message: which part, how it ended, and where its log is
     */
    default void lost(String what) {}
}
