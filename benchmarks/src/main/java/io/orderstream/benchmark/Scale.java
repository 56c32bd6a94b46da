package io.orderstream.benchmark;

/** How much is measured. */
public enum Scale {
    /** Enough for a figure to be believed: minutes. */
    FULL,
    /** Enough to see that it still runs: seconds. Its figures mean nothing. */
    SMOKE;

    /** One of two values. */
    public <T> T pick(T full, T smoke) {
        return this == FULL ? full : smoke;
    }
}
