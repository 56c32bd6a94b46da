package io.orderstream.benchmark.sinks;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.Scale;
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
import java.util.stream.Stream;
import org.apache.commons.math3.util.Precision;

/** The job's sinks against other ways to write the same orders. */
public final class SinksBenchmark implements Benchmark {

    private static final double LEAST_TIMES_A_FILE_EACH = 20;
    private static final double LEAST_TIMES_FEWER_REQUESTS = 100;
    private static final double LEAST_SHARE_OF_CLIENT = 0.8;
    private static final double LEAST_TIMES_EXAMPLES = 1;
    private static final double LEAST_ORDERS_PER_SECOND = 80_000;
    private static final double MOST_MICROS_OF_JOB_ALONE = 10;
    private static final int SHARDS = 4;

    @Override
    public String name() {
        return "sinks";
    }

    @Override
    public String title() {
        return "Sinks under real latencies, against other ways to write the same orders";
    }

    /** The same orders in every way of writing them, with one latency of the table. */
    private record Measured(
            Duration tableAnswers,
            int clients,
            Duration checkpointInterval,
            Map<String, List<Usage>> rounds) {

        Measured(Duration tableAnswers, int clients, Duration checkpointInterval) {
            this(tableAnswers, clients, checkpointInterval, new LinkedHashMap<>());
        }

        Spread rate(String what) {
            return Spread.of(rates(what));
        }

        /** What the job makes of the client's own limit. */
        double share() {
            return Spread.ofRatios(rates("job"), rates("client")).median();
        }

        Usage sum(String what) {
            return Usage.sum(rounds.get(what));
        }

        double times(String of) {
            return Spread.ofRatios(rates("job"), rates(of)).median();
        }

        /** That began in the shortest of the job's runs, at least; its last one comes after. */
        long checkpoints() {
            return rounds.get("job").stream()
                    .mapToLong(usage -> (long) (usage.seconds() / checkpointInterval.toSeconds()))
                    .min()
                    .orElse(0);
        }

        private List<Double> rates(String what) {
            return rounds.get(what).stream().map(Usage::ordersPerSecond).toList();
        }
    }

    @Override
    public Result run(Run run) throws Exception {
        int rounds = run.scale().pick(3, 1);
        Measured busy =
                new Measured(
                        TABLE_ANSWERS,
                        PARALLELISM,
                        run.scale().pick(SHORT_INTERVAL, SMOKE_INTERVAL));
        Map<Integer, Usage> steady = new LinkedHashMap<>();
        try (Services services = new Services(run, TABLE_ANSWERS)) {
            BareClients clients = new BareClients(services);
            long orders = orders(run, services, busy, SHORT_RUN);
            for (int round = 1; round <= rounds; round++) {
                Map<String, Usage> usages = tableAndJob(run, services, busy, orders);
                usages.put("examples", job(run, orders, busy).ofExamples(services));
                usages.put(
                        "fileEach",
                        job(run, run.scale().pick(150L, 10L), busy).withFileForEachOrder(services));
                usages.put(
                        "objectEach",
                        clients.putObjects(run.scale().pick(6_000L, 200L), BareClients.IN_FLIGHT));
                usages.put(
                        "objectEachMore",
                        clients.putObjects(run.scale().pick(60_000L, 200L), MANY_IN_FLIGHT));
                usages.put("replaced", clients.oneAtATime(run.scale().pick(600L, 40L), SHARDS));
                keep(run, busy, usages, round, rounds);
            }
            for (int rate : STEADY_RATES) {
                run.say("the job at %,d orders a second", rate);
                steady.put(
                        rate,
                        new JobRun(
                                        run.scale().pick(STEADY_SECONDS, 2L) * rate,
                                        Optional.of((double) rate),
                                        STEADY_INTERVAL,
                                        1,
                                        run.scratch("sinks"))
                                .asItIs(services));
            }
        }
        Measured waiting =
                new Measured(
                        SLOW_TABLE_ANSWERS, 1, run.scale().pick(DEPLOYED_INTERVAL, SMOKE_INTERVAL));
        try (Services services = new Services(run, SLOW_TABLE_ANSWERS)) {
            long orders = orders(run, services, waiting, LONG_RUN);
            // Once: it is long, and its rounds hardly differ.
            keep(run, waiting, tableAndJob(run, services, waiting, orders), 1, 1);
        }
        return result(busy, waiting, steady);
    }

