package io.orderstream.benchmark.cost;

import java.util.ArrayList;
import java.util.List;

/**
 * The design that {@link ThisDesign} replaces. Two functions consume the stream, and each function
 * handles one record at a time. For each record, the first function puts an item into DynamoDB, and
 * the second function puts an object into S3. The model favours the replaced design: its consumers
 * write no logs, there are no empty polls and no retries, and batches are as full as the rate
 * allows.
 *
 * @param putItemSeconds the time of one PutItem: DynamoDB's latency in {@code ./bench sinks}
 * @param putObjectSeconds the time of one PutObject: S3's latency in {@code ./bench sinks}
 * @param functionGb the memory of each consumer in GB
 * @param batchSize the maximum number of records in an invocation, Lambda's default for Kinesis
 */
public record ReplacedDesign(
        double putItemSeconds, double putObjectSeconds, double functionGb, int batchSize)
        implements Architecture {

    private static final int CONSUMERS = 2;
    // Lambda polls each shard once a second. A batch has the records of that second, up to the
    // batch size.
    private static final double POLLS_PER_SECOND = 1;
    // A new on-demand stream has four shards.
    private static final int FIRST_SHARDS = 4;

    /**
     * Creates the model with the latencies in {@code ./bench sinks}, and with the function memory
     * that is the template's default.
     */
    public static ReplacedDesign withDefaults() {
        return new ReplacedDesign(0.005, 0.025, 1, 100);
    }

    @Override
    public List<CostItem> idleDay(Workload sizedFor) {
        return List.of(
                Ingestion.withReaders(CONSUMERS).streamIdle(),
                ThisDesign.alarms(),
                ThisDesign.dashboard(),
                ThisDesign.idleLogs());
    }

    /** Returns the invocations of one consumer in a second. */
    double invocationsPerSecond(Workload workload) {
        double polled = Math.max(FIRST_SHARDS, workload.shards()) * POLLS_PER_SECOND;
        return Math.max(
                workload.ordersPerSecond() / batchSize,
                Math.min(workload.ordersPerSecond(), polled));
    }

    @Override
    public List<CostItem> ordersOfDay(Workload workload) {
        double orders = workload.perDay();
        double invocations = CONSUMERS * invocationsPerSecond(workload) * Workload.DAY_SECONDS;
        double gbSeconds = orders * (putItemSeconds + putObjectSeconds) * functionGb;
        List<CostItem> items =
                new ArrayList<>(Ingestion.withReaders(CONSUMERS).ordersOfDay(workload));
        items.add(new CostItem("DynamoDB", orders * AwsPrice.DYNAMODB_WRITE_UNIT.usd()));
        items.add(new CostItem("S3", orders * AwsPrice.S3_PUT.usd()));
        items.add(
                new CostItem(
                        "Lambda consumers",
                        invocations * AwsPrice.LAMBDA_REQUEST.usd()
                                + gbSeconds * AwsPrice.LAMBDA_GB_SECOND.usd()));
        return items;
    }
}
