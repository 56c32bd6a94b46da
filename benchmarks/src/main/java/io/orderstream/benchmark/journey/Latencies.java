package io.orderstream.benchmark.journey;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long orders took to reach one stage, in milliseconds from when their POST was due. An order
 * that was given up counts with the whole patience, however early it was given up. Otherwise a
 * machine that answers few orders would look fast.
 */
final class Latencies {

    private static final long LONGEST_MILLIS = TimeUnit.MINUTES.toMillis(5);
    private static final int DIGITS = 3;

    private final Duration patience;
    private final Histogram millis = new ConcurrentHistogram(LONGEST_MILLIS, DIGITS);
    private final LongAdder givenUp = new LongAdder();

    /** Of orders that are given up after this patience. */
    Latencies(Duration patience) {
        this.patience = patience;
    }

    /**
     * An order reached the stage.
     *
     * @param due when its POST was due, by {@link System#nanoTime}
     */
    void reached(long due) {
        record(millisSince(due));
    }

    /** An order did not reach the stage in time, or never will. */
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

    /** A percentile in milliseconds. */
    double at(double percentile) {
        return millis.getValueAtPercentile(percentile);
    }

    /** The number of orders, those given up included. */
    long measured() {
        return millis.getTotalCount();
    }

    /** The number of orders that were given up. */
    long givenUp() {
        return givenUp.sum();
    }
}
