package io.orderstream.benchmark.scaling;

import io.orderstream.benchmark.cost.ThisDesign;
import io.orderstream.benchmark.cost.Workload;
import io.orderstream.benchmark.pipeline.ManagedMemory;
import io.orderstream.job.sink.ArchiveSinks;

/**
 * What a rate of orders takes on AWS, from what one core was measured to do.
 *
 * @param ordersPerSecond the rate
 * @param ordersPerSecondAndCore measured
 */
record Plan(double ordersPerSecond, double ordersPerSecondAndCore) {

    /** A KPU is one virtual core. Half of it is left for catching up after an outage. */
    static final double USED_SHARE = 0.5;

    /** Kinesis: what a shard takes in, in orders of up to 1 KB. */
    static final double ORDERS_PER_SECOND_AND_SHARD = 1_000;

    /** DynamoDB: what a partition takes, in items of up to 1 KB. */
    static final double WRITES_PER_SECOND_AND_PARTITION = 1_000;

    /** S3: what one partitioned prefix takes. */
    static final double PUTS_PER_SECOND_AND_PREFIX = 3_500;

    /** S3: how many objects one list request shows. */
    static final double FILES_PER_LIST = 1_000;

    /** API Gateway: what an account may call in a region, of all APIs, unless it asks for more. */
    static final double REQUESTS_PER_SECOND_OF_ACCOUNT = 10_000;

    /** Lambda: how many calls at once an account has in a region unless it asks for more. */
    static final double CALLS_AT_ONCE_OF_ACCOUNT = 1_000;

    /** DynamoDB: what a table on demand takes unless one asks for more. */
    static final double WRITES_PER_SECOND_OF_TABLE = 40_000;

    private static final ThisDesign DEFAULTS = ThisDesign.withDefaults();

    /** The template's default. */
    static final double CHECKPOINT_SECONDS = DEFAULTS.checkpointSeconds();

    /** Of S3, that are paid. */
    static final int REQUESTS_PER_FILE = DEFAULTS.requestsPerFile();

    private static final double HOUR_SECONDS = 3_600;
    private static final int MAX_SLOTS = 128;

    int kpus() {
        return (int) Math.ceil(Math.max(kpusForOrders(), kpusForMarks()));
    }

    double kpusForOrders() {
        return ordersPerSecond / (ordersPerSecondAndCore * USED_SHARE);
    }

    /** So that no KPU keeps more marks than one was measured with. */
    double kpusForMarks() {
        return marks() / ManagedMemory.MOST_MARKS;
    }

    /** How many orders are remembered at once, with the default of an hour. */
    double marks() {
        return ordersPerSecond * HOUR_SECONDS;
    }

    int shards() {
        return (int) Math.ceil(ordersPerSecond / ORDERS_PER_SECOND_AND_SHARD);
    }

    /**
     * At least one for each subtask, so that no slot has to be shared; and so many that one list
     * request shows a slot's files of an hour.
     */
    int slots() {
        double checkpoints = HOUR_SECONDS / CHECKPOINT_SECONDS;
        double fullFiles = bytes(HOUR_SECONDS) / ArchiveSinks.MAX_INVOICE_FILE_BYTES;
        double byList = fullFiles / (FILES_PER_LIST - checkpoints);
        return (int)
                Math.min(
                        MAX_SLOTS, Math.max(Math.max(DEFAULTS.slots(), kpus()), Math.ceil(byList)));
    }

    /** One for each slot, and one more for each time that its orders fill one. */
    int filesPerCheckpoint() {
        double full = bytes(CHECKPOINT_SECONDS) / slots() / ArchiveSinks.MAX_INVOICE_FILE_BYTES;
        return slots() * (1 + (int) full);
    }

    private double bytes(double seconds) {
        return ordersPerSecond * seconds * Workload.ORDER_BYTES;
    }

    int tablePartitions() {
        return (int) Math.ceil(ordersPerSecond / WRITES_PER_SECOND_AND_PARTITION);
    }

    /** Calls of the ingest function at once, each order posted alone. */
    double callsAtOnce() {
        return ordersPerSecond * Workload.SECONDS_OF_POST;
    }

    double putsPerSecond() {
        return filesPerCheckpoint() * REQUESTS_PER_FILE / CHECKPOINT_SECONDS;
    }

    /** How many S3 prefixes it takes. */
    int prefixes() {
        return (int) Math.ceil(putsPerSecond() / PUTS_PER_SECOND_AND_PREFIX);
    }
}
