package io.orderstream.job.sink;

/**
 * The pauses of the table sink after a refusal or a failed call. After the pause, the sink sends
 * the records again. Each pause is twice as long as the one before, but at most one second. After a
 * reset, the pauses start again with the first.
 */
final class TableBackoff {

    static final long FIRST_PAUSE_MILLIS = 50;
    static final long LONGEST_PAUSE_MILLIS = 1_000;

    private long nextMillis = FIRST_PAUSE_MILLIS;

    /** Whether there was no pause since the last reset. */
    boolean isAtStart() {
        return nextMillis == FIRST_PAUSE_MILLIS;
    }

    void reset() {
        nextMillis = FIRST_PAUSE_MILLIS;
    }

    /** The length of the next pause in milliseconds. */
    long next() {
        long millis = nextMillis;
        nextMillis = Math.min(2 * millis, LONGEST_PAUSE_MILLIS);
        return millis;
    }
}
