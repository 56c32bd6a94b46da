package io.orderstream.benchmark.sinks;

import io.orderstream.benchmark.Run;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The job with its own sinks on the stand-ins, for other benchmarks.
 *
 * <pre>{@code
 * List<Double> rates = WholeJob.ordersPerSecond(run, 100_000, List.of(1, 2, 4));
 * }</pre>
 */
public final class WholeJob {

    private static final Duration TABLE_LATENCY = Duration.ofMillis(5);

    /** Of {@link #ordersPerSecond}; that of a stream's job is shorter. */
    public static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(15);

    private WholeJob() {}

    /** Orders a second at each of these parallelisms, one run each. */
    public static List<Double> ordersPerSecond(Run run, long orders, List<Integer> parallelisms)
            throws Exception {
        List<Double> rates = new ArrayList<>();
        try (Services services = new Services(run, TABLE_LATENCY)) {
            for (int parallelism : parallelisms) {
                rates.add(
                        new JobRun(
                                        orders,
                                        Optional.empty(),
                                        CHECKPOINT_INTERVAL,
                                        parallelism,
                                        run.scratch("scaling"))
                                .asItIs(services)
                                .ordersPerSecond());
            }
        }
        return rates;
    }

    /**
     * What a stream was read with.
     *
     * @param ordersPerSecond from the first read to the table's last answer
     * @param shareOfShards of the bytes that the shards may give out
     * @param shareOfCores of this process, the stand-ins included
     * @param refusedReads that came too early
     */
    public record Reading(
            double ordersPerSecond, double shareOfShards, double shareOfCores, long refusedReads) {}

    /** The whole job on a stream with a backlog, for each of these numbers of shards. */
    public static List<Reading> fromStream(
            Run run, int ordersEach, List<Integer> shards, int parallelism) throws Exception {
        List<Reading> readings = new ArrayList<>();
        try (Services services = new Services(run, TABLE_LATENCY)) {
            for (int count : shards) {
                readings.add(
                        new StreamRun(count, ordersEach, parallelism, run.scratch("scaling"))
                                .measure(services));
            }
        }
        return readings;
    }
}
