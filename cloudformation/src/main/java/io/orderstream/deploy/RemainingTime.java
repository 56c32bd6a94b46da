package io.orderstream.deploy;

import java.time.Duration;
import java.time.Instant;

/** The time, how much of it an invocation has left, and waiting for some of it. */
interface RemainingTime {

    Instant now();

    Duration remaining();

    /** Waits that long. */
    void pause(Duration delay);
}
