package io.orderstream.benchmark.cost;

import java.util.ArrayList;
import java.util.List;

/**
 * The architecture that this one replaces: two functions read the stream, one puts an item for each
 * record, the other an object for each record, one at a time. Reckoned in its favour: no logs of
 * its consumers, no empty polls, no retries of whole batches, and every batch is full as soon as
 * the rate allows.
 *
 * @param putItemSeconds one PutItem; what {@code ./bench sinks} makes its stand-in take
 * @param putObjectSeconds one PutObject; likewise
 * @param functionGb memory of each consumer
 * @param batchSize records of an invocation at most, Lambda's default for Kinesis
 */
public record ReplacedDesign(
        double putItemSeconds, double putObjectSeconds, double functionGb, int batchSize)
        implements Architecture {

    private static final int CONSUMERS = 2;
    // How often Lambda polls a shard; a batch holds at least what came in between.
    private static final double POLLS_PER_SECOND = 1;
    // What a new on-demand stream starts with, and one shard for each 1,000 records a second.
    private static final int FIRST_SHARDS = 4;
    private static final double RECORDS_PER_SECOND_AND_SHARD = 1_000;

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
        double shards =
                Math.max(
                        FIRST_SHARDS,
                        Math.ceil(workload.ordersPerSecond() / RECORDS_PER_SECOND_AND_SHARD));
        return Math.max(
                workload.ordersPerSecond() / batchSize,
                Math.min(workload.ordersPerSecond(), shards * POLLS_PER_SECOND));
    }

    @Override
    public List<CostItem> ordersOfDay(Workload workload) {
        double orders = workload.perDay();
        List<CostItem> items =
                new ArrayList<>(Ingestion.withReaders(CONSUMERS).ordersOfDay(workload));
        items.add(
                new CostItem(
                        "DynamoDB, one write unit each",
                        "0.625 a million",
                        orders * Price.DYNAMODB_WRITE_UNIT.usd()));
        items.add(
                new CostItem(
                        "S3, one PutObject each", "5.00 a million", orders * Price.S3_PUT.usd()));
        items.add(
                new CostItem(
                        "Lambda, two consumers, 5 ms and 25 ms each",
                        "invocations × 0.20 a million + 30,000 GB-s × 0.0000133334",
                        CONSUMERS
                                        * invocationsPerSecond(workload)
                                        * Workload.DAY_SECONDS
                                        * Price.LAMBDA_REQUEST.usd()
                                + orders
                                        * (putItemSeconds + putObjectSeconds)
                                        * functionGb
                                        * Price.LAMBDA_GB_SECOND.usd()));
        return items;
    }
}
