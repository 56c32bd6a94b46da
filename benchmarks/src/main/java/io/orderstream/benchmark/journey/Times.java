package io.orderstream.benchmark.journey;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long orders took to come so far, in milliseconds from when their POST was due. One that was
 * given up counts with the time that was waited for it, which is less than it took: left out, it
 * would make a machine that answers few orders look quick.
 */
final class Times {

    private static final long LONGEST_MILLIS = TimeUnit.MINUTES.toMillis(5);
    private static final int DIGITS = 3;

    private final Histogram millis = new ConcurrentHistogram(LONGEST_MILLIS, DIGITS);
    private final LongAdder givenUp = new LongAdder();

    /**
     * It came so far.
     *
     * @param due when its POST was due, by {@link System#nanoTime}
     */
    void reached(long due) {
        millis.recordValue(
                Math.min(LONGEST_MILLIS, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - due)));
    }

    /** It did not come so far while it was waited for. */
    void gaveUp(long due) {
        givenUp.increment();
        reached(due);
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
