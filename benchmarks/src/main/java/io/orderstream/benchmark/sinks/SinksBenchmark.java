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
        int parallelism = Math.min(2, Runtime.getRuntime().availableProcessors());
        int rounds = run.scale().pick(3, 1);
        Map<String, List<Usage>> measured = new LinkedHashMap<>();
        Usage steady;
        try (Services services =
                new Services(run.root().resolve("embedded-stack/target/plugins"))) {
            BareClients clients = new BareClients(services);
            // The warm-up is not kept; a smoke run has none.
            for (int round = run.scale().pick(0, 1); round <= rounds; round++) {
                Map<String, Usage> usages = new LinkedHashMap<>();
                usages.put("client", clients.batchWriteItem(run.scale().pick(300_000L, 1_000L)));
                usages.put(
                        "job",
                        job(run, run.scale().pick(300_000L, 1_000L), parallelism).asItIs(services));
                usages.put(
                        "fileEach",
                        job(run, run.scale().pick(200L, 10L), 1).withFileForEachOrder(services));
                usages.put("objectEach", clients.putObjects(run.scale().pick(10_000L, 200L)));
                usages.put("replaced", clients.oneAtATime(run.scale().pick(1_000L, 40L), SHARDS));
                for (Map.Entry<String, Usage> usage : usages.entrySet()) {
                    run.say(
                            "%s: %s: %,.0f orders a second",
                            round == 0 ? "warm-up" : "round " + round + " of " + rounds,
                            SHOWN.get(usage.getKey()),
                            usage.getValue().ordersPerSecond());
                    if (round > 0) {
                        measured.computeIfAbsent(usage.getKey(), key -> new ArrayList<>())
                                .add(usage.getValue());
                    }
                }
            }
            double rate = 1_000;
            run.say("the job at %,.0f orders a second", rate);
            steady =
                    new JobRun(
                                    run.scale().pick(60_000L, 2_000L),
                                    Optional.of(rate),
                                    STEADY_INTERVAL,
                                    1,
                                    run.scratch("sinks"))
                            .asItIs(services);
        }
        return result(measured, steady);
    }

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
                run.scale().pick(Duration.ofSeconds(5), Duration.ofSeconds(1)),
                parallelism,
                run.scratch("sinks"));
    }

    private static Result result(Map<String, List<Usage>> measured, Usage steady) {
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
                    Spread rate = Spread.of(usages.stream().map(Usage::ordersPerSecond).toList());
                    figures.put(key + ".orders.per.second", rate.median());
                    row(table, SHOWN.get(key), rate.show("%,.0f"), usages.get(usages.size() - 1));
                });
        row(table, "this job at 1,000 orders a second, a checkpoint every 10 s", "1,000", steady);
        long files = steady.archiveRequests().getOrDefault(S3StandIn.COMPLETE, 0L);
        double perFile = files == 0 ? 0 : (double) steady.archiveTotal() / files;
        figures.put("s3.requests.per.order", steady.archiveRequestsPerOrder());
        figures.put("s3.requests.per.file", perFile);
        figures.put("s3.usd.per.million", steady.usdPerMillion());
        double fewer = 1 / steady.archiveRequestsPerOrder();
        double times = ratio(measured, "job", "fileEach");
        double share = ratio(measured, "job", "client");
        List<Goal> goals =
                List.of(
                        Goal.of(
                                "at least 20 times the throughput of a file for each order",
                                String.format(Locale.ROOT, "%,.0f times", times),
                                times >= LEAST_TIMES_A_FILE_EACH,
                                "too few orders for the files to matter"),
                        Goal.of(
                                "at least 100 times fewer S3 requests than one an order, at 1,000"
                                        + " orders a second",
                                String.format(Locale.ROOT, "%,.0f times", fewer),
                                fewer >= LEAST_TIMES_FEWER_REQUESTS,
                                "too few orders came between two checkpoints"),
                        Goal.of(
                                "within 20 % of the DynamoDB client's own limit",
                                String.format(Locale.ROOT, "%.0f %% of it", share * 100),
                                share >= LEAST_SHARE_OF_CLIENT,
                                "the client alone fills the cores; the job also parses, keeps"
                                        + " state and writes the archive on the same ones"));
        return Result.of(
                goals,
                figures,
                List.of(
                        Section.of(
                                "",
                                String.format(
                                        Locale.ROOT,
                                        "Stand-ins for DynamoDB and S3 in the same process, which"
                                                + " answer after 5 and 25 ms and keep nothing, share"
                                                + " the cores. A file costs %s requests. At one file"
                                                + " for each slot and minute, the template's default,"
                                                + " 1,000 orders a second need %.4f requests an"
                                                + " order.",
                                        Precision.round(perFile, 2),
                                        16 * perFile / 60_000),
                                table.build(),
                                Chart.bars(
                                        "sinks",
                                        "Orders a second",
                                        "orders a second",
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
                                                                .toList()))))));
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

    private static double ratio(Map<String, List<Usage>> measured, String of, String to) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < measured.get(of).size(); i++) {
            ratios.add(
                    measured.get(of).get(i).ordersPerSecond()
                            / measured.get(to).get(i).ordersPerSecond());
        }
        return Spread.of(ratios).median();
    }
}
