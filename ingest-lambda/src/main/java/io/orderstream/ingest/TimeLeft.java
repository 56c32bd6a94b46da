package io.orderstream.ingest;

import java.time.Duration;

/** How much of an invocation's time is left for calls, and waiting for some of it. */
interface TimeLeft {

    /** Negative when the time is over. */
    Duration remaining();

    /**
     * Waits that long.
     *
     * @return false if the thread was interrupted: then there is nothing more to wait for
     */
    boolean pause(Duration delay);
}
