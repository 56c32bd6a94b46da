package io.orderstream.benchmark.pipeline;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.Spread;
import io.orderstream.benchmark.results.Chart;
import io.orderstream.benchmark.results.Goal;
import io.orderstream.benchmark.results.Result;
import io.orderstream.benchmark.results.Section;
import io.orderstream.benchmark.results.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The job's topology against the same graph with identity functions. */
public final class PipelineBenchmark implements Benchmark {

    private static final double LEAST_SHARE_OF_CEILING = 0.5;
    private static final double LEAST_ORDERS_PER_SECOND = 50_000;

    private static final String BARE =
            "bare loops: Jackson's tokens, SHA-256, RocksDB's get and put";

    @Override
    public String name() {
        return "pipeline";
    }

    @Override
    public String title() {
        return "Pipeline: the job's topology on a cluster, against identity functions";
    }

    /** A variant's rounds. */
    private record Rounds(List<Double> rates, List<Double> cpu) {
        Rounds() {
            this(new ArrayList<>(), new ArrayList<>());
        }
    }

    @Override
    public Result run(Run run) throws Exception {
        int parallelism =
                Math.min(run.scale().pick(2, 1), Runtime.getRuntime().availableProcessors());
        int rounds = run.scale().pick(4, 1);
        Map<Variant, Rounds> measured = new EnumMap<>(Variant.class);
        List<BareParts> bare = new ArrayList<>();
        for (int round = run.scale().pick(0, 1); round <= rounds; round++) {
            for (Variant variant : Variant.values()) {
                PipelineRun.Figures figures =
                        new PipelineRun(
                                        variant,
                                        orders(run, variant),
                                        parallelism,
                                        run.scratch("pipeline"))
                                .measure();
                run.say(
                        "%s: %s: %,.0f orders a second, %.1f us of CPU each",
                        round == 0 ? "warm-up" : "round " + round + " of " + rounds,
                        variant.shown(),
                        figures.ordersPerSecond(),
                        figures.cpuMicrosPerOrder());
                if (round > 0) {
                    Rounds of = measured.computeIfAbsent(variant, key -> new Rounds());
                    of.rates().add(figures.ordersPerSecond());
                    of.cpu().add(figures.cpuMicrosPerOrder());
                }
            }
            BareParts parts =
                    BareParts.measure(run.scale().pick(600_000, 2_000), run.scratch("bare"));
            run.say("%s: %.1f us of CPU each", BARE, parts.micros());
            if (round > 0) {
                bare.add(parts);
            }
        }
        return result(measured, bare, parallelism);
    }

    /** Seconds' worth: what compiles in the first moments must not be half of a round. */
    private static long orders(Run run, Variant variant) {
        return run.scale().pick(variant == Variant.CEILING ? 4_000_000L : 1_200_000L, 2_000L);
    }

    /** Where the time of an order goes: what each variant takes beyond the one before. */
    private static String parts(Map<String, Double> figures) {
        double ceiling = figures.get("ceiling.cpu.micros");
        double parsed = figures.get("without.deduplication.cpu.micros");
        double onHeap = figures.get("heap.cpu.micros");
        return String.format(
                Locale.ROOT,
                "of an order's %.1f us of CPU, Flink and the generator take %.1f, which is all the"
                        + " ceiling does; parsing, validating, deriving the id and handing an order"
                        + " on instead of bytes take %.1f, looking for its mark and keeping one"
                        + " %.1f, and %.1f more in RocksDB instead of on the heap",
                figures.get("rocksdb.cpu.micros"),
                ceiling,
                parsed - ceiling,
                onHeap - parsed,
                figures.get("rocksdb.cpu.micros") - onHeap);
    }

    /** Why half of the ceiling's rate is out of reach. */
    private static String bareAlone(Map<String, Double> figures) {
        double ceiling = figures.get("ceiling.cpu.micros");
        return String.format(
                Locale.ROOT,
                "half of the ceiling's rate is twice its CPU, %.1f us; its own %.1f, Jackson's"
                        + " tokens of the same bytes (%.1f), SHA-256 of as many (%.1f) and RocksDB's"
                        + " bare get and put of a mark (%.1f) are %.1f, before any rule is asked"
                        + " and without handing an order on. That is the job as deployed, with its"
                        + " state in RocksDB: the other two rows of the job do less and are not"
                        + " bound by this",
                2 * ceiling,
                ceiling,
                figures.get("bare.parse.cpu.micros"),
                figures.get("bare.hash.cpu.micros"),
                figures.get("bare.mark.cpu.micros"),
                ceiling
                        + figures.get("bare.parse.cpu.micros")
                        + figures.get("bare.hash.cpu.micros")
                        + figures.get("bare.mark.cpu.micros"));
    }

