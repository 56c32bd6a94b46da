package io.orderstream.benchmark.job;

import java.util.List;

/**
 * The rates of the other accounts before and while DynamoDB throttles one account.
 *
 * @param before orders a second before the throttling began
 * @param until orders a second from the start of the throttling until the sink's buffer was full
 * @param seconds the time until the buffer was full, or the whole time if it never became full
 * @param full whether the buffer became full
 * @param after orders a second with a full buffer; 0 if it never became full
 */
record ThrottledAccount(double before, double until, double seconds, boolean full, double after) {

    /**
     * The buffer counts as full if this many samples in a row are slow on average, and the first of
     * them is slow. A single slow sample may come from a checkpoint.
     */
    private static final int SAMPLES = 5;

    private static final double SLOWED_DOWN = 0.5;

    /**
     * Finds the first sample with a full buffer, and computes the rate before this sample and the
     * rate from it on.
     *
     * @param before orders a second of the other accounts before the throttling began
     * @param rates orders a second of the other accounts in each sample since then
     * @param sampleSeconds the length of a sample
     */
    static ThrottledAccount of(double before, List<Double> rates, double sampleSeconds) {
        int full = 0;
        while (full + SAMPLES <= rates.size()
                && (rates.get(full) >= SLOWED_DOWN * before
                        || mean(rates.subList(full, full + SAMPLES)) >= SLOWED_DOWN * before)) {
            full++;
        }
        boolean ever = full + SAMPLES <= rates.size();
        List<Double> until = rates.subList(0, ever ? full : rates.size());
        return new ThrottledAccount(
                before,
                mean(until),
                until.size() * sampleSeconds,
                ever,
                mean(rates.subList(until.size(), rates.size())));
    }

    static double mean(List<Double> rates) {
        return rates.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }
}
