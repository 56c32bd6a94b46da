package io.orderstream.benchmark.cost;

import java.util.ArrayList;
import java.util.List;

/**
 * The architecture that this one replaces: two functions read the stream, one puts an item for each
 * record, the other an object for each record, one at a time. The model favours it: no logs of its
 * consumers, no empty polls, no retries of whole batches, and every batch is full as soon as the
 * rate allows.
 *
 * @param putItemSeconds one PutItem, as in {@code ./bench sinks}
 * @param putObjectSeconds one PutObject, likewise
 * @param functionGb memory of each consumer
 * @param batchSize the most records of an invocation, Lambda's default for Kinesis
 */
public record ReplacedDesign(
        double putItemSeconds, double putObjectSeconds, double functionGb, int batchSize)
        implements Architecture {

    private static final int CONSUMERS = 2;
    // How often Lambda polls a shard; a batch holds at least what came in between.
    private static final double POLLS_PER_SECOND = 1;
    // An on-demand stream starts with four.
    private static final int FIRST_SHARDS = 4;

    /** With the latencies of the stand-ins and the functions' default memory. */
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

    /** Of one consumer. */
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
        items.add(new CostItem("DynamoDB", orders * Price.DYNAMODB_WRITE_UNIT.usd()));
        items.add(new CostItem("S3", orders * Price.S3_PUT.usd()));
        items.add(
                new CostItem(
                        "Lambda consumers",
                        invocations * Price.LAMBDA_REQUEST.usd()
                                + gbSeconds * Price.LAMBDA_GB_SECOND.usd()));
        return items;
    }
}
