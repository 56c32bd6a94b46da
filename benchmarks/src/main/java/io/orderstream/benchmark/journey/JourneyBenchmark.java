package io.orderstream.benchmark.journey;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.results.Chart;
import io.orderstream.benchmark.results.Goal;
import io.orderstream.benchmark.results.Result;
import io.orderstream.benchmark.results.Section;
import io.orderstream.benchmark.results.Table;
import io.orderstream.embedded.stack.StackOptions;
import io.orderstream.embedded.start.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** From POST to readable to invoice on the embedded stack, and how long reads take. */
public final class JourneyBenchmark implements Benchmark {

    private static final Duration CHECKPOINT_INTERVAL = StackOptions.DEFAULT_CHECKPOINT_INTERVAL;
    private static final int FOLLOWED_PER_SECOND = 2;
    private static final int ORDERS_OF_PAGED_ACCOUNT = 60;
    private static final int VENDORS_OF_PAGED_ACCOUNT = 4;
    private static final String VENDORS_LATEST = "/order?accountid=warm&vendorid=v1";
    private static final String PAGE = "/orders?accountid=warm";
    private static final String INVOICE = "/invoice?accountid=warm&vendorid=v1";
    private static final Duration LONGEST_CALL = Duration.ofSeconds(30);

    /** For an order of a load. One that takes longer has missed every goal by far. */
    private static final Duration PATIENCE_WITH_ORDER = Duration.ofSeconds(60);