    /** How many orders the job needs for so long a run, by runs that are not kept. */
    private static long orders(Run run, Services services, Measured like, Duration length)
            throws Exception {
        if (run.scale() == Scale.SMOKE) {
            return SMOKE_ORDERS;
        }
        tableAndJob(run, services, like, ORDERS_OF_CLIENT);
        job(run, ORDERS_OF_CLIENT, like).ofExamples(services);
        // By a second one: what compiles in the first would make the runs too short.
        Usage warmUp = tableAndJob(run, services, like, ORDERS_OF_CLIENT).get("job");
        long orders = Math.round(warmUp.ordersPerSecond() * length.toSeconds());
        run.say("warm-up: %,.0f orders a second: %,d a run", warmUp.ordersPerSecond(), orders);
        return Math.max(ORDERS_OF_CLIENT, orders);
    }

    /** The client alone, then the job with as many clients. */
    private static Map<String, Usage> tableAndJob(
            Run run, Services services, Measured like, long orders) throws Exception {
        long ofClient = Math.min(orders, ORDERS_OF_CLIENT);
        Map<String, Usage> usages = new LinkedHashMap<>();
        usages.put("client", new BareClients(services).batchWriteItem(ofClient, like.clients()));
        usages.put("job", job(run, orders, like).asItIs(services));
        return usages;
    }

    private static void keep(
            Run run, Measured measured, Map<String, Usage> usages, int round, int rounds) {
        usages.forEach(
                (what, usage) -> {
                    run.say(
                            "round %d of %d: %s: %,.0f orders a second",
                            round, rounds, SHOWN.get(what), usage.ordersPerSecond());
                    measured.rounds().computeIfAbsent(what, key -> new ArrayList<>()).add(usage);
                });
    }

    private static final Duration TABLE_ANSWERS = Duration.ofMillis(5);
    private static final Duration SLOW_TABLE_ANSWERS = Duration.ofMillis(25);
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int PARALLELISM = Math.min(2, CORES);
    private static final int MOST_STEADY = 1_000;
    private static final List<Integer> STEADY_RATES = List.of(1, 10, 100, MOST_STEADY);
    private static final long STEADY_SECONDS = 20;

    /** DynamoDB: as many as one BatchWriteItem may have. */
    private static final int ITEMS_OF_REQUEST = 25;

    /** Ten times the table's, for a peer that only waits otherwise. */
    private static final int MANY_IN_FLIGHT = 500;

    private static final long ORDERS_OF_CLIENT = 400_000;
    private static final long SMOKE_ORDERS = 1_000;

    /** With several checkpoints in a short run: more of them than are deployed. */
    private static final Duration SHORT_INTERVAL = Duration.ofSeconds(5);

    private static final Duration SHORT_RUN = Duration.ofSeconds(20);

    /** The template's, of which the longer runs have several. */
    private static final Duration DEPLOYED_INTERVAL = Duration.ofSeconds(60);

    private static final Duration LONG_RUN = Duration.ofSeconds(150);
    private static final long LEAST_CHECKPOINTS = 2;
    private static final Duration SMOKE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration STEADY_INTERVAL = Duration.ofSeconds(10);

    private static final Map<String, String> SHOWN =
            Map.of(
                    "client", "the DynamoDB client alone, BatchWriteItem in a tight loop",
                    "job", "this job: table and archive",
                    "examples", "the job of the connectors' examples: no checks, no deduplication",
                    "fileEach", "this job, but Flink's FileSink as it is, a file for each order",
                    "objectEach", "async client, a PutObject for each order, 50 at once",
                    "objectEachMore", "async client, a PutObject for each order, 500 at once",
                    "replaced", "replaced design: PutItem and PutObject one at a time, 4 shards");

    private static JobRun job(Run run, long orders, Measured like) throws Exception {
        return new JobRun(
                orders,
                Optional.empty(),
                like.checkpointInterval(),
                like.clients(),
                run.scratch("sinks"));
    }

