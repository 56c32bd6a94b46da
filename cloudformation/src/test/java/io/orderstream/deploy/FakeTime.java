package io.orderstream.deploy;

import java.time.Duration;

/** Time that passes only when somebody waits. */
final class FakeTime implements TimeLeft {

    private Duration remaining;

    FakeTime(Duration remaining) {
        this.remaining = remaining;
    }

    /** What a function with Lambda's longest time-out has at its start. */
    static FakeTime fifteenMinutes() {
        return new FakeTime(Duration.ofMinutes(15));
    }

    @Override
    public Duration remaining() {
        return remaining;
    }

    @Override
    public void pause(Duration delay) {
        remaining = remaining.minus(delay);
    }
}
