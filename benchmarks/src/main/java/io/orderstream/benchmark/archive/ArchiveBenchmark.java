package io.orderstream.benchmark.archive;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.benchmark.Figures;
import io.orderstream.job.records.PlacedRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Measures {@code GET /invoice} with few and with many orders in the archive. */
public final class ArchiveBenchmark implements Benchmark {

    private static final Duration DYNAMODB_LATENCY = Duration.ofMillis(5);
    private static final Duration S3_LATENCY = Duration.ofMillis(25);
    private static final int HIGHEST_RATE = 10_000;
    private static final List<Integer> RATES = List.of(10, HIGHEST_RATE);
    private static final int SLOTS = 16;
    private static final long SEED = 7;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    /**
     * One measured {@code GET /invoice}.
     *
     * @param millis time until the answer, in milliseconds
     * @param requests the number of requests to S3
     * @param bytes the number of bytes that S3 sent
     */
    private record Lookup(double millis, long requests, long bytes) {}

    @Override
    public String name() {
        return "archive";
    }

    @Override
    public String title() {
        return "GET /invoice with few and with many orders in the archive, with stand-ins for AWS";
    }

    @Override
    public Figures measure(BenchmarkRun run) throws IOException {
        Figures figures = new Figures();
        try (QueryFunction function = new QueryFunction(DYNAMODB_LATENCY, S3_LATENCY)) {
            // Warms up: the JVM still compiles during the first calls.
            lookups(function, HIGHEST_RATE, run.pick(20, 0));
            for (int rate : RATES) {
                lookups(function, rate, run.pick(100, 2))
                        .forEach((kind, each) -> put(figures, "at." + rate + "." + kind, each));
                run.say(
                        "%,d orders a second: first GET /invoice of an order %.0f ms (median)",
                        rate, figures.get("at." + rate + ".first.ms.p50"));
            }
        }
        return figures;
    }

    /**
     * Measures lookups of random orders, and returns them by kind. The kinds are {@code not.yet}
     * (the order is not in the archive), {@code first} (the first request after the order was
     * archived), and {@code repeated} (the same request again).
     */
    private static Map<String, List<Lookup>> lookups(QueryFunction function, int rate, int times)
            throws IOException {
        ArchivedMinute minute = new ArchivedMinute((double) rate / SLOTS);
        Random random = new Random(SEED);
        Map<String, List<Lookup>> lookups = new TreeMap<>();
        for (int i = 0; i < times; i++) {
            PlacedRecord order = minute.orders().get(random.nextInt(minute.orders().size()));
            function.s3().serve(minute.notCommitted());
            add(lookups, "not.yet", lookup(function, order, NOT_FOUND));
            function.s3().serve(minute.committed());
            add(lookups, "first", lookup(function, order, OK));
            add(lookups, "repeated", lookup(function, order, OK));
        }
        return lookups;
    }

    private static void add(Map<String, List<Lookup>> lookups, String kind, Lookup lookup) {
        lookups.computeIfAbsent(kind, key -> new ArrayList<>()).add(lookup);
    }

    private static Lookup lookup(QueryFunction function, PlacedRecord order, int expectedStatus)
            throws IOException {
        function.s3().reset();
        long start = System.nanoTime();
        String answer = function.get("/invoice", order);
        double millis = (System.nanoTime() - start) / 1e6;
        if (!answer.startsWith("{\"statusCode\":" + expectedStatus)) {
            throw new IllegalStateException("GET /invoice answered " + answer);
        }
        return new Lookup(millis, function.s3().total(), function.s3().sent());
    }

    private static void put(Figures figures, String name, List<Lookup> lookups) {
        List<Double> millis = lookups.stream().map(Lookup::millis).toList();
        figures.put(name + ".ms.p50", Figures.percentile(millis, 50));
        figures.put(name + ".ms.p95", Figures.percentile(millis, 95));
        figures.putMedian(name + ".requests", lookups, Lookup::requests);
        figures.put(
                name + ".kb.most",
                lookups.stream().mapToLong(Lookup::bytes).max().orElseThrow() / 1e3);
    }
}
