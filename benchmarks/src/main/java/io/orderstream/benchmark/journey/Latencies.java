package io.orderstream.benchmark.journey;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * The times that orders took to reach one stage, in milliseconds. Each of these times is measured
 * from the moment when the order's POST was due. For an order that never reached the stage, the
 * recorded time is at least the time after which the load gives an order up. This is also true if
 * the order failed early. Otherwise a machine that answers only few orders would look fast.
 */
final class Latencies {

    private static final long LONGEST_MILLIS = TimeUnit.MINUTES.toMillis(5);
    private static final int DIGITS = 3;

    private final Duration patience;
    private final Histogram millis = new ConcurrentHistogram(LONGEST_MILLIS, DIGITS);
    private final LongAdder givenUp = new LongAdder();

    /**
     * Creates an empty histogram.
     *
     * @param patience the time after which the load gives an order up
     */
    Latencies(Duration patience) {
        this.patience = patience;
    }

    /**
     * Records an order that reached the stage now.
     *
     * @param due when its POST was due, by {@link System#nanoTime}
     */
    void reached(long due) {
        record(millisSince(due));
    }

    /**
     * Records an order that did not reach the stage.
     *
     * @param due when its POST was due, by {@link System#nanoTime}
     */
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

    /** Returns a percentile in milliseconds. */
    double at(double percentile) {
        return millis.getValueAtPercentile(percentile);
    }

    /** Returns the number of all orders, including those that were given up. */
    long measured() {
        return millis.getTotalCount();
    }

    /** Returns the number of orders that were given up. */
    long givenUp() {
        return givenUp.sum();
    }
}
