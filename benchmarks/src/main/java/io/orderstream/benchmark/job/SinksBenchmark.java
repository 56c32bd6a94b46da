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

/** The job's sinks beside other ways to write the same orders. */
public final class SinksBenchmark implements Benchmark {

    private static final long ORDERS_OF_CLIENT = 400_000;
    private static final long SMOKE_ORDERS = 1_000;

    private static final List<Integer> STEADY_RATES = List.of(1, 10, 100, 1_000);
    private static final long STEADY_SECONDS = 20;
    private static final Duration STEADY_INTERVAL = Duration.ofSeconds(10);

    /**
     * The conditions of runs that are compared with each other.
     *
     * @param tableAnswers the time after which DynamoDB answers
     * @param parallelism of the job, and the number of clients beside it
     * @param length about how long the job runs
     */
    private record Setting(
            Duration tableAnswers, int parallelism, Duration checkpointInterval, Duration length) {

        private static final Duration SMOKE_INTERVAL = Duration.ofSeconds(1);

        /** Several checkpoints in a short run, so more of them than are deployed. */
        static Setting fastTable(BenchmarkRun run) {
            return new Setting(
                    Duration.ofMillis(5),
                    Math.min(2, Runtime.getRuntime().availableProcessors()),
                    run.pick(Duration.ofSeconds(5), SMOKE_INTERVAL),
                    Duration.ofSeconds(20));
        }

        /** The template's interval, and a run with two checkpoints in it. */
        static Setting slowTable(BenchmarkRun run) {
            return new Setting(
                    Duration.ofMillis(25),
                    1,
                    run.pick(Duration.ofSeconds(60), SMOKE_INTERVAL),
                    Duration.ofSeconds(150));
        }

        JobRun job(BenchmarkRun run, long orders) throws Exception {
            return new JobRun(
                    orders,
                    Optional.empty(),
                    checkpointInterval,
                    parallelism,
                    run.scratch("sinks"));
        }
    }

    @Override
    public String name() {
        return "sinks";
    }

    @Override
    public String title() {
        return "The job's sinks, against other ways to write the same orders";
    }

    @Override
    public Figures measure(BenchmarkRun run) throws Exception {
        Figures figures = new Figures();
        Setting fast = Setting.fastTable(run);
        try (StandIns standIns = new StandIns(run, fast.tableAnswers())) {
            Map<String, List<WriteMeasurement>> rounds = new LinkedHashMap<>();
            long orders = orders(run, standIns, fast);
            for (int round = 1; round <= run.pick(3, 1); round++) {
                Map<String, WriteMeasurement> measured = clientAndJob(run, standIns, fast, orders);
                measured.put("examples", fast.job(run, orders).ofExamples(standIns));
                measured.put(
                        "fileEach",
                        fast.job(run, run.pick(150L, 10L)).withFileForEachOrder(standIns));
                keep(run, measured, rounds);
            }
            putFast(figures, rounds);
            putSteady(run, figures, standIns);
        }
        Setting slow = Setting.slowTable(run);
        try (StandIns standIns = new StandIns(run, slow.tableAnswers())) {
            Map<String, List<WriteMeasurement>> rounds = new LinkedHashMap<>();
            long orders = orders(run, standIns, slow);
            // Once: it is long, and its rounds hardly differ.
            keep(run, clientAndJob(run, standIns, slow, orders), rounds);
            putSlow(figures, rounds);
        }
        return figures;
    }

    /** The number of orders for a run of the wanted length, by runs that are not kept. */
    private static long orders(BenchmarkRun run, StandIns standIns, Setting setting)
            throws Exception {
        if (run.smoke()) {
            return SMOKE_ORDERS;
        }
        clientAndJob(run, standIns, setting, ORDERS_OF_CLIENT);
        setting.job(run, ORDERS_OF_CLIENT).ofExamples(standIns);
        // By a second one: what compiles in the first would make the runs too short.
        WriteMeasurement warmUp = clientAndJob(run, standIns, setting, ORDERS_OF_CLIENT).get("job");
        long orders = Math.round(warmUp.ordersPerSecond() * setting.length().toSeconds());
        run.say("warm-up: %,.0f orders a second: %,d a run", warmUp.ordersPerSecond(), orders);
        return Math.max(ORDERS_OF_CLIENT, orders);
    }

    /** The client alone, then the job with as many clients. */
    private static Map<String, WriteMeasurement> clientAndJob(
            BenchmarkRun run, StandIns standIns, Setting setting, long orders) throws Exception {
        Map<String, WriteMeasurement> measured = new LinkedHashMap<>();
        measured.put(
                "client",
                new BatchWriteLoop(standIns)
                        .run(Math.min(orders, ORDERS_OF_CLIENT), setting.parallelism()));
        measured.put("job", setting.job(run, orders).asItIs(standIns));
        return measured;
    }

    private static void keep(
            BenchmarkRun run,
            Map<String, WriteMeasurement> measured,
            Map<String, List<WriteMeasurement>> rounds) {
        measured.forEach(
                (name, measurement) -> {
                    rounds.computeIfAbsent(name, key -> new ArrayList<>()).add(measurement);
                    run.say(
                            "round %d: %s: %,.0f orders a second",
                            rounds.get(name).size(), name, measurement.ordersPerSecond());
                });
    }

    private static void putFast(Figures figures, Map<String, List<WriteMeasurement>> rounds) {
        rounds.forEach(
                (name, measured) -> {
                    figures.putRounds(
                            name + ".orders.per.second.to.last.answer",
                            measured,
                            WriteMeasurement::ordersPerSecond);
                    figures.put(
                            name + ".requests.usd.per.million", measured.get(0).usdPerMillion());
                });
        for (String name : List.of("client", "job", "examples")) {
            figures.putMedian(
                    name + ".core.micros.at.5.ms", rounds.get(name), WriteMeasurement::coreMicros);
        }
        figures.put("share.of.client.at.5.ms", ratio(rounds, "client"));
        figures.put("times.examples.at.5.ms", ratio(rounds, "examples"));
    }

    private static void putSlow(Figures figures, Map<String, List<WriteMeasurement>> rounds) {
        rounds.forEach(
                (name, measured) ->
                        figures.put(
                                name + ".orders.per.second.at.25.ms",
                                measured.get(0).ordersPerSecond()));
        figures.put("share.of.client.at.25.ms", ratio(rounds, "client"));
    }

    /** The requests of a job that does not fall behind. */
    private static void putSteady(BenchmarkRun run, Figures figures, StandIns standIns)
            throws Exception {
        for (int rate : STEADY_RATES) {
            run.say("the job at %,d orders a second", rate);
            WriteMeasurement steady =
                    new JobRun(
                                    run.pick(STEADY_SECONDS, 2L) * rate,
                                    Optional.of((double) rate),
                                    STEADY_INTERVAL,
                                    1,
                                    run.scratch("sinks"))
                            .asItIs(standIns);
            figures.put("table.requests.per.order.at." + rate, steady.tableRequestsPerOrder());
            figures.put("s3.requests.per.order.at." + rate, steady.archiveRequestsPerOrder());
            long files = steady.archiveRequests().getOrDefault(S3StandIn.COMPLETE, 1L);
            figures.put("s3.requests.per.file", (double) steady.archiveTotal() / files);
        }
    }

    private static double ratio(Map<String, List<WriteMeasurement>> rounds, String peer) {
        return Figures.medianRatio(rates(rounds.get("job")), rates(rounds.get(peer)));
    }

    private static List<Double> rates(List<WriteMeasurement> rounds) {
        return rounds.stream().map(WriteMeasurement::ordersPerSecond).toList();
    }
}
