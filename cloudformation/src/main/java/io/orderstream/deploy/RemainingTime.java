package io.orderstream.deploy;

import java.time.Duration;
import java.time.Instant;

/** The current time, the time that an invocation has left, and a way to wait. */
interface RemainingTime {

    Instant now();

    Duration remaining();

    /** Waits until {@code delay} has passed. */
    void pause(Duration delay);
}
