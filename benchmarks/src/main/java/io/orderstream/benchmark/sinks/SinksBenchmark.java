package io.orderstream.benchmark.sinks;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.Spread;
import io.orderstream.benchmark.results.Chart;
import io.orderstream.benchmark.results.Goal;
import io.orderstream.benchmark.results.Result;
import io.orderstream.benchmark.results.Section;
import io.orderstream.benchmark.results.Table;
import io.orderstream.benchmark.standin.S3StandIn;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.math3.util.Precision;

/** The job's sinks against other ways to write the same orders. */
public final class SinksBenchmark implements Benchmark {

    private static final double LEAST_TIMES_A_FILE_EACH = 20;
    private static final double LEAST_TIMES_FEWER_REQUESTS = 100;
    private static final double LEAST_SHARE_OF_CLIENT = 0.8;
    private static final int SHARDS = 4;

    @Override
    public String name() {
        return "sinks";
    }

    @Override
    public String title() {
        return "Sinks under real latencies, against other ways to write the same orders";
    }

    @Override
    public Result run(Run run) throws Exception {
        int rounds = run.scale().pick(3, 1);
        Map<String, List<Usage>> measured = new LinkedHashMap<>();
        Usage steady;
        try (Services services = services(run, TABLE_ANSWERS)) {
            BareClients clients = new BareClients(services);
            // The warm-up is not kept; a smoke run has none.
            for (int round = run.scale().pick(0, 1); round <= rounds; round++) {
                Map<String, Usage> usages = new LinkedHashMap<>();
                tableAndJob(run, services, CORES).forEach(usages::put);
                if (round > 0) {
                    usages.put(
                            "fileEach",
                            job(run, run.scale().pick(100L, 10L), 1)
                                    .withFileForEachOrder(services));
                    usages.put("objectEach", clients.putObjects(run.scale().pick(6_000L, 200L)));
                    usages.put("replaced", clients.oneAtATime(run.scale().pick(600L, 40L), SHARDS));
                }
                keep(run, measured, usages, round, rounds);
            }
            run.say("the job at %,.0f orders a second", STEADY_RATE);
            steady =
                    new JobRun(
                                    run.scale().pick(60_000L, 2_000L),
                                    Optional.of(STEADY_RATE),
                                    STEADY_INTERVAL,
                                    1,
                                    run.scratch("sinks"))
                            .asItIs(services);
        }
        Map<String, List<Usage>> waiting = new LinkedHashMap<>();
        try (Services services = services(run, SLOW_TABLE_ANSWERS)) {
            for (int round = 1; round <= rounds; round++) {
                keep(run, waiting, tableAndJob(run, services, 1), round, rounds);
            }
        }
        return result(measured, waiting, steady);
    }

    private static Services services(Run run, Duration tableLatency) throws IOException {
        return new Services(run.root().resolve("embedded-stack/target/plugins"), tableLatency);
    }

    /** The client alone, then the job with as many clients. */
    private static Map<String, Usage> tableAndJob(Run run, Services services, int clients)
            throws Exception {
        long orders = run.scale().pick(400_000L, 1_000L);
        Map<String, Usage> usages = new LinkedHashMap<>();
        usages.put("client", new BareClients(services).batchWriteItem(orders, clients));
        usages.put("job", job(run, orders, clients).asItIs(services));
        return usages;
    }

    private static void keep(
            Run run,
            Map<String, List<Usage>> measured,
            Map<String, Usage> usages,
            int round,
            int rounds) {
        usages.forEach(
                (what, usage) -> {
                    run.say(
                            "%s: %s: %,.0f orders a second",
                            round == 0 ? "warm-up" : "round " + round + " of " + rounds,
                            SHOWN.get(what),
                            rate(what, usage));
                    if (round > 0) {
                        measured.computeIfAbsent(what, key -> new ArrayList<>()).add(usage);
                    }
                });
    }

    /** Of what fills the table for as long as it lasts: without its start and its last files. */
    private static double rate(String what, Usage usage) {
        return what.equals("client") || what.equals("job")
                ? usage.itemsPerSecond()
                : usage.ordersPerSecond();
    }

