package io.orderstream.embedded.stack;

import java.time.Duration;

/** Hears what is starting, to show it. Called from several threads, one call at a time. */
@FunctionalInterface
public interface StartListener {

    /** A listener that does nothing. */
    StartListener SILENT = (part, where, took) -> {};

    /**
     * A part has started.
     *
     * @param part as in {@code "Kinesis"}
     * @param where its address, or what else there is to say
     * @param took from the start of this part
     */
    void started(String part, String where, Duration took);
}
