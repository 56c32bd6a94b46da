package io.orderstream.embedded.stack;

import java.time.Duration;

/** Hears what is starting, to show it. Called from several threads, one call at a time. */
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
}
