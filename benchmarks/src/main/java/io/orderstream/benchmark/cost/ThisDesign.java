package io.orderstream.benchmark.cost;

import io.orderstream.job.sink.ArchiveSinks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One Flink job: items in batches, archive files by checkpoint, slot and length.
 *
 * @param checkpointSeconds the template's default
 * @param slots the template's default
 * @param requestsPerFile start of the upload, one part, its end; measured by {@code ./bench sinks}
 * @param ordersPerSecondAndKpu what one KPU is trusted with; {@code ./bench scaling} measures more
 */
public record ThisDesign(
        double checkpointSeconds, int slots, int requestsPerFile, double ordersPerSecondAndKpu)
        implements Architecture {

    private static final double STORAGE_GB_PER_KPU = 50;
    private static final double ALARM_METRICS = 31;
    private static final double IDLE_LOG_GB = 0.02;

    /** Of an order of up to 1 KB: the table's and the index's, which both hold the whole item. */
    public static final int WRITE_UNITS = 2;

    /** With the template's defaults. */
    public static ThisDesign withDefaults() {
        return new ThisDesign(60, 16, 3, 4_000);
    }

    /** The KPUs that process orders; one more orchestrates. */
    public int kpus(Workload workload) {
        return Math.max(1, (int) Math.ceil(workload.ordersPerSecond() / ordersPerSecondAndKpu));
    }

    /**
     * About how many files a checkpoint makes: one for each slot that gets an order, and one more
     * for each that its orders fill before. Orders fall into slots at random, so at a few orders
     * for each checkpoint some slots stay empty.
     */
    double filesPerCheckpoint(Workload workload) {
        double orders = workload.ordersPerSecond() * checkpointSeconds;
        double bytesOfSlot = orders * Workload.ORDER_BYTES / slots;
        return slots
                * (1
                        - Math.pow(1 - 1.0 / slots, orders)
                        + Math.floor(bytesOfSlot / ArchiveSinks.MAX_INVOICE_FILE_BYTES));
    }

    @Override
    public List<CostItem> idleDay(Workload sizedFor) {
        int kpus = kpus(sizedFor);
        return List.of(
                new CostItem(
                        kpus == 1
                                ? "Managed Flink: one KPU, and one for orchestration"
                                : "Managed Flink: " + kpus + " KPUs, and one for orchestration",
                        (kpus + 1) + " × 0.11 × 24 h",
                        (kpus + 1) * 24 * Price.FLINK_KPU_HOUR.usd()),
                new CostItem(
                        "its running storage, 50 GB a KPU",
                        String.format(Locale.ROOT, "%.0f × 0.10 ÷ 30.4", kpus * STORAGE_GB_PER_KPU),
                        kpus
                                * STORAGE_GB_PER_KPU
                                * Price.FLINK_STORAGE_GB_MONTH.usd()
                                / Workload.MONTH_DAYS),
                Ingestion.withReaders(1).streamIdle(),
                alarms(),
                dashboard(),
                idleLogs());
    }

    static CostItem alarms() {
        return new CostItem(
                "22 alarms over some 31 metrics",
                "31 × 0.10 ÷ 30.4",
                ALARM_METRICS * Price.ALARM_METRIC_MONTH.usd() / Workload.MONTH_DAYS);
    }

    static CostItem dashboard() {
        return new CostItem(
                "the dashboard, beyond three of an account",
                "3.00 ÷ 30.4",
                Price.DASHBOARD_MONTH.usd() / Workload.MONTH_DAYS);
    }

    static CostItem idleLogs() {
        return new CostItem("logs, about 20 MB", "0.02 × 0.50", IDLE_LOG_GB * Price.LOGS_GB.usd());
    }

    @Override
    public List<CostItem> ordersOfDay(Workload workload) {
        List<CostItem> items = new ArrayList<>(Ingestion.withReaders(1).ordersOfDay(workload));
        items.add(
                new CostItem(
                        "DynamoDB, two write units each: table and index",
                        WRITE_UNITS + " × 0.625 a million",
                        workload.perDay() * WRITE_UNITS * Price.DYNAMODB_WRITE_UNIT.usd()));
        double checkpoints = Workload.DAY_SECONDS / checkpointSeconds;
        items.add(
                new CostItem(
                        String.format(
                                Locale.ROOT, "S3, %d files a checkpoint at three requests", slots),
                        String.format(
                                Locale.ROOT,
                                "%d × %,.0f × %d × 5.00 a million",
                                slots,
                                checkpoints,
                                requestsPerFile),
                        filesPerCheckpoint(workload)
                                * checkpoints
                                * requestsPerFile
                                * Price.S3_PUT.usd()));
        return items;
    }
}
