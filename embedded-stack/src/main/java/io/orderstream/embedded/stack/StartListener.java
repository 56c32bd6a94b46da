package io.orderstream.embedded.stack;

import io.orderstream.embedded.flink.FlinkJob;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Hears what starts and what dies, to show it. Called from several threads; {@link #starting} and
 * {@link #started} one call at a time.
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
     * @param part as in {@code "Kinesis"}
     */
    void starting(String part);

    /**
     * A part has started.
     *
     * @param part as in {@code "Kinesis"}
     * @param where its address, or what else there is to say
     * @param took from the start of this part
     */
    void started(String part, String where, Duration took);

    /**
     * The data directory is this stack's now, and empty. Before that nothing may be written into
     * it, not even a log.
     *
     * @param directory its path
     */
    default void tookDataDirectory(Path directory) {}

    /**
     * Flink has taken the job, which does not run yet. It may fail again and again until it does.
     *
     * @param job to be watched
     */
    default void submitted(FlinkJob job) {}

    /**
     * A part has died without which the stack cannot work.
     *
     * @param what says which part, how it ended, and where its log is
     */
    default void lost(String what) {}
}
