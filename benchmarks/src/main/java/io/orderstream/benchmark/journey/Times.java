package io.orderstream.benchmark.journey;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long orders took to come so far, in milliseconds from when their POST was due. One that was
 * given up counts with all of the patience with it, however soon that was: left out, or with the
 * moment at which it was refused, it would make a machine that answers few orders look quick.
 */
final class Times {

    private static final long LONGEST_MILLIS = TimeUnit.MINUTES.toMillis(5);
    private static final int DIGITS = 3;

    private final Duration patience;
    private final Histogram millis = new ConcurrentHistogram(LONGEST_MILLIS, DIGITS);
    private final LongAdder givenUp = new LongAdder();

    /**
     * Of orders that are waited for so long, up to five minutes.
     *
     * @throws IllegalArgumentException if it is more
     */
    Times(Duration patience) {
        if (patience.toMillis() > LONGEST_MILLIS) {
            throw new IllegalArgumentException(
                    "patience: expected five minutes at most, found " + patience);
        }
        this.patience = patience;
    }

    /**
     * It came so far.
     *
     * @param due when its POST was due, by {@link System#nanoTime}
     */
    void reached(long due) {
        record(millisSince(due));
    }

    /** It did not come so far while it was waited for, or never will. */
    void gaveUp(long due) {
        givenUp.increment();
        record(Math.max(patience.toMillis(), millisSince(due)));
    }

    private static long millisSince(long due) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - due);
    }

    private void record(long value) {
        millis.recordValue(Math.min(LONGEST_MILLIS, value));
    }

    /** Milliseconds in which so many percent of the orders came so far. */
    double at(double percentile) {
        return millis.getValueAtPercentile(percentile);
    }

    /** Milliseconds of the last of them. */
    long most() {
        return millis.getMaxValue();
    }

    /** How many orders were waited for. */
    long measured() {
        return millis.getTotalCount();
    }

    /** How many of them were given up. */
    long givenUp() {
        return givenUp.sum();
    }
}
