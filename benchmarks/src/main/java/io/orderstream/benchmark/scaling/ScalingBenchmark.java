package io.orderstream.benchmark.scaling;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.Spread;
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

/** Throughput against parallelism, and the arithmetic from there to larger rates. */
public final class ScalingBenchmark implements Benchmark {

    private static final List<Double> RATES = List.of(1_000.0, 10_000.0, 100_000.0);

    @Override
    public String name() {
        return "scaling";
    }

    @Override
    public String title() {
        return "Scaling: throughput against parallelism, and what larger rates take";
    }

    @Override
    public Result run(Run run) throws Exception {
        List<Integer> parallelisms = run.scale().pick(List.of(1, 2, 4), List.of(1));
        int rounds = run.scale().pick(3, 1);
        long orders = run.scale().pick(200_000L, 1_000L);
        Map<Integer, List<Double>> topology = new LinkedHashMap<>();
        Map<Integer, List<Double>> job = new LinkedHashMap<>();
        List<Double> cpuMicros = new ArrayList<>();
        // The first round warms up; a smoke run has no other.
        for (int round = run.scale().pick(0, 1); round <= rounds; round++) {
            List<Double> whole = WholeJob.ordersPerSecond(run, orders, parallelisms);
            for (int i = 0; i < parallelisms.size(); i++) {
                int parallelism = parallelisms.get(i);
                PipelineRun.Figures figures =
                        PipelineRun.asDeployed(2 * orders, parallelism, run.scratch("scaling"));
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
        return result(topology, job, Spread.of(cpuMicros));
    }

    private static Result result(
            Map<Integer, List<Double>> topology, Map<Integer, List<Double>> job, Spread cpuMicros) {
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
        double perCore = best / cores;
        figures.put("job.orders.per.second.and.core", perCore);
        return Result.of(
                List.of(),
                figures,
                List.of(
                        Section.of(
                                "",
                                String.format(
                                        Locale.ROOT,
                                        "On %d cores, which the stand-ins share. What saturates"
                                                + " first is the CPU: %.1f us for an order in the"
                                                + " topology, generator included; beyond one subtask"
                                                + " for each core there is nothing to gain. Of the"
                                                + " services' limits, one shard's 1,000 records a"
                                                + " second come first, long before a core's.",
                                        cores,
                                        cpuMicros.median()),
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
                        plans(perCore)));
    }

    private static Section plans(double perCore) {
        Table.Builder table =
                Table.of(
                        "orders a second",
                        "KPUs",
                        "shards",
                        "archive slots",
                        "table partitions",
                        "S3 PUTs a second");
        for (double rate : RATES) {
            Plan plan = new Plan(rate, perCore);
            table.row(
                    String.format(Locale.ROOT, "%,.0f", rate),
                    Integer.toString(plan.kpus()),
                    Integer.toString(plan.shards()),
                    Integer.toString(plan.slots()),
                    Integer.toString(plan.tablePartitions()),
                    String.format(Locale.ROOT, "%.1f", plan.putsPerSecond()));
        }
        return Section.of(
                "What larger rates take",
                String.format(
                        Locale.ROOT,
                        "Orders of up to 1 KB. KPUs = rate ÷ (%,.0f orders a second and core,"
                                + " measured above, × %.1f: the rest is for catching up), and one more"
                                + " for orchestration. Shards = rate ÷ %,.0f records. Table partitions"
                                + " = rate ÷ %,.0f writes; an on-demand table starts with 4,000 writes"
                                + " a second and doubles within half an hour, so a jump to more is to"
                                + " be announced with warm throughput. Slots: at least one a subtask,"
                                + " and so many that a file of a minute has at most 40,000 orders. One"
                                + " S3 prefix takes %,.0f PUTs a second.",
                        perCore,
                        Plan.USED_SHARE,
                        Plan.ORDERS_PER_SECOND_AND_SHARD,
                        Plan.WRITES_PER_SECOND_AND_PARTITION,
                        Plan.PUTS_PER_SECOND_AND_PREFIX),
                table.build());
    }
}
