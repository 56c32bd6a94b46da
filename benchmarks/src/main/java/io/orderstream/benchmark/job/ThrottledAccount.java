package io.orderstream.benchmark.job;

import java.util.List;

/**
 * The rates of the other accounts while one is throttled.
 *
 * @param before orders a second before the account was throttled
 * @param until the same from then on until the sink's buffer was full
 * @param seconds until the buffer was full, or all that was watched
 * @param full whether the buffer became full
 * @param after orders a second with a full buffer
 */
record ThrottledAccount(double before, double until, double seconds, boolean full, double after) {

    /** The buffer is full when the others are slow in so many looks. One may see a checkpoint. */
    private static final int LOOKS = 5;

    private static final double SLOWED_DOWN = 0.5;

    /** What the rates in each look say. */
    static ThrottledAccount of(double before, List<Double> rates, double lookSeconds) {
        int full = 0;
        while (full + LOOKS <= rates.size()
                && (rates.get(full) >= SLOWED_DOWN * before
                        || mean(rates.subList(full, full + LOOKS)) >= SLOWED_DOWN * before)) {
            full++;
        }
        boolean ever = full + LOOKS <= rates.size();
        List<Double> until = rates.subList(0, ever ? full : rates.size());
        return new ThrottledAccount(
                before,
                mean(until),
                until.size() * lookSeconds,
                ever,
                mean(rates.subList(until.size(), rates.size())));
    }

    static double mean(List<Double> rates) {
        return rates.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
