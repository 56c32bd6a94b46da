package io.orderstream.benchmark.pipeline;

import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.results.Chart;
import io.orderstream.benchmark.results.Section;
import io.orderstream.benchmark.results.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;

/**
 * How fast orders are looked for among how many marks, with what a KPU has of managed memory, with
 * a quarter of it, and with a quarter and RocksDB's indexes in parts:
 * docs/decisions/0011-marks-with-a-time-to-live.md.
 */
public final class ManagedMemory {

    private static final int LITTLE_MIB = 128;

    /** The template's default: files must grow between two checkpoints, and their indexes. */
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofMinutes(1);

    /** Up to so many marks, in shares of {@link #MOST_MARKS}: the columns. */
    private static final List<Double> UP_TO = List.of(0.05, 0.1, 0.25, 0.5, 1.0);

    /**
     * The most in one subtask: an hour of 10,000 orders a second on two KPUs is 18 million each.
     */
    public static final long MOST_MARKS = 20_000_000;

    /**
     * What is compared.
     *
     * @param figure what its figures are called
     * @param managedMib for the subtask
     * @param partitioned whether an index is kept in parts, each of which fits
     * @param share of the most marks; a slow setting has shown itself after a quarter
     */
    private record Setting(String figure, int managedMib, boolean partitioned, double share) {

        String shown() {
            return managedMib + " MiB" + (partitioned ? ", indexes in parts" : "");
        }

        Configuration configuration() {
            Configuration configuration = new Configuration();
            configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
            configuration.set(
                    TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(managedMib));
            configuration.setString(
                    "state.backend.rocksdb.memory.partitioned-index-filters",
                    Boolean.toString(partitioned));
            return configuration;
        }
    }

    private static final List<Setting> SETTINGS =
            List.of(
                    new Setting("kpu", Kpu.MANAGED_MEMORY_MIB, false, 1),
                    new Setting("quarter", LITTLE_MIB, false, 0.25),
                    new Setting("quarter.partitioned", LITTLE_MIB, true, 0.25));

    private ManagedMemory() {}

    /**
     * Runs the topology with each setting, in one subtask.
     *
     * @param figures gets what was measured
     */
    static Section compare(Run run, Map<String, Double> figures) throws Exception {
        long mostMarks = run.scale().pick(MOST_MARKS, 40_000L);
        Duration every = run.scale().pick(Duration.ofSeconds(1), Duration.ofMillis(50));
        List<String> columns = new ArrayList<>(List.of("managed memory of the subtask"));
        UP_TO.forEach(share -> columns.add(columnOf(share * mostMarks)));
        Table.Builder table = Table.of(columns.toArray(String[]::new));
        List<Chart.Series> lines = new ArrayList<>();
        for (Setting setting : SETTINGS) {
            long orders = Math.round(mostMarks * setting.share());
            LongRun longRun;
            try (MemoryWatch watch = new MemoryWatch(every, Integer.MAX_VALUE)) {
                PipelineRun.Figures ran =
                        new PipelineRun(Variant.ROCKSDB, orders, 1, run.scratch("memory"))
                                .measure(setting.configuration());
                longRun = new LongRun(watch.looks(orders), every);
                run.say(
                        "%s: %,d orders, %,.0f a second",
                        setting.shown(), orders, ran.ordersPerSecond());
                figures.put(setting.figure() + ".orders.per.second", ran.ordersPerSecond());
            }
            List<String> row = new ArrayList<>(List.of(setting.shown()));
            double from = 0;
            for (double share : UP_TO) {
                OptionalDouble rate = longRun.rate(from * mostMarks, share * mostMarks);
                rate.ifPresent(
                        value ->
                                figures.put(
                                        setting.figure()
                                                + ".up.to."
                                                + Math.round(share * mostMarks),
                                        value));
                row.add(
                        rate.isPresent()
                                ? String.format(Locale.ROOT, "%,.0f", rate.getAsDouble())
                                : share > setting.share() ? "not run" : "too few looks");
                from = share;
            }
            table.row(row);
            lines.add(
                    longRun.series(
                            setting.shown(), look -> OptionalDouble.of(look.orders() / 1e6)));
        }
        return Section.of(
                "What RocksDB needs",
                String.format(
                        Locale.ROOT,
                        "Orders a second in one subtask, by how many marks it keeps; every order is"
                                + " another one, and a checkpoint comes every %d s, as in the"
                                + " template. RocksDB looks for each order's mark and does not find"
                                + " it; once an index of its files does not fit into its share of"
                                + " the cache, that costs a read of the index. Of a KPU's 4 GB one"
                                + " is native memory, of which the first setting is half. An hour of"
                                + " 10,000 orders a second on two KPUs is 18 million marks for each.",
                        CHECKPOINT_INTERVAL.toSeconds()),
                table.build(),
                Chart.lines(
                        "memory-managed",
                        "Arrived in one subtask, by managed memory",
                        "seconds",
                        "million orders",
                        false,
                        lines));
    }

    private static String columnOf(double marks) {
        return String.format(Locale.ROOT, "up to %,.2f million marks", marks / 1e6)
                .replace(".00 ", " ");
    }
}
