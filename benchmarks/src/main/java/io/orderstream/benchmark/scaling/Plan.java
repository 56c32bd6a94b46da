package io.orderstream.benchmark.scaling;

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

    /** Where an archive file gets larger than a lookup should read. */
    private static final double ORDERS_PER_FILE = 40_000;

    /** The template's default. */
    static final double CHECKPOINT_SECONDS = 60;

    private static final int DEFAULT_SLOTS = 16;
    private static final int MAX_SLOTS = 128;

    /** That are paid: start of the upload, one part, its end. */
    static final int REQUESTS_PER_FILE = 3;

    int kpus() {
        return (int) Math.ceil(ordersPerSecond / (ordersPerSecondAndCore * USED_SHARE));
    }

    int shards() {
        return (int) Math.ceil(ordersPerSecond / ORDERS_PER_SECOND_AND_SHARD);
    }

    /** At least one for each subtask, so that no slot has to be shared; else by the files' size. */
    int slots() {
        double bySize = ordersPerSecond * CHECKPOINT_SECONDS / ORDERS_PER_FILE;
        return (int)
                Math.min(MAX_SLOTS, Math.max(Math.max(DEFAULT_SLOTS, kpus()), Math.ceil(bySize)));
    }

    int tablePartitions() {
        return (int) Math.ceil(ordersPerSecond / WRITES_PER_SECOND_AND_PARTITION);
    }

    double putsPerSecond() {
        return slots() * REQUESTS_PER_FILE / CHECKPOINT_SECONDS;
    }

    /** How many S3 prefixes it takes. */
    int prefixes() {
        return (int) Math.ceil(putsPerSecond() / PUTS_PER_SECOND_AND_PREFIX);
    }
}