    private static final Duration TABLE_ANSWERS = Duration.ofMillis(5);
    private static final Duration SLOW_TABLE_ANSWERS = Duration.ofMillis(25);
    private static final int CORES = Math.min(2, Runtime.getRuntime().availableProcessors());
    private static final double STEADY_RATE = 1_000;

    /** The template's: a run of seconds sees no checkpoint but its last one. */
    private static final Duration DEPLOYED_INTERVAL = Duration.ofSeconds(60);

    private static final Duration STEADY_INTERVAL = Duration.ofSeconds(10);

    private static final Map<String, String> SHOWN =
            Map.of(
                    "client", "the DynamoDB client alone, BatchWriteItem in a tight loop",
                    "job", "this job: table and archive",
                    "fileEach", "this job, but FileSink with a file for each order",
                    "objectEach", "async client, a PutObject for each order, 50 at once",
                    "replaced", "replaced design: PutItem and PutObject one at a time, 4 shards");

    private static JobRun job(Run run, long orders, int parallelism) throws Exception {
        return new JobRun(
                orders,
                Optional.empty(),
                run.scale().pick(DEPLOYED_INTERVAL, Duration.ofSeconds(1)),
                parallelism,
                run.scratch("sinks"));
    }

    private static Result result(
            Map<String, List<Usage>> measured, Map<String, List<Usage>> waiting, Usage steady) {
        Map<String, Double> figures = new LinkedHashMap<>();
        Table.Builder table =
                Table.of(
                        "what",
                        "orders a second, median (rounds)",
                        "S3 requests an order",
                        "DynamoDB requests an order",
                        "bytes sent an order",
                        "USD for the requests of a million orders");
        measured.forEach(
                (key, usages) -> {
                    Spread rate = Spread.of(rates(key, usages));
                    figures.put(key + ".orders.per.second", rate.median());
                    row(table, SHOWN.get(key), rate.show("%,.0f"), usages.get(usages.size() - 1));
                });
        row(table, "this job at 1,000 orders a second, a checkpoint every 10 s", "1,000", steady);
        long files = steady.archiveRequests().getOrDefault(S3StandIn.COMPLETE, 0L);
        double perFile = files == 0 ? 0 : (double) steady.archiveTotal() / files;
        figures.put("s3.requests.per.order", steady.archiveRequestsPerOrder());
        figures.put("s3.requests.per.file", perFile);
        figures.put("s3.usd.per.million", steady.usdPerMillion());
        double busyShare = share(measured);
        double waitingShare = share(waiting);
        figures.put("share.of.client.at.5.ms", busyShare);
        figures.put("share.of.client.at.25.ms", waitingShare);
        return Result.of(
                goals(measured, steady, busyShare, waitingShare),
                figures,
                List.of(
                        Section.of(
                                "",
                                String.format(
                                        Locale.ROOT,
                                        "Stand-ins for DynamoDB and S3, which answer after %d and"
                                                + " 25 ms and keep nothing, in the same process and"
                                                + " so on the same cores. The orders are the same"
                                                + " everywhere. Parallelism and clients: %d; a file"
                                                + " for each order: 1. A file costs %s requests, of"
                                                + " which S3 asks nothing for DeleteObjects. At one"
                                                + " file for each slot and minute, the template's"
                                                + " default, 1,000 orders a second need %.4f"
                                                + " requests an order.",
                                        TABLE_ANSWERS.toMillis(),
                                        CORES,
                                        Precision.round(perFile, 2),
                                        16 * perFile / 60_000),
                                table.build(),
                                Chart.bars(
                                                "sinks",
                                                "Orders a second, by what writes them",
                                                "orders a second (logarithmic)",
                                                List.of(
                                                        "client alone",
                                                        "this job",
                                                        "a file each",
                                                        "an object each",
                                                        "replaced"),
                                                List.of(
                                                        Chart.bar(
                                                                "orders a second",
                                                                measured.keySet().stream()
                                                                        .map(
                                                                                key ->
                                                                                        figures.get(
                                                                                                key
                                                                                                        + ".orders.per.second"))
                                                                        .toList())))
                                        .withLogarithmicHeights()),
                        againstClient(measured, waiting)));
    }

