package io.orderstream.deploy;

import java.time.Duration;
import java.time.Instant;

/** A time that passes only when the code under test waits. */
final class FakeTime implements RemainingTime {

    /** The time at the start of each test, in the middle of a minute. */
    static final Instant START = Instant.parse("2026-11-23T10:00:30Z");

    private Instant now = START;
    private Duration remaining;

    FakeTime(Duration remaining) {
        this.remaining = remaining;
    }

    /** The remaining time of a new invocation with Lambda's longest time-out. */
    static FakeTime fifteenMinutes() {
        return new FakeTime(Duration.ofMinutes(15));
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Duration remaining() {
        return remaining;
    }

    @Override
    public void pause(Duration delay) {
        now = now.plus(delay);
        remaining = remaining.minus(delay);
    }
}
