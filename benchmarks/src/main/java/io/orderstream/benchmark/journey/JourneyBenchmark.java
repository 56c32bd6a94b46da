package io.orderstream.benchmark.journey;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.benchmark.Figures;
import io.orderstream.embedded.stack.StackOptions;
import io.orderstream.embedded.start.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Measures the embedded stack: the time from a POST until the order is readable and until its
 * invoice exists, and the time of warm reads.
 */
public final class JourneyBenchmark implements Benchmark {

    private static final Duration CHECKPOINT_INTERVAL = StackOptions.DEFAULT_CHECKPOINT_INTERVAL;
    private static final int FOLLOWED_PER_SECOND = 2;
    private static final int ORDERS_OF_PAGED_ACCOUNT = 60;
    private static final int VENDORS_OF_PAGED_ACCOUNT = 4;
    private static final String LATEST_ORDER = "/order?accountid=warm&vendorid=v1";
    private static final String PAGE = "/orders?accountid=warm";
    private static final String INVOICE = "/invoice?accountid=warm&vendorid=v1";
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

    /**
     * How long the load waits for one order. The goals in benchmarks/RESULTS.md for reading an
     * order and for its invoice are much shorter.
     */
    private static final Duration PATIENCE_WITH_ORDER = Duration.ofSeconds(60);

    /**
     * How long calls are repeated after the load has ended. On a slow machine, the stack may then
     * still be working on the orders of the load.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @Override
    public String name() {
        return "journey";
    }

    @Override
    public String title() {
        return "From POST to readable and to the invoice, and warm reads, on the embedded stack";
    }

    @Override
    public Figures measure(BenchmarkRun run) throws Exception {
        Figures figures = new Figures();
        figures.put("checkpoint.interval.s", (double) CHECKPOINT_INTERVAL.toSeconds());
        List<Integer> rates = run.pick(List.of(10, 50, 200), List.of(5));
        Duration duration = run.pick(Duration.ofSeconds(60), Duration.ofSeconds(2));
        try (StackProcess stack = StackProcess.start(run.root(), run.scratch("journey"))) {
            ApiCalls api = new ApiCalls(stack.api(), LONGEST_CALL);
            // No order has been posted yet, so the answer is 404.
            run.say("first GET after the start: %.0f ms", millisOf(api, LATEST_ORDER, false));
            // Warms up: the JVMs still compile during the first seconds.
            new SteadyLoad(api, "warm-up", PATIENCE_WITH_ORDER)
                    .run(
                            rates.get(0),
                            FOLLOWED_PER_SECOND,
                            run.pick(Duration.ofSeconds(15), Duration.ofSeconds(1)));
            for (int rate : rates) {
                run.say("%d orders a second for %d s", rate, duration.toSeconds());
                SteadyLoad load = new SteadyLoad(api, "r" + rate, PATIENCE_WITH_ORDER);
                load.run(rate, FOLLOWED_PER_SECOND, duration);
                load.firstGivenUp().ifPresent(why -> run.say("first call that failed: %s", why));
                put(figures, rate, load);
            }
            postForPage(api);
            Map.of("get.order", LATEST_ORDER, "get.orders", PAGE, "get.invoice", INVOICE)
                    .forEach((name, path) -> putReads(run, figures, api, name, path));
        }
        return figures;
    }

    private static void put(Figures figures, int rate, SteadyLoad load) {
        Map.of(
                        "post", load.accepted(),
                        "readable", load.readable(),
                        "invoice", load.invoiced())
                .forEach(
                        (stage, latencies) -> {
                            figures.put(stage + ".p50.ms.at." + rate, latencies.at(50));
                            figures.put(stage + ".p99.ms.at." + rate, latencies.at(99));
                            figures.put(
                                    stage + ".given.up.at." + rate, (double) latencies.givenUp());
                        });
        figures.put("cores.busy.percent.at." + rate, load.coresBusy() * 100);
    }

    /** Measures reads, one after the other. Each must be answered with 200. */
    private static void putReads(
            BenchmarkRun run, Figures figures, ApiCalls api, String name, String path) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < run.pick(500, 20); i++) {
            millis.add(millisOf(api, path, true));
        }
        figures.put(name + ".warm.p50.ms", Figures.percentile(millis, 50));
        figures.put(name + ".warm.p95.ms", Figures.percentile(millis, 95));
    }

    /**
     * Posts more orders of one account than a page holds, for several vendors. Waits until the
     * newest order of each vendor has its invoice. The measured GET /invoice names no order, so it
     * asks for the newest readable order of a vendor. If only an older order had its invoice, the
     * answer could be 404.
     */
    private static void postForPage(ApiCalls api) {
        Map<String, String> newest = new HashMap<>();
        for (int i = 0; i < ORDERS_OF_PAGED_ACCOUNT; i++) {
            String vendor = "v" + i % VENDORS_OF_PAGED_ACCOUNT;
            String date = Instant.now().toString();
            newest.put(vendor, answered(() -> api.post("warm", vendor, date)));
        }
        newest.forEach(
                (vendor, id) -> {
                    String invoice =
                            "/invoice?accountid=warm&vendorid=" + vendor + "&orderid=" + id;
                    Deadline.in(PATIENCE)
                            .await(
                                    invoice + " is there",
                                    () -> answered(() -> api.exists(invoice)));
                });
    }

    /** Repeats a call until the API answers with a status below 500. */
    private static <T> T answered(Supplier<CompletableFuture<T>> call) {
        return Deadline.in(PATIENCE)
                .awaitValue(
                        "the API answers",
                        () -> {
                            try {
                                return Optional.of(call.get().join());
                            } catch (CompletionException e) {
                                if (e.getCause() instanceof ApiCalls.NoAnswerException) {
                                    return Optional.empty();
                                }
                                throw e;
                            }
                        });
    }

    /**
     * Sends a GET and returns the milliseconds until its answer.
     *
     * @param found the expected status: true for 200, false for 404
     */
    private static double millisOf(ApiCalls api, String pathAndQuery, boolean found) {
        long start = System.nanoTime();
        boolean exists = api.exists(pathAndQuery).join();
        double millis = (System.nanoTime() - start) / 1e6;
        if (exists != found) {
            throw new IllegalStateException(
                    "GET %s answered %d instead of %d"
                            .formatted(pathAndQuery, exists ? 200 : 404, found ? 200 : 404));
        }
        return millis;
    }
}
