package io.orderstream.benchmark.pipeline;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.results.Chart;
import io.orderstream.benchmark.results.Goal;
import io.orderstream.benchmark.results.Result;
import io.orderstream.benchmark.results.Section;
import io.orderstream.benchmark.results.Table;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;

/**
 * The job's topology for millions of orders in one go: whether its memory stays as it is, and its
 * rate. By itself and not with {@link PipelineBenchmark}, for a virtual machine of its own: what
 * other runs have left in the heap would hide what this one adds.
 */
public final class MemoryBenchmark implements Benchmark {

    // Of what there is in the middle of the run, over the second half of it.
    private static final double MOST_GROWTH = 0.10;
    private static final int COLLECT_EVERY = 5;
    private static final int MANAGED_MEMORY_MIB = 256;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String title() {
        return "Memory: ten million orders in one run";
    }

    @Override
    public Result run(Run run) throws Exception {
        int parallelism =
                Math.min(run.scale().pick(2, 1), Runtime.getRuntime().availableProcessors());
        long orders = run.scale().pick(10_000_000L, 20_000L);
        Path directory = run.scratch("memory");
        Configuration more = new Configuration();
        // Not all that a KPU has, for the limit to be reached, and the memory to be flat after it.
        more.set(
                TaskManagerOptions.MANAGED_MEMORY_SIZE,
                MemorySize.ofMebiBytes((long) MANAGED_MEMORY_MIB * parallelism));
        // A thousand lines at most, and only here: they say why RocksDB let writes wait.
        more.setString("state.backend.rocksdb.log.level", "INFO_LEVEL");
        more.setString(
                "state.backend.rocksdb.log.dir",
                Files.createDirectories(directory.resolve("rocksdb-log")).toString());
        run.say("%,d orders, in one go", orders);
        PipelineRun.Figures figures;
        LongRun longRun;
        Duration every = run.scale().pick(Duration.ofSeconds(1), Duration.ofMillis(50));
        try (MemoryWatch watch = new MemoryWatch(every, COLLECT_EVERY)) {
            figures =
                    new PipelineRun(Variant.ROCKSDB, orders, parallelism, directory).measure(more);
            longRun = new LongRun(watch.looks(orders), every.multipliedBy(10));
        }
        Map<String, Double> compared = new LinkedHashMap<>();
        Section managed = ManagedMemory.compare(run, compared);
        return result(orders, figures, longRun, waits(directory), managed, compared);
    }

    /** How often RocksDB says that it lets writes wait, because it cannot write as fast. */
    private static long waits(Path directory) throws IOException {
        long waits = 0;
        try (Stream<Path> files = Files.walk(directory.resolve("rocksdb-log"))) {
            for (Path log : files.filter(Files::isRegularFile).toList()) {
                try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
                    waits +=
                            lines.filter(line -> line.matches(".*(Stall|Stopp)ing writes.*"))
                                    .count();
                }
            }
        }
        return waits;
    }

    private static Result result(
            long orders,
            PipelineRun.Figures ran,
            LongRun longRun,
            long waits,
            Section managed,
            Map<String, Double> compared) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("orders.per.second", ran.ordersPerSecond());
        longRun.slowest()
                .ifPresent(rate -> figures.put("slowest.orders.per.second", Math.max(rate, 1)));
        longRun.heap().ifPresent(heap -> figures.put("heap.end.mib", heap.end()));
        longRun.resident().ifPresent(process -> figures.put("process.end.mib", process.end()));
        figures.putAll(compared);
        Table table =
                Table.of("what", "measured")
                        .row("orders a second, average", show("%,.0f", ran.ordersPerSecond()))
                        .row(
                                String.format(
                                        Locale.ROOT,
                                        "orders a second, slowest %s s",
                                        longRun.window().toMillis() / 1e3),
                                show("%,.0f", longRun.slowest()))
                        .row("times that RocksDB let writes wait", show("%,.0f", (double) waits))
                        .row("heap after a full collection", show(longRun.heap()))
                        .row("the whole process", show(longRun.resident()))
                        .build();
        return Result.of(
                List.of(goal(orders, longRun)),
                figures,
                List.of(
                        new Section(
                                "",
                                String.format(
                                        Locale.ROOT,
                                        "%,d different orders in one run, in a virtual machine of"
                                                + " its own with a heap of %,d MiB; state in RocksDB"
                                                + " with %d MiB of managed memory for each subtask, a checkpoint"
                                                + " every %d s. The heap is what a full garbage"
                                                + " collection leaves, for every fifth look at the"
                                                + " process, and costs some of the rate. Growth is"
                                                + " that of a straight line through the second half"
                                                + " of the time.",
                                        orders,
                                        Runtime.getRuntime().maxMemory() >> 20,
                                        MANAGED_MEMORY_MIB,
                                        PipelineRun.CHECKPOINT_INTERVAL.toSeconds()),
                                List.of(table),
                                charts(orders, longRun)),
                        managed));
    }

    private static Goal goal(long orders, LongRun longRun) {
        Optional<LongRun.Trend> heap = longRun.heap();
        Optional<LongRun.Trend> resident = longRun.resident();
        String wanted =
                String.format(
                        Locale.ROOT,
                        "flat memory over %,d orders: heap after full collection%s",
                        orders,
                        resident.isEmpty() ? "" : ", and process");
        if (heap.isEmpty()) {
            return Goal.of(wanted, "not measured", false, "too short a run for a trend");
        }
        boolean heapIsFlat = heap.get().growth() <= MOST_GROWTH;
        boolean processIsFlat = resident.map(LongRun.Trend::growth).orElse(0.0) <= MOST_GROWTH;
        return Goal.of(
                wanted,
                growth(heap.get()) + resident.map(process -> ", " + growth(process)).orElse(""),
                heapIsFlat && processIsFlat,
                heapIsFlat
                        ? "what grows is outside the heap"
                        : "something in the heap is kept for each order");
    }

    private static String growth(LongRun.Trend trend) {
        return String.format(Locale.ROOT, "%+.1f %% over the second half", trend.growth() * 100);
    }

    private static List<Chart> charts(long orders, LongRun longRun) {
        String all = String.format(Locale.ROOT, "%,d orders", orders);
        List<Chart.Series> memory = new ArrayList<>();
        memory.add(longRun.series("heap after a full collection", MemoryWatch.Look::heapMib));
        if (longRun.resident().isPresent()) {
            memory.add(longRun.series("the whole process", MemoryWatch.Look::residentMib));
        }
        return List.of(
                Chart.lines(
                        "memory",
                        "Memory while " + all + " arrive",
                        "seconds",
                        "MiB",
                        false,
                        memory),
                Chart.lines(
                        "memory-arrived",
                        "Arrived, of " + all,
                        "seconds",
                        "million orders",
                        false,
                        List.of(
                                longRun.series(
                                        "arrived",
                                        look -> OptionalDouble.of(look.orders() / 1e6)))));
    }

    private static String show(Optional<LongRun.Trend> trend) {
        return trend.map(
                        line ->
                                String.format(
                                        Locale.ROOT,
                                        "%,.0f MiB in the middle, %,.0f at the end",
                                        line.middle(),
                                        line.end()))
                .orElse("cannot be told here");
    }

    private static String show(String format, OptionalDouble value) {
        return value.isPresent() ? show(format, value.getAsDouble()) : "too short a run";
    }

    private static String show(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