    private static Result result(Measured busy, Measured waiting, Map<Integer, Usage> steadyAt) {
        Map<String, Double> figures = new LinkedHashMap<>();
        Table.Builder table =
                Table.of(
                        "what",
                        "orders a second, median (rounds)",
                        "S3 requests an order",
                        "DynamoDB requests an order",
                        "bytes sent an order",
                        "USD for the requests of a million orders");
        busy.rounds()
                .forEach(
                        (key, usages) -> {
                            Spread rate = busy.rate(key);
                            figures.put(key + ".orders.per.second.to.last.answer", rate.median());
                            row(table, SHOWN.get(key), rate.show("%,.0f"), Usage.sum(usages));
                        });
        steadyAt.forEach(
                (rate, usage) -> {
                    figures.put(
                            "table.requests.per.order.at." + rate, usage.tableRequestsPerOrder());
                    row(
                            table,
                            String.format(
                                    Locale.ROOT,
                                    "this job, sent %,d orders a second, a checkpoint every %d s",
                                    rate,
                                    STEADY_INTERVAL.toSeconds()),
                            String.format(Locale.ROOT, "%,.0f", usage.ordersPerSecond()),
                            usage);
                });
        Usage steady = steadyAt.get(MOST_STEADY);
        long files = steady.archiveRequests().getOrDefault(S3StandIn.COMPLETE, 0L);
        double perFile = files == 0 ? 0 : (double) steady.archiveTotal() / files;
        figures.put("s3.requests.per.order", steady.archiveRequestsPerOrder());
        figures.put("s3.requests.per.file", perFile);
        figures.put("s3.usd.per.million", steady.usdPerMillion());
        figures.put("times.examples.at.5.ms", busy.times("examples"));
        figures.put("core.micros.at.5.ms", busy.sum("job").coreMicros());
        figures.put("core.micros.of.job.alone.at.5.ms", busy.sum("job").coreMicrosOfJobAlone());
        figures.put("share.of.client.at.5.ms", busy.share());
        figures.put("share.of.client.at.25.ms", waiting.share());
        return Result.of(
                goals(busy, waiting, steady),
                figures,
                List.of(
                        Section.of(
                                "",
                                String.format(
                                        Locale.ROOT,
                                        "Stand-ins for DynamoDB and S3, which answer after %d and"
                                                + " 25 ms, over HTTP without TLS, and keep nothing,"
                                                + " in the same process and so on the same cores."
                                                + " The orders are the same"
                                                + " everywhere, and so is the clock: from the first"
                                                + " request to the last answer of either service,"
                                                + " the uploads and commits of the last files"
                                                + " included. Parallelism and clients: %d. This job"
                                                + " has a checkpoint every %d s, %d times as often"
                                                + " as deployed, and so at least %d in a run."
                                                + " Requests, bytes and USD are of all rounds."
                                                + " A file costs %s requests, of"
                                                + " which S3 asks nothing for DeleteObjects. At one"
                                                + " file for each slot and minute, the template's"
                                                + " default, 1,000 orders a second need %.4f"
                                                + " requests an order.",
                                        TABLE_ANSWERS.toMillis(),
                                        PARALLELISM,
                                        busy.checkpointInterval().toSeconds(),
                                        DEPLOYED_INTERVAL.dividedBy(busy.checkpointInterval()),
                                        busy.checkpoints(),
                                        Precision.round(perFile, 2),
                                        16 * perFile / 60_000),
                                table.build(),
                                Chart.bars(
                                                "sinks",
                                                "Orders a second, by what writes them",
                                                "orders a second (logarithmic)",
                                                List.of(
                                                        "a file each",
                                                        "an object each, 50 at once",
                                                        "an object each, 500 at once",
                                                        "replaced"),
                                                List.of(
                                                        Chart.bar(
                                                                "orders a second",
                                                                busy.rounds().keySet().stream()
                                                                        .map(
                                                                                key ->
                                                                                        figures.get(
                                                                                                key
                                                                                                        + ".orders.per.second.to.last.answer"))
                                                                        .toList())))
                                        .withLogarithmicHeights()),
                        againstClient(busy, waiting)));
    }

