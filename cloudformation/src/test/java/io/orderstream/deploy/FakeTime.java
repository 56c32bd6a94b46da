package io.orderstream.deploy;

import java.time.Duration;
import java.time.Instant;

/** Time that passes only when somebody waits. */
final class FakeTime implements RemainingTime {

    /** In the middle of a minute. */
    static final Instant START = Instant.parse("2026-11-23T10:00:30Z");

    private Instant now = START;
    private Duration remaining;

    FakeTime(Duration remaining) {
        this.remaining = remaining;
    }

    /** What a function with Lambda's longest time-out has at its start. */
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
