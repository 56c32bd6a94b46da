package io.orderstream.benchmark.scaling;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.Spread;
import io.orderstream.benchmark.cost.Workload;
import io.orderstream.benchmark.pipeline.ManagedMemory;
import io.orderstream.benchmark.pipeline.PipelineRun;
import io.orderstream.benchmark.results.Chart;
import io.orderstream.benchmark.results.Result;
import io.orderstream.benchmark.results.Section;
import io.orderstream.benchmark.results.Table;
import io.orderstream.benchmark.sinks.WholeJob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Throughput against parallelism, and the arithmetic from there to larger rates. */
public final class ScalingBenchmark implements Benchmark {

    private static final int BACKLOG_OF_SHARD = 100_000;
    private static final List<Double> RATES = List.of(1_000.0, 10_000.0, 100_000.0);

    @Override
    public String name() {
        return "scaling";
    }

    @Override
    public String title() {
        return "Scaling: throughput against parallelism and shards, and what larger rates take";
    }

    @Override
    public Result run(Run run) throws Exception {
        List<Integer> parallelisms = run.scale().pick(List.of(1, 2, 4), List.of(1));
        int rounds = run.scale().pick(3, 1);
        long orders = run.scale().pick(1_000_000L, 1_000L);
        Map<Integer, List<Double>> topology = new LinkedHashMap<>();
        Map<Integer, List<Double>> job = new LinkedHashMap<>();
        List<Double> cpuMicros = new ArrayList<>();
        // The first round warms up; a smoke run has no other.
        for (int round = run.scale().pick(0, 1); round <= rounds; round++) {
            List<Double> whole = WholeJob.ordersPerSecond(run, orders, parallelisms);
            for (int i = 0; i < parallelisms.size(); i++) {
                int parallelism = parallelisms.get(i);
                PipelineRun.Figures figures =
                        PipelineRun.asDeployed(orders, parallelism, run.scratch("scaling"));
                run.say(
                        "round %d of %d: parallelism %d: topology %,.0f, whole job %,.0f orders a"
                                + " second",
                        round, rounds, parallelism, figures.ordersPerSecond(), whole.get(i));
                if (round > 0) {
                    topology.computeIfAbsent(parallelism, key -> new ArrayList<>())
                            .add(figures.ordersPerSecond());
                    job.computeIfAbsent(parallelism, key -> new ArrayList<>()).add(whole.get(i));
                    cpuMicros.add(figures.cpuMicrosPerOrder());
                }
            }
        }
        int parallelism = Runtime.getRuntime().availableProcessors();
        List<Integer> shards = run.scale().pick(List.of(1, 2, 4, 8), List.of(2));
        Map<Integer, List<WholeJob.Reading>> streams = new LinkedHashMap<>();
        for (int round = 1; round <= run.scale().pick(2, 1); round++) {
            List<WholeJob.Reading> readings =
                    WholeJob.fromStream(
                            run, run.scale().pick(BACKLOG_OF_SHARD, 500), shards, parallelism);
            for (int i = 0; i < shards.size(); i++) {
                WholeJob.Reading reading = readings.get(i);
                run.say(
                        "round %d: %d shards: %,.0f orders a second, %.0f %% of what the shards"
                                + " give, %.0f %% of the cores",
                        round,
                        shards.get(i),
                        reading.ordersPerSecond(),
                        reading.shareOfShards() * 100,
                        reading.shareOfCores() * 100);
                streams.computeIfAbsent(shards.get(i), key -> new ArrayList<>()).add(reading);
            }
        }
        return result(topology, job, streams, Spread.of(cpuMicros));
    }

    private static Result result(
            Map<Integer, List<Double>> topology,
            Map<Integer, List<Double>> job,
            Map<Integer, List<WholeJob.Reading>> streams,
            Spread cpuMicros) {
        int cores = Runtime.getRuntime().availableProcessors();
        Table.Builder table =
                Table.of(
                        "parallelism",
                        "topology alone, orders a second (rounds)",
                        "with its sinks on stand-ins, orders a second (rounds)");
        Map<String, Double> figures = new LinkedHashMap<>();
        double best = 0;
        List<Double> xs = new ArrayList<>();
        List<Double> alone = new ArrayList<>();
        List<Double> whole = new ArrayList<>();
        for (int parallelism : topology.keySet()) {
            Spread topologyRate = Spread.of(topology.get(parallelism));
            Spread jobRate = Spread.of(job.get(parallelism));
            table.row(
                    Integer.toString(parallelism),
                    topologyRate.show("%,.0f"),
                    jobRate.show("%,.0f"));
            figures.put("topology." + parallelism + ".orders.per.second", topologyRate.median());
            figures.put("job." + parallelism + ".orders.per.second", jobRate.median());
            xs.add((double) parallelism);
            alone.add(topologyRate.median());
            whole.add(jobRate.median());
            best = Math.max(best, jobRate.median());
        }
        Section shards = shards(streams, figures);
        // With its source, as it is deployed, and behind a backlog, so that nothing waits.
        double perCore =
                streams.values().stream()
                                .mapToDouble(
                                        readings ->
                                                median(readings, WholeJob.Reading::ordersPerSecond))
                                .max()
                                .orElse(best)
                        / cores;
        figures.put("job.orders.per.second.and.core", perCore);
        return Result.of(
                List.of(),
                figures,
                List.of(
                        Section.of(
                                "",
                                String.format(
                                        Locale.ROOT,
                                        "On %d cores, which the stand-ins share. The topology"
                                                + " alone takes %.1f us of CPU for an order, generator"
                                                + " included; with its sinks, uploads and commits of"
                                                + " the last files are in the time, and a checkpoint"
                                                + " every %d s.%s Of the"
                                                + " services' limits, one shard's 1,000 records a"
                                                + " second come first, long before a core's.",
                                        cores,
                                        cpuMicros.median(),
                                        WholeJob.CHECKPOINT_INTERVAL.toSeconds(),
                                        gains(xs, alone, whole)),
                                table.build(),
                                Chart.lines(
                                        "scaling",
                                        "Orders a second against parallelism, " + cores + " cores",
                                        "parallelism",
                                        "orders a second",
                                        false,
                                        List.of(
                                                new Chart.Series("topology alone", xs, alone),
                                                new Chart.Series("with its sinks", xs, whole)))),
                        shards,
                        plans(perCore)));
    }

