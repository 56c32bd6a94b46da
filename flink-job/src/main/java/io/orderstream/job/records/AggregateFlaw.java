package io.orderstream.job.records;

/**
 * Why the job does not unpack an aggregate of the Kinesis Producer Library. In the aggregate's line
 * in {@code rejected/}, {@link #text} is the member {@code found}.
 */
public enum AggregateFlaw {
    /** The aggregate was cut or changed on its way. */
    DIGEST("an aggregate whose MD5 digest does not match its content"),
    FORMAT("an aggregate that is not in the Kinesis Producer Library's format"),
    EMPTY("an aggregate without records"),
    /** An aggregate of orders and events never has so many records or keys for its length. */
    CROWDED("an aggregate with too many records or keys for its length"),
    /** Kinesis does not accept such a partition key. */
    PARTITION_KEY("an aggregate with a partition key of more than 256 characters"),
    /** Kinesis does not accept such a hash key. */
    HASH_KEY("an aggregate with an explicit hash key that is not 1 to 39 digits"),
    KEY_INDEX("an aggregate with a key index beyond its table of keys"),
    /** A producer sends such an aggregate if it has not noticed the split of a shard. */
    OTHER_SHARD("an aggregate with a record whose hash key belongs to another shard"),
    /**
     * A record begins with the mark that {@code AggregateSeal} puts in front of unsound aggregates.
     * No producer sends these bytes by chance.
     */
    MARKED("an aggregate with a record that begins with bytes reserved for the job"),
    /** The job unpacks only the outer aggregate. */
    NESTED("an aggregate inside an aggregate");

    private final String text;

    AggregateFlaw(String text) {
        this.text = text;
    }

    /** The flaw in words, such as {@code an aggregate without records}. */
    public String text() {
        return text;
    }
}