    private static double median(List<BareParts> bare, ToDoubleFunction<BareParts> part) {
        return Spread.of(bare.stream().mapToDouble(part).boxed().toList()).median();
    }

    private static Result result(
            Map<Variant, Rounds> measured, List<BareParts> bare, int parallelism) {
        Rounds ceiling = measured.get(Variant.CEILING);
        Table.Builder table =
                Table.of(
                        "what",
                        "orders a second, median (rounds)",
                        "of the ceiling",
                        "CPU of an order, us",
                        "of the ceiling's");
        Map<String, Double> figures = new LinkedHashMap<>();
        for (Map.Entry<Variant, Rounds> each : measured.entrySet()) {
            Spread rate = Spread.of(each.getValue().rates());
            Spread cpu = Spread.of(each.getValue().cpu());
            double share = Spread.ofRatios(each.getValue().rates(), ceiling.rates()).median();
            table.row(
                    each.getKey().shown(),
                    rate.show("%,.0f"),
                    String.format(Locale.ROOT, "%.2f", share),
                    cpu.show("%.1f"),
                    String.format(
                            Locale.ROOT,
                            "%.1f times",
                            Spread.ofRatios(each.getValue().cpu(), ceiling.cpu()).median()));
            String name = each.getKey().name().toLowerCase(Locale.ROOT).replace('_', '.');
            figures.put(name + ".orders.per.second", rate.median());
            figures.put(name + ".share.of.ceiling", share);
            figures.put(name + ".cpu.micros", cpu.median());
        }
        List<Double> bareCpu = bare.stream().map(BareParts::micros).toList();
        table.row(
                BARE,
                "",
                "",
                Spread.of(bareCpu).show("%.1f"),
                String.format(
                        Locale.ROOT,
                        "%.1f times",
                        Spread.ofRatios(bareCpu, ceiling.cpu()).median()));
        figures.put("bare.parse.cpu.micros", median(bare, BareParts::parseMicros));
        figures.put("bare.hash.cpu.micros", median(bare, BareParts::hashMicros));
        figures.put("bare.mark.cpu.micros", median(bare, BareParts::markMicros));
        double share = figures.get("rocksdb.share.of.ceiling");
        double rate = figures.get("rocksdb.orders.per.second");
        String cores = parallelism + " cores";
        List<Goal> goals =
                List.of(
                        Goal.of(
                                "at least half of the ceiling",
                                String.format(Locale.ROOT, "%.2f of it", share),
                                share >= LEAST_SHARE_OF_CEILING,
                                bareAlone(figures) + "; " + parts(figures)),
                        Goal.of(
                                "at least 50,000 orders a second on two cores",
                                String.format(Locale.ROOT, "%,.0f on %s", rate, cores),
                                rate >= LEAST_ORDERS_PER_SECOND,
                                "the CPU is full: see the table's CPU of an order"));
        return Result.of(
                goals,
                figures,
                List.of(
                        Section.of(
                                "",
                                "`OrderPipeline.define` as the job calls it, parallelism "
                                        + parallelism
                                        + ", a checkpoint every "
                                        + PipelineRun.CHECKPOINT_INTERVAL.toSeconds()
                                        + " s, "
                                        + Kpu.MANAGED_MEMORY_MIB
                                        + " MiB of managed memory for each subtask, which is half of"
                                        + " a KPU's native memory, every order another one, sinks"
                                        + " that count; "
                                        + ceiling.rates().size()
                                        + " rounds in turn after a warm-up, each of seconds. The"
                                        + " generator, which all pay, is included. CPU is that of"
                                        + " the whole process: "
                                        + parts(figures)
                                        + ". The bare loops are around the libraries themselves, one"
                                        + " thread, nothing of the job and nothing of Flink in"
                                        + " them.",
                                table.build(),
                                Chart.bars(
                                        "pipeline",
                                        "Orders a second on " + cores,
                                        "orders a second",
                                        List.of("ceiling", "no deduplication", "heap", "RocksDB"),
                                        List.of(
                                                Chart.bar(
                                                        "orders a second",
                                                        Arrays.stream(Variant.values())
                                                                .map(
                                                                        variant ->
                                                                                Spread.of(
                                                                                                measured.get(
                                                                                                                variant)
                                                                                                        .rates())
                                                                                        .median())
                                                                .toList()))))));
    }
}
