package io.orderstream.benchmark.cost;

import io.orderstream.model.storage.ArchiveLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * This design: one Flink job writes items in batches, and archive files for each checkpoint and
 * slot. The job starts another file when a file reaches its maximum size.
 *
 * @param checkpointSeconds the checkpoint interval, the template's default
 * @param slots the number of archive slots, the template's default
 * @param requestsPerFile the billed S3 requests for a file: start of the upload, one part, end of
 *     the upload; {@code ./bench sinks} also counts a delete, which is free
 * @param ordersPerSecondAndKpu the planned orders a second for one KPU; {@code ./bench source}
 *     measures more
 */
public record ThisDesign(
        double checkpointSeconds, int slots, int requestsPerFile, double ordersPerSecondAndKpu)
        implements Architecture {

    private static final double STORAGE_GB_PER_KPU = 50;

    /**
     * The number of metrics in the template's alarms. It counts the metrics that the alarms name,
     * and those that the queries of three alarms read. One query reads {@code
     * backPressuredTimeMsPerSecond} of each of the job's three tasks, which are three metrics. The
     * other two queries read one metric each.
     */
    private static final double ALARM_METRICS = 31;

    private static final double IDLE_LOG_GB = 0.02;

    /** An order or event of up to 1 KB costs one unit in the table and one in the index. */
    private static final int WRITE_UNITS = 2;

    /** Creates the model with the template's defaults. */
    public static ThisDesign withDefaults() {
        return new ThisDesign(60, 16, 3, 4_000);
    }

    /** Returns the KPUs that process orders. AWS bills one more for orchestration. */
    public int kpus(Workload workload) {
        return Math.max(1, (int) Math.ceil(workload.ordersPerSecond() / ordersPerSecondAndKpu));
    }

    /**
     * Estimates the number of files in a checkpoint. Each slot that receives an order has one file,
     * and one more for each file that becomes full before the checkpoint. Orders fall into slots at
     * random, so some slots stay empty when a checkpoint has only a few orders.
     */
    double filesPerCheckpoint(Workload workload) {
        return filesPerCheckpoint(workload, slots);
    }

    private double filesPerCheckpoint(Workload workload, int slots) {
        double orders = workload.ordersPerSecond() * checkpointSeconds;
        double bytesOfSlot = orders * Workload.ORDER_BYTES / slots;
        return slots
                * (1
                        - Math.pow(1 - 1.0 / slots, orders)
                        + Math.floor(bytesOfSlot / ArchiveLayout.FULL_FILE_BYTES));
    }

    @Override
    public List<CostItem> idleDay(Workload sizedFor) {
        int kpus = kpus(sizedFor);
        return List.of(
                new CostItem("Managed Flink", (kpus + 1) * 24 * AwsPrice.FLINK_KPU_HOUR.usd()),
                new CostItem(
                        "running storage",
                        kpus
                                * STORAGE_GB_PER_KPU
                                * AwsPrice.FLINK_STORAGE_GB_MONTH.usd()
                                / Workload.MONTH_DAYS),
                Ingestion.withReaders(1).streamIdle(),
                alarms(),
                dashboard(),
                idleLogs());
    }

    static CostItem alarms() {
        return new CostItem(
                "alarms", ALARM_METRICS * AwsPrice.ALARM_METRIC_MONTH.usd() / Workload.MONTH_DAYS);
    }

    static CostItem dashboard() {
        return new CostItem("dashboard", AwsPrice.DASHBOARD_MONTH.usd() / Workload.MONTH_DAYS);
    }

    static CostItem idleLogs() {
        return new CostItem("idle logs", IDLE_LOG_GB * AwsPrice.LOGS_GB.usd());
    }

    @Override
    public List<CostItem> ordersOfDay(Workload workload) {
        return recordsOfDay(workload, filesPerCheckpoint(workload));
    }

    /**
     * Returns the additional costs of one day's orders, if each order has one event. An event needs
     * a request, a record and an item, as an order does. All events are in one slot of their own.
     * In the model, files of events end at 5 MiB, as files of orders do. The job's files of events
     * are longer and need fewer requests, so the computed costs are slightly too high.
     */
    List<CostItem> ordersWithEventsOfDay(Workload orders) {
        return recordsOfDay(
                orders.withEvents(), filesPerCheckpoint(orders) + filesPerCheckpoint(orders, 1));
    }

    /** Returns the US dollars for a million orders with one event each. */
    double usdPerMillionWithEvents(Workload orders) {
        double day =
                CostItem.sum(idleDay(orders.withEvents()))
                        + CostItem.sum(ordersWithEventsOfDay(orders));
        return day / orders.perDay() * 1e6;
    }

    private List<CostItem> recordsOfDay(Workload records, double filesPerCheckpoint) {
        double checkpoints = Workload.DAY_SECONDS / checkpointSeconds;
        double archiveRequests = filesPerCheckpoint * checkpoints * requestsPerFile;
        List<CostItem> items = new ArrayList<>(Ingestion.withReaders(1).ordersOfDay(records));
        items.add(
                new CostItem(
                        "DynamoDB",
                        records.perDay() * WRITE_UNITS * AwsPrice.DYNAMODB_WRITE_UNIT.usd()));
        items.add(new CostItem("S3", archiveRequests * AwsPrice.S3_PUT.usd()));
        return items;
    }
}