    /** A slow machine has to catch up with the highest rate first. */
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final long MOST_MILLIS_TO_READABLE_P50 = 200;
    private static final long MOST_MILLIS_TO_READABLE_P99 = 400;
    private static final double MOST_MILLIS_OF_WARM_GET = 10;
    private static final Duration MOST_BEYOND_CHECKPOINT = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "journey";
    }

    @Override
    public String title() {
        return "Journey: POST to readable to invoice, on the embedded stack";
    }

    @Override
    public Result run(Run run) throws Exception {
        List<Integer> rates = run.scale().pick(List.of(10, 50, 200), List.of(5));
        Duration duration = run.scale().pick(Duration.ofSeconds(60), Duration.ofSeconds(2));
        Path data = run.scratch("journey");
        Map<Integer, Measured> loads = new LinkedHashMap<>();
        try (StackProcess stack = StackProcess.start(run.root(), data)) {
            ApiCalls api = new ApiCalls(stack.api(), LONGEST_CALL);
            // Nothing has been posted: it is looked for and not found.
            double coldMillis = millisOf(api, VENDORS_LATEST, false);
            run.say("first GET after the start: %.0f ms", coldMillis);
            // What the first seconds compile is not what a running stack does.
            new Load(api, "warm-up", PATIENCE_WITH_ORDER)
                    .run(
                            rates.get(0),
                            FOLLOWED_PER_SECOND,
                            run.scale().pick(Duration.ofSeconds(15), Duration.ofSeconds(1)),
                            () -> {});
            for (int rate : rates) {
                run.say("%d orders a second for %d s", rate, duration.toSeconds());
                Load load = new Load(api, "r" + rate, PATIENCE_WITH_ORDER);
                Map<String, Duration> before = stack.cpu();
                long start = System.nanoTime();
                Map<String, Double> cores = new LinkedHashMap<>();
                load.run(
                        rate,
                        FOLLOWED_PER_SECOND,
                        duration,
                        () -> cores.putAll(coresUsed(before, stack.cpu(), start)));
                loads.put(rate, new Measured(load, cores));
                load.firstGivenUp().ifPresent(why -> run.say("given up, the first: %s", why));
            }
            postForPage(api);
            return result(loads, coldMillis, Reads.of(api, run.scale().pick(500, 20)));
        }
    }

    /** A load, and how many cores each part of the stack used meanwhile. */
    private record Measured(Load load, Map<String, Double> cores) {}

    private static Map<String, Double> coresUsed(
            Map<String, Duration> before, Map<String, Duration> after, long start) {
        double nanos = System.nanoTime() - start;
        Map<String, Double> cores = new LinkedHashMap<>();
        after.forEach(
                (part, cpu) ->
                        cores.put(
                                part,
                                // A function's process that has ended is missing in the second.
                                Math.max(
                                        0,
                                        cpu.minus(before.getOrDefault(part, Duration.ZERO))
                                                        .toNanos()
                                                / nanos)));
        return cores;
    }

    /** More orders of one account than a page has, at several vendors. */
    private static void postForPage(ApiCalls api) {
        String last = "";
        for (int i = 0; i < ORDERS_OF_PAGED_ACCOUNT; i++) {
            String vendor = "v" + i % VENDORS_OF_PAGED_ACCOUNT;
            String date = Instant.now().toString();
            JsonNode answer = answered(() -> api.post("warm", vendor, date));
            last = "&vendorid=" + vendor + "&orderid=" + answer.required("orderid").asText();
        }
        String lastOrder = "/order?accountid=warm" + last;
        Deadline.in(PATIENCE)
                .await(lastOrder + " is there", () -> answered(() -> api.exists(lastOrder)));
    }

    /** The answer of a call, made again while a slow machine is behind. */
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
     * How long reads of the same things take.
     *
     * @param firstPageMillis the first page that was asked for
     * @param firstInvoiceMillis the invoice's first address: its line is looked for and kept
     * @param order of a pair's latest order, in microseconds
     * @param orders of a page, in microseconds
     * @param invoice of an invoice that was issued before, in microseconds
     */
    private record Reads(
            double firstPageMillis,
            double firstInvoiceMillis,
            Histogram order,
            Histogram orders,
            Histogram invoice) {

        static Reads of(ApiCalls api, int times) {
            double firstPage = millisOf(api, PAGE, true);
            double[] firstInvoice = new double[1];
            Deadline.in(PATIENCE)
                    .await(
                            INVOICE + " is there",
                            () -> {
                                long start = System.nanoTime();
                                boolean there = answered(() -> api.exists(INVOICE));
                                firstInvoice[0] = (System.nanoTime() - start) / 1e6;
                                return there;
                            });
            return new Reads(
                    firstPage,
                    firstInvoice[0],
                    warm(api, VENDORS_LATEST, times),
                    warm(api, PAGE, times),
                    warm(api, INVOICE, times));
        }

        double slowestMillis(int percentile) {
            return Stream.of(order, orders, invoice)
                            .mapToDouble(micros -> at(micros, percentile))
                            .max()
                            .orElseThrow()
                    / 1e3;
        }
    }

    /**
     * Of one GET.
     *
     * @param found whether it has to be answered with 200 or with 404, which is sooner found
     */
    private static double millisOf(ApiCalls api, String pathAndQuery, boolean found) {
        long start = System.nanoTime();
        boolean exists = api.exists(pathAndQuery).join();
        double millis = (System.nanoTime() - start) / 1e6;
        if (exists != found) {
            throw new IllegalStateException("GET " + pathAndQuery + ": found is " + exists);
        }
        return millis;
    }

    /** One after the other, each answered with 200. */
    private static Histogram warm(ApiCalls api, String pathAndQuery, int times) {
        Histogram micros = new Histogram(TimeUnit.MINUTES.toMicros(1), 3);
        for (int i = 0; i < times; i++) {
            micros.recordValue(Math.round(millisOf(api, pathAndQuery, true) * 1e3));
        }
        return micros;
    }

    private static Result result(Map<Integer, Measured> loads, double coldMillis, Reads gets) {
        Table.Builder journeys =
                Table.of(
                        "orders a second",
                        "what, ms",
                        "p50",
                        "p95",
                        "p99",
                        "most",
                        "measured",
                        "given up");
        Map<String, Double> figures = new LinkedHashMap<>();
        List<Goal> goals = new ArrayList<>();
        List<Chart.Series> series = new ArrayList<>();
        List<String> busy = new ArrayList<>();
        List<String> looks = new ArrayList<>();
        loads.forEach(
                (rate, measured) -> {
                    Load load = measured.load();
                    row(journeys, rate, "POST answered", load.accepted());
                    row(journeys, rate, "readable", load.readable());
                    row(journeys, rate, "invoice", load.invoiced());
                    figures.put("readable.p50.ms.at." + rate, load.readable().at(50));
                    figures.put("readable.p99.ms.at." + rate, load.readable().at(99));
                    figures.put("invoice.p99.ms.at." + rate, load.invoiced().at(99));
                    figures.put("cores.busy.at." + rate, load.coresBusy());
                    goals.add(readable(rate, measured));
                    goals.add(invoiced(rate, measured));
                    busy.add(
                            String.format(
                                    Locale.ROOT,
                                    "%.0f %% at %d (%s)",
                                    100 * load.coresBusy(),
                                    rate,
                                    show(measured.cores())));
                    looks.add(String.format(Locale.ROOT, "%.0f", load.looksPerSecond()));
                    series.add(
                            Chart.bar(
                                    rate + " orders a second",
                                    List.of(
                                            load.accepted().at(50),
                                            load.readable().at(50),
                                            load.readable().at(99),
                                            load.invoiced().at(50),
                                            load.invoiced().at(99))));
                });
        Table.Builder reads = Table.of("GET, ms", "p50", "p95", "p99");
        once(reads, "cold: /order, the first call after the start, not found", coldMillis);
        once(reads, "first: /orders, a page", gets.firstPageMillis());
        once(reads, "first: /invoice of an order", gets.firstInvoiceMillis());
        reads.row(micros("warm: /order, a pair's latest", gets.order()));
        reads.row(micros("warm: /orders, a page", gets.orders()));
        reads.row(micros("warm: /invoice, issued before", gets.invoice()));
        figures.put("get.order.warm.p50.ms", at(gets.order(), 50) / 1e3);
        figures.put("get.orders.warm.p50.ms", at(gets.orders(), 50) / 1e3);
        figures.put("get.order.cold.ms", coldMillis);
        double slowest = gets.slowestMillis(50);
        goals.add(
                Goal.of(
                        "warm GETs under 10 ms (p50 of the slowest)",
                        String.format(
                                Locale.ROOT,
                                "%.1f ms; p95 %.1f ms",
                                slowest,
                                gets.slowestMillis(95)),
                        slowest < MOST_MILLIS_OF_WARM_GET,
                        "functions, emulators and what asks share the cores"));
        return Result.of(
                goals,
                figures,
                List.of(
                        Section.of(
                                "",
                                String.format(
                                        Locale.ROOT,
                                        "`./run`'s stack: the template, the zips and the jar on"
                                                + " emulators, a checkpoint every %d s, all of it and"
                                                + " the load on these cores. POSTs at a fixed rate,"
                                                + " each time from when its POST was due (no"
                                                + " coordinated omission); %d orders a second are"
                                                + " followed, looked for every 25 ms (order) and 100 ms"
                                                + " (invoice), which made %s GETs a second. A POST"
                                                + " that is not answered within %d s, or with a 5xx,"
                                                + " and an order that is not there within %d s is"
                                                + " given up and counts with the latter. The cores"
                                                + " were busy for %s orders a second. The first GET"
                                                + " after the start, which no function process had"
                                                + " served before, of an order that is not there, took"
                                                + " %.0f ms.",
                                        CHECKPOINT_INTERVAL.toSeconds(),
                                        FOLLOWED_PER_SECOND,
                                        String.join(", ", looks),
                                        LONGEST_CALL.toSeconds(),
                                        PATIENCE_WITH_ORDER.toSeconds(),
                                        String.join(", ", busy),
                                        coldMillis),
                                journeys.build(),
                                Chart.bars(
                                        "journey",
                                        "From POST",
                                        "ms",
                                        List.of(
                                                "answered p50",
                                                "readable p50",
                                                "readable p99",
                                                "invoice p50",
                                                "invoice p99"),
                                        series)),
                        Section.of(
                                "Reads",
                                String.format(
                                        Locale.ROOT,
                                        "Each warm one was answered with 200. The page has the"
                                                + " newest 50 of an account's %d orders at %d"
                                                + " vendors. The first /orders and /invoice meet a"
                                                + " process that has served other paths; what a"
                                                + " process takes to start is in the cold one"
                                                + " alone.",
                                        ORDERS_OF_PAGED_ACCOUNT,
                                        VENDORS_OF_PAGED_ACCOUNT),
                                reads.build())));
    }

    private static Goal readable(int rate, Measured measured) {
        Load load = measured.load();
        double p50 = load.readable().at(50);
        double p99 = load.readable().at(99);
        return Goal.of(
                "readable p50 under 200 ms and p99 under 400 ms, at " + rate + " orders a second",
                String.format(Locale.ROOT, "%,.0f ms and %,.0f ms", p50, p99),
                p50 < MOST_MILLIS_TO_READABLE_P50 && p99 < MOST_MILLIS_TO_READABLE_P99,
                shared(measured));
    }

    private static Goal invoiced(int rate, Measured measured) {
        double p99 = measured.load().invoiced().at(99);
        return Goal.of(
                "invoice within a checkpoint interval and 2 s (p99), at "
                        + rate
                        + " orders a second",
                String.format(Locale.ROOT, "%,.0f ms", p99),
                p99 <= CHECKPOINT_INTERVAL.plus(MOST_BEYOND_CHECKPOINT).toMillis(),
                shared(measured));
    }

    private static String shared(Measured measured) {
        return String.format(
                Locale.ROOT,
                "the cores were %.0f %% busy: %s; the emulator has one thread, which each POST and"
                        + " each read of a shard wait for, and a POST alone was answered after"
                        + " %,.0f ms (p99)",
                100 * measured.load().coresBusy(),
                show(measured.cores()),
                measured.load().accepted().at(99));
    }

    private static String show(Map<String, Double> cores) {
        return cores.entrySet().stream()
                .map(
                        part ->
                                String.format(
                                        Locale.ROOT,
                                        "%s %.2f of one",
                                        part.getKey(),
                                        part.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static void row(Table.Builder table, int rate, String what, Times times) {
        table.row(
                Integer.toString(rate),
                what,
                show(times.at(50)),
                show(times.at(95)),
                show(times.at(99)),
                show((double) times.most()),
                String.format(Locale.ROOT, "%,d", times.measured()),
                String.format(Locale.ROOT, "%,d", times.givenUp()));
    }

    private static String show(double millis) {
        return String.format(Locale.ROOT, "%,.0f", millis);
    }

    private static double at(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile);
    }

    private static void once(Table.Builder table, String what, double millis) {
        table.row(what, String.format(Locale.ROOT, "%.0f", millis), "once", "once");
    }

    private static List<String> micros(String what, Histogram micros) {
        List<String> row = new ArrayList<>(List.of(what));
        for (double percentile : new double[] {50, 95, 99}) {
            row.add(
                    String.format(
                            Locale.ROOT, "%.1f", micros.getValueAtPercentile(percentile) / 1e3));
        }
        return row;
    }
}
