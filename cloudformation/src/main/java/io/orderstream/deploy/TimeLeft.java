package io.orderstream.deploy;

import java.time.Duration;

/** How much of an invocation's time is left, and waiting for some of it. */
interface TimeLeft {

    Duration remaining();

    /** Waits that long. */
    void pause(Duration delay);
}
