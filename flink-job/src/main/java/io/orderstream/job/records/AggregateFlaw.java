package io.orderstream.job.records;

/**
 * Why the records in an aggregate of the Kinesis Producer Library cannot be taken out of it. The
 * text is what the line in {@code rejected/} says was found.
 */
public enum AggregateFlaw {
    /** Cut, or changed on its way. */
    DIGEST("an aggregate whose MD5 digest is not that of its content"),
    /** Not the Protocol Buffers message that it should be. */
    FORMAT("an aggregate that is not in the Kinesis Producer Library's format"),
    /** No records. */
    EMPTY("an aggregate without records"),
    /** So many records, or keys, that they cannot be those of orders. */
    CROWDED("an aggregate of more records or keys than orders would fit into it"),
    /** Kinesis takes no such key. */
    PARTITION_KEY("an aggregate with a partition key of more than 256 characters"),
    /** Kinesis takes no such key. */
    HASH_KEY("an aggregate with an explicit hash key that is not 1 to 39 digits"),
    /** A record without a key. */
    KEY_INDEX("an aggregate with a key index beyond its table of keys"),
    /** As after a split or a merge of shards that the producer had not noticed. */
    OTHER_SHARD("an aggregate with a record whose hash key belongs to another shard"),
    /** Nothing that a producer would send by chance. */
    MARKED("an aggregate with a record that begins with the job's own mark"),
    /** Aggregates are taken apart once. */
    NESTED("an aggregate inside an aggregate");

    private final String text;

    AggregateFlaw(String text) {
        this.text = text;
    }

    /** What was found, in words. */
    public String text() {
        return text;
    }
}
