package io.orderstream.job.records;

import java.util.Objects;

/**
 * The position of a record on the stream: its shard, its sequence number, and its index in its
 * aggregate.
 */
public final class StreamPosition {

    private final String shardId;
    private final String sequenceNumber;
    private final int subSequence;

    /** The position of a record that was not in an aggregate. */
    public StreamPosition(String shardId, String sequenceNumber) {
        this(shardId, sequenceNumber, 0);
    }

    /** The position of a record. The accessors describe the values. */
    public StreamPosition(String shardId, String sequenceNumber, int subSequence) {
        this.shardId = Objects.requireNonNull(shardId, "shardId");
        this.sequenceNumber = Objects.requireNonNull(sequenceNumber, "sequenceNumber");
        this.subSequence = subSequence;
    }

    /** The id of the shard, as in {@code shardId-000000000003}. */
    public String shardId() {
        return shardId;
    }

    /**
     * The sequence number: a decimal number, usually of 56 digits. Kinesis allows up to 129 digits.
     */
    public String sequenceNumber() {
        return sequenceNumber;
    }

    /** The index of the record in its aggregate, from 0; 0 if it was not in an aggregate. */
    public int subSequence() {
        return subSequence;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamPosition
                && shardId.equals(((StreamPosition) other).shardId)
                && sequenceNumber.equals(((StreamPosition) other).sequenceNumber)
                && subSequence == ((StreamPosition) other).subSequence;
    }

    @Override
    public int hashCode() {
        return Objects.hash(shardId, sequenceNumber, subSequence);
    }

    /**
     * The shard's id and the sequence number, as in {@code shardId-000000000003/4967}. For the
     * third record of an aggregate, {@code /2} follows.
     */
    @Override
    public String toString() {
        return shardId + "/" + sequenceNumber + (subSequence == 0 ? "" : "/" + subSequence);
    }
}
