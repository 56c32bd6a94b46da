package io.orderstream.benchmark.job;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.benchmark.Figures;
import io.orderstream.benchmark.standin.S3StandIn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares the job's sinks with other ways to write the same orders. */
public final class SinksBenchmark implements Benchmark {

    private static final Duration TABLE_LATENCY = Duration.ofMillis(5);
    private static final int PARALLELISM = Math.min(2, Runtime.getRuntime().availableProcessors());

    /**
     * The interval is shorter than the deployed interval, so that a short run has several
     * checkpoints.
     */
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);

    private static final long RUN_SECONDS = 20;
    private static final long WARM_UP_ORDERS = 400_000;
    private static final long SMOKE_ORDERS = 1_000;

    private static final List<Integer> STEADY_RATES = List.of(1, 10, 100, 1_000);
    private static final long STEADY_SECONDS = 20;
    private static final Duration STEADY_INTERVAL = Duration.ofSeconds(10);

    @Override
    public String name() {
        return "sinks";
    }

    @Override
    public String title() {
        return "The job's sinks, compared with other ways to write the same orders";
    }

    @Override
    public Figures measure(BenchmarkRun run) throws Exception {
        Figures figures = new Figures();
        Map<String, List<WriteMeasurement>> rounds = new LinkedHashMap<>();
        try (StandIns standIns = new StandIns(run, TABLE_LATENCY)) {
            long orders = run.smoke() ? SMOKE_ORDERS : warmUp(run, standIns);
            for (int round = 1; round <= run.pick(5, 1); round++) {
                keep(run, rounds, "job", job(run, orders).asItIs(standIns));
                keep(run, rounds, "events", job(run, orders).withEvents(standIns));
                keep(run, rounds, "examples", job(run, orders).ofExamples(standIns));
                keep(
                        run,
                        rounds,
                        "fileEach",
                        job(run, run.pick(150L, 10L)).withFileForEachOrder(standIns));
            }
            putSteady(run, figures, standIns);
        }
        rounds.forEach(
                (name, measured) -> {
                    figures.putRounds(
                            name + ".orders.per.second.to.last.answer",
                            measured,
                            WriteMeasurement::ordersPerSecond);
                    figures.putMedian(
                            name + ".core.micros.at.5.ms",
                            measured,
                            WriteMeasurement::processorMicrosPerOrder);
                });
        figures.put(
                "times.examples.at.5.ms",
                Figures.medianRatio(rates(rounds.get("job")), rates(rounds.get("examples"))));
        // The rates count records. With events, a third of the records are events.
        figures.put(
                "share.of.rate.with.events",
                Figures.medianRatio(rates(rounds.get("events")), rates(rounds.get("job"))));
        return figures;
    }

    private static JobRun job(BenchmarkRun run, long orders) throws Exception {
        return new JobRun(
                orders,
                Optional.empty(),
                run.pick(CHECKPOINT_INTERVAL, Duration.ofSeconds(1)),
                PARALLELISM,
                run.scratch("sinks"));
    }

    /**
     * Warms up the JVM with each job, except the one that writes a file for each order. Returns how
     * many records each of these jobs writes in a measured round.
     */
    private static long warmUp(BenchmarkRun run, StandIns standIns) throws Exception {
        WriteMeasurement unused = job(run, WARM_UP_ORDERS).asItIs(standIns);
        unused = job(run, WARM_UP_ORDERS).withEvents(standIns);
        unused = job(run, WARM_UP_ORDERS).ofExamples(standIns);
        // The first run is slower, since the JVM still compiles. With its rate, a measured round
        // would have too few orders.
        WriteMeasurement second = job(run, WARM_UP_ORDERS).asItIs(standIns);
        return Math.max(WARM_UP_ORDERS, Math.round(second.ordersPerSecond() * RUN_SECONDS));
    }

    private static void keep(
            BenchmarkRun run,
            Map<String, List<WriteMeasurement>> rounds,
            String name,
            WriteMeasurement measurement) {
        rounds.computeIfAbsent(name, key -> new ArrayList<>()).add(measurement);
        run.say("%s: %,.0f records a second", name, measurement.ordersPerSecond());
    }

    /** Measures the requests of the job at low, steady rates. */
    private static void putSteady(BenchmarkRun run, Figures figures, StandIns standIns)
            throws Exception {
        for (int rate : run.pick(STEADY_RATES, List.of(100))) {
            run.say("the job at %,d orders a second", rate);
            WriteMeasurement steady =
                    new JobRun(
                                    run.pick(STEADY_SECONDS, 2L) * rate,
                                    Optional.of((double) rate),
                                    run.pick(STEADY_INTERVAL, Duration.ofSeconds(1)),
                                    1,
                                    run.scratch("sinks"))
                            .asItIs(standIns);
            figures.put("table.requests.per.order.at." + rate, steady.tableRequestsPerOrder());
            figures.put("s3.requests.per.order.at." + rate, steady.archiveRequestsPerOrder());
            long files = steady.archiveRequests().getOrDefault(S3StandIn.COMPLETE, 0L);
            if (files == 0) {
                throw new IllegalStateException("The job completed no file in S3");
            }
            figures.put("s3.requests.per.file", (double) steady.archiveTotal() / files);
        }
    }

    private static List<Double> rates(List<WriteMeasurement> rounds) {
        return rounds.stream().map(WriteMeasurement::ordersPerSecond).toList();
    }
}