    /** What each step of parallelism adds, in the measured medians. */
    private static String gains(List<Double> parallelisms, List<Double> alone, List<Double> whole) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < parallelisms.size(); i++) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            " From %.0f to %.0f subtasks the topology alone gains %+.0f %%, the job"
                                    + " with its sinks %+.0f %%.",
                            parallelisms.get(i - 1),
                            parallelisms.get(i),
                            (alone.get(i) / alone.get(i - 1) - 1) * 100,
                            (whole.get(i) / whole.get(i - 1) - 1) * 100));
        }
        return text.toString();
    }

    private static String mostUsed(double ofShards, double ofCores) {
        return ofShards > ofCores ? "the shards" : "the cores";
    }

    private static Section shards(
            Map<Integer, List<WholeJob.Reading>> streams, Map<String, Double> figures) {
        Table.Builder table =
                Table.of(
                        "shards",
                        "orders a second (rounds)",
                        "of the 2 MB/s of each shard",
                        "of the cores",
                        "reads refused",
                        "saturates first");
        List<Double> counts = new ArrayList<>();
        List<Double> rates = new ArrayList<>();
        streams.forEach(
                (count, readings) -> {
                    Spread rate =
                            Spread.of(
                                    readings.stream()
                                            .map(WholeJob.Reading::ordersPerSecond)
                                            .toList());
                    double ofShards = median(readings, WholeJob.Reading::shareOfShards);
                    double ofCores = median(readings, WholeJob.Reading::shareOfCores);
                    table.row(
                            Integer.toString(count),
                            rate.show("%,.0f"),
                            String.format(Locale.ROOT, "%.0f %%", ofShards * 100),
                            String.format(Locale.ROOT, "%.0f %%", ofCores * 100),
                            String.format(
                                    Locale.ROOT,
                                    "%,.0f",
                                    median(readings, reading -> reading.refusedReads())),
                            mostUsed(ofShards, ofCores));
                    figures.put("stream." + count + ".orders.per.second", rate.median());
                    counts.add((double) count);
                    rates.add(rate.median());
                });
        return Section.of(
                "From a stream: shards",
                "The whole job, its Kinesis source included, behind a backlog of "
                        + String.format(Locale.ROOT, "%,d", BACKLOG_OF_SHARD)
                        + " orders in each shard, from the first read to the table's last answer,"
                        + " with a checkpoint every 5 s. What saturates first is what is used the"
                        + " most; the rest of its time is waiting, for answers or, after a read that"
                        + " was refused, until the next one is allowed. The stream is a stand-in that answers after 10 ms and keeps"
                        + " the service's limits: for each shard five reads and 2 MB a second, for"
                        + " each read 10,000 records and 10 MB; who reads earlier is refused. A"
                        + " shard takes in 1,000 records a second, so what is measured here is how"
                        + " fast a job catches up after an outage; keeping up takes a fraction of"
                        + " it.",
                table.build(),
                Chart.lines(
                        "scaling-shards",
                        "Orders a second against shards",
                        "shards",
                        "orders a second",
                        false,
                        List.of(new Chart.Series("the whole job, catching up", counts, rates))));
    }

    private static double median(
            List<WholeJob.Reading> readings, ToDoubleFunction<WholeJob.Reading> of) {
        return Spread.of(readings.stream().mapToDouble(of).boxed().toList()).median();
    }

    /** That a rate of orders, each posted alone, exceeds or just fills. */
    private static String quotas(Plan plan) {
        List<String> quotas = new ArrayList<>();
        if (plan.ordersPerSecond() >= Plan.REQUESTS_PER_SECOND_OF_ACCOUNT) {
            quotas.add("API Gateway");
        }
        if (plan.callsAtOnce() >= Plan.CALLS_AT_ONCE_OF_ACCOUNT) {
            quotas.add("Lambda");
        }
        if (plan.ordersPerSecond() >= Plan.WRITES_PER_SECOND_OF_TABLE) {
            quotas.add("DynamoDB");
        }
        return quotas.isEmpty() ? "none" : String.join(", ", quotas);
    }

    private static Section plans(double perCore) {
        Table.Builder table =
                Table.of(
                        "orders a second",
                        "KPUs",
                        "shards",
                        "archive slots",
                        "DynamoDB partitions",
                        "S3 PUTs a second",
                        "S3 prefixes",
                        "POSTs at once",
                        "quotas to have raised");
        for (double rate : RATES) {
            Plan plan = new Plan(rate, perCore);
            table.row(
                    String.format(Locale.ROOT, "%,.0f", rate),
                    String.format(
                            Locale.ROOT,
                            "%,.0f ÷ (%,.0f × %.1f) = %.2f, %,.1f ÷ %.0f million marks = %.2f:"
                                    + " **%d** and 1",
                            rate,
                            perCore,
                            Plan.USED_SHARE,
                            plan.kpusForOrders(),
                            plan.marks() / 1e6,
                            ManagedMemory.MOST_MARKS / 1e6,
                            plan.kpusForMarks(),
                            plan.kpus()),
                    String.format(
                            Locale.ROOT,
                            "%,.0f ÷ %,.0f = **%d**",
                            rate,
                            Plan.ORDERS_PER_SECOND_AND_SHARD,
                            plan.shards()),
                    String.format(Locale.ROOT, "**%d**", plan.slots()),
                    String.format(
                            Locale.ROOT,
                            "%,.0f ÷ %,.0f = **%d**",
                            rate,
                            Plan.WRITES_PER_SECOND_AND_PARTITION,
                            plan.tablePartitions()),
                    String.format(
                            Locale.ROOT,
                            "%,d files × %d ÷ %.0f s = %.1f",
                            plan.filesPerCheckpoint(),
                            Plan.REQUESTS_PER_FILE,
                            Plan.CHECKPOINT_SECONDS,
                            plan.putsPerSecond()),
                    String.format(Locale.ROOT, "**%d**", plan.prefixes()),
                    String.format(
                            Locale.ROOT,
                            "%,.0f × %.3f s = %,.0f",
                            rate,
                            Workload.SECONDS_OF_POST,
                            plan.callsAtOnce()),
                    quotas(plan));
        }
        return Section.of(
                "What larger rates take",
                String.format(
                        Locale.ROOT,
                        "Orders of up to 700 bytes as posted, which are one KB of the stream and one"
                                + " write unit of the table and of its index. A KPU is one virtual core: rate ÷ (%,.0f orders a"
                                + " second and core, measured above with the source and with the"
                                + " stand-ins on the same cores, × %.1f: the rest is for catching"
                                + " up), or an hour's marks ÷ the %.0f million that a subtask with a"
                                + " KPU's memory was measured with (Memory), whichever is more, and"
                                + " one more for orchestration. Shards by the %,.0f"
                                + " records a second that one takes in; an on-demand stream starts"
                                + " with four and doubles by itself. DynamoDB partitions by the"
                                + " %,.0f writes a second of one; an on-demand table starts with"
                                + " 4,000 writes a second and doubles within half an hour, so a"
                                + " jump to more is to be announced with warm throughput. Slots: at"
                                + " least 16 and one a subtask, and so many that one request lists"
                                + " a slot's files of an hour (%,.0f); 128 at most. A file ends with"
                                + " its minute and at 5 MiB. One S3 prefix takes"
                                + " %,.0f PUTs a second, of which this design needs next to none:"
                                + " with an object for each order, 100,000 orders a second would"
                                + " take 29 prefixes. Before any of these come an account's"
                                + " quotas, which AWS raises when asked: API Gateway's %,.0f"
                                + " requests a second, Lambda's %,.0f calls at once, %,.0f write"
                                + " units a second of a table on demand; and the template's"
                                + " `ThrottleRate` of 1,000 requests a second. `POST /orders`"
                                + " takes up to 500 orders in one request, and so divides the"
                                + " first two. Assumed, not measured: that accounts are spread"
                                + " evenly over DynamoDB's partitions, and that a subtask on a"
                                + " KPU of its own does what one on a core here does, however"
                                + " many there are; they share nothing but the exchange by order"
                                + " id.",
                        perCore,
                        Plan.USED_SHARE,
                        ManagedMemory.MOST_MARKS / 1e6,
                        Plan.ORDERS_PER_SECOND_AND_SHARD,
                        Plan.WRITES_PER_SECOND_AND_PARTITION,
                        Plan.FILES_PER_LIST,
                        Plan.PUTS_PER_SECOND_AND_PREFIX,
                        Plan.REQUESTS_PER_SECOND_OF_ACCOUNT,
                        Plan.CALLS_AT_ONCE_OF_ACCOUNT,
                        Plan.WRITES_PER_SECOND_OF_TABLE),
                table.build());
    }
}