    private static List<Goal> goals(Measured busy, Measured waiting, Usage steady) {
        double fewer = 1 / steady.archiveRequestsPerOrder();
        double times = busy.times("fileEach");
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
                        "at least as fast as the job of the connectors' examples, with everything"
                                + " that this job does",
                        String.format(Locale.ROOT, "%.2f times", busy.times("examples")),
                        busy.times("examples") >= LEAST_TIMES_EXAMPLES,
                        "the second table below says what the cores do in both"),
                Goal.of(
                        "at least 80,000 orders a second to table and archive, answers after 5 ms",
                        String.format(Locale.ROOT, "%,.0f", busy.rate("job").median()),
                        busy.rate("job").median() >= LEAST_ORDERS_PER_SECOND,
                        String.format(
                                Locale.ROOT,
                                "an order takes %.1f us of a core, so %d cores can do %,.0f",
                                busy.sum("job").coreMicros(),
                                CORES,
                                CORES * 1e6 / busy.sum("job").coreMicros())),
                Goal.of(
                        "at most 10 us of a core for what only the job does with an order",
                        String.format(
                                Locale.ROOT, "%.1f us", busy.sum("job").coreMicrosOfJobAlone()),
                        busy.sum("job").coreMicrosOfJobAlone() <= MOST_MICROS_OF_JOB_ALONE,
                        "the second table below says what takes the rest"),
                clientsLimit(waiting),
                clientsLimit(busy));
    }

    private static Goal clientsLimit(Measured measured) {
        double share = measured.share();
        long checkpoints = measured.checkpoints();
        return Goal.of(
                "within 20 % of the DynamoDB client's own limit, checkpoints included, answers"
                        + " after "
                        + measured.tableAnswers().toMillis()
                        + " ms",
                String.format(
                        Locale.ROOT,
                        "%.0f %% of it, with %d checkpoints or more in each run",
                        share * 100,
                        checkpoints),
                share >= LEAST_SHARE_OF_CLIENT && checkpoints >= LEAST_CHECKPOINTS,
                checkpoints < LEAST_CHECKPOINTS
                        ? "a run was too short for two checkpoints, so it says nothing"
                        : whatTheCoresCanDo(measured));
    }

    /** Reckoned from what was measured in the same runs. */
    private static String whatTheCoresCanDo(Measured measured) {
        Usage job = measured.sum("job");
        Usage client = measured.sum("client");
        double limit = CORES * 1e6 / job.coreMicros();
        double standIns = job.coreMicros(Part.STAND_INS);
        double goal = LEAST_SHARE_OF_CLIENT * client.ordersPerSecond();
        int requests = BareClients.IN_FLIGHT * measured.clients();
        return String.format(
                Locale.ROOT,
                "the client alone takes %.0f us of a core for an item, the job %.0f us for an order,"
                        + " of which %.0f are the same requests, %.0f the stand-ins' answers, and %.0f"
                        + " what only the job does; so %d cores can do %,.0f orders a second at most,"
                        + " with the stand-ins elsewhere %,.0f, and the goal is %,.0f. They were"
                        + " %.0f %% busy. For the goal, with %d requests under way all the time, a"
                        + " request of 25 items may take %.1f ms, of which the table takes %d; the"
                        + " rest is threads waiting for these cores",
                client.coreMicros(),
                job.coreMicros(),
                job.coreMicros(Part.TABLE_REQUESTS),
                standIns,
                job.coreMicrosOfJobAlone(),
                CORES,
                limit,
                CORES * 1e6 / (job.coreMicros() - standIns),
                goal,
                job.ordersPerSecond() / limit * 100,
                requests,
                requests * ITEMS_OF_REQUEST / goal * 1e3,
                measured.tableAnswers().toMillis());
    }

    private static Section againstClient(Measured busy, Measured waiting) {
        Table.Builder table =
                Table.of(
                        "DynamoDB answers after",
                        "clients, 50 requests each",
                        "a checkpoint every",
                        "of them in a run, at least",
                        "the client alone, items a second (rounds)",
                        "this job, orders a second (rounds)",
                        "this job's share");
        clientRow(table, waiting);
        clientRow(table, busy);
        Table.Builder cores = Table.of(coreColumns());
        coreRows(cores, waiting);
        coreRows(cores, busy);
        return new Section(
                "Against the DynamoDB client's own limit",
                "BatchWriteItem in a tight loop with ready-made items, against the job with as many"
                        + " clients and as many requests at once, which also writes the archive;"
                        + " from the first request to the last answer of either service. After 25"
                        + " ms the limit is the client's: 50 requests of 25 items every 25 ms are"
                        + " 50,000 items a second. After 5 ms it would be 250,000 for each client,"
                        + " and the limit is the CPU, of which the job has more to do. The runs"
                        + " after 25 ms have the template's interval and are so long that its"
                        + " checkpoints fall into them; with their end they have one more of them"
                        + " than a job that never ends. The second table says who used the cores,"
                        + " by the times of threads: microseconds of one core for each order.",
                List.of(table.build(), cores.build()),
                List.of());
    }

    private static String[] coreColumns() {
        List<String> columns = new ArrayList<>(List.of("DynamoDB answers after", "what", "all"));
        Stream.of(Part.values()).map(Part::shown).forEach(columns::add);
        columns.add("orders a second if nothing but " + CORES + " cores limited them");
        return columns.toArray(String[]::new);
    }

    private static void coreRows(Table.Builder table, Measured measured) {
        for (String what : List.of("client", "job", "examples")) {
            if (!measured.rounds().containsKey(what)) {
                continue;
            }
            Usage all = measured.sum(what);
            List<String> cells = new ArrayList<>();
            cells.add(measured.tableAnswers().toMillis() + " ms");
            cells.add(SHOWN.get(what));
            cells.add(String.format(Locale.ROOT, "%.1f", all.coreMicros()));
            for (Part part : Part.values()) {
                cells.add(String.format(Locale.ROOT, "%.1f", all.coreMicros(part)));
            }
            cells.add(String.format(Locale.ROOT, "%,.0f", CORES * 1e6 / all.coreMicros()));
            table.row(cells.toArray(String[]::new));
        }
    }

    private static void clientRow(Table.Builder table, Measured measured) {
        table.row(
                measured.tableAnswers().toMillis() + " ms",
                Integer.toString(measured.clients()),
                measured.checkpointInterval().toSeconds() + " s",
                Long.toString(measured.checkpoints()),
                measured.rate("client").show("%,.0f"),
                measured.rate("job").show("%,.0f"),
                String.format(Locale.ROOT, "%.2f", measured.share()));
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
}