    private static List<Goal> goals(
            Map<String, List<Usage>> measured, Usage steady, double busy, double waiting) {
        double fewer = 1 / steady.archiveRequestsPerOrder();
        double times = Spread.of(ratios(measured, "job", "fileEach")).median();
        return List.of(
                Goal.of(
                        "at least 20 times the throughput of a file for each order",
                        String.format(Locale.ROOT, "%,.0f times", times),
                        times >= LEAST_TIMES_A_FILE_EACH,
                        "too few orders for the files to matter"),
                Goal.of(
                        "at least 100 times fewer S3 requests than one an order, at 1,000 orders a"
                                + " second",
                        String.format(Locale.ROOT, "%,.0f times", fewer),
                        fewer >= LEAST_TIMES_FEWER_REQUESTS,
                        "too few orders came between two checkpoints"),
                Goal.of(
                        "within 20 % of the DynamoDB client's own limit, answers after 25 ms",
                        String.format(Locale.ROOT, "%.0f %% of it", waiting * 100),
                        waiting >= LEAST_SHARE_OF_CLIENT,
                        "the cores were full before the client's 50 requests were"),
                Goal.of(
                        "within 20 % of the DynamoDB client's own limit, answers after 5 ms",
                        String.format(Locale.ROOT, "%.0f %% of it", busy * 100),
                        busy >= LEAST_SHARE_OF_CLIENT,
                        "after 5 ms nobody waits for the table: the client alone, its items"
                                + " ready-made, fills all cores, and the job parses, keeps state,"
                                + " makes the items and writes the archive on the same ones"));
    }

    private static Section againstClient(
            Map<String, List<Usage>> measured, Map<String, List<Usage>> waiting) {
        Table.Builder table =
                Table.of(
                        "DynamoDB answers after",
                        "clients, 50 requests each",
                        "the client alone, items a second (rounds)",
                        "this job, items a second (rounds)",
                        "this job's share");
        clientRow(table, SLOW_TABLE_ANSWERS, 1, waiting);
        clientRow(table, TABLE_ANSWERS, CORES, measured);
        return Section.of(
                "Against the DynamoDB client's own limit",
                "BatchWriteItem in a tight loop with ready-made items, against the job with as many"
                        + " clients and as many requests at once; from the first request to the"
                        + " last answer. After 25 ms the limit is the client's: 50 requests of 25"
                        + " items every 25 ms are 50,000 items a second. After 5 ms it would be"
                        + " 250,000 for each client, and the limit is the CPU, of which the job has"
                        + " more to do. At the template's 60 s no checkpoint falls into a run; each"
                        + " costs a subtask its slots' files × 4 requests × 25 ms, one after the"
                        + " other: with one subtask and 16 slots 1.6 s of every 60.",
                table.build());
    }

    private static void clientRow(
            Table.Builder table, Duration answers, int clients, Map<String, List<Usage>> usages) {
        table.row(
                answers.toMillis() + " ms",
                Integer.toString(clients),
                Spread.of(rates("client", usages.get("client"))).show("%,.0f"),
                Spread.of(rates("job", usages.get("job"))).show("%,.0f"),
                String.format(Locale.ROOT, "%.2f", share(usages)));
    }

    private static double share(Map<String, List<Usage>> usages) {
        return Spread.of(ratios(usages, "job", "client")).median();
    }

    private static List<Double> rates(String what, List<Usage> usages) {
        return usages.stream().map(usage -> rate(what, usage)).toList();
    }

    private static void row(Table.Builder table, String what, String rate, Usage usage) {
        table.row(
                what,
                rate,
                String.format(Locale.ROOT, "%.4f", usage.archiveRequestsPerOrder()),
                String.format(Locale.ROOT, "%.4f", usage.tableRequestsPerOrder()),
                String.format(
                        Locale.ROOT,
                        "%,.0f",
                        (usage.tableBytes() + usage.archiveBytes()) / (double) usage.orders()),
                String.format(Locale.ROOT, "%.3f", usage.usdPerMillion()));
    }

    private static List<Double> ratios(Map<String, List<Usage>> usages, String of, String to) {
        List<Double> over = rates(of, usages.get(of));
        List<Double> under = rates(to, usages.get(to));
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < over.size(); i++) {
            ratios.add(over.get(i) / under.get(i));
        }
        return ratios;
    }
}
