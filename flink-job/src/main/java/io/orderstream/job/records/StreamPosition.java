package io.orderstream.job.records;

import java.util.Objects;

/** The position of a record on the stream: its shard, and its sequence number in that shard. */
public final class StreamPosition {

    private final String shardId;
    private final String sequenceNumber;

    /** The position of a record. */
    public StreamPosition(String shardId, String sequenceNumber) {
        this.shardId = Objects.requireNonNull(shardId, "shardId");
        this.sequenceNumber = Objects.requireNonNull(sequenceNumber, "sequenceNumber");
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

    @Override
    public boolean equals(Object other) {
        return other instanceof StreamPosition
                && shardId.equals(((StreamPosition) other).shardId)
                && sequenceNumber.equals(((StreamPosition) other).sequenceNumber);
    }

    @Override
    public int hashCode() {
        return Objects.hash(shardId, sequenceNumber);
    }

    @Override
    public String toString() {
        return shardId + "/" + sequenceNumber;
    }
}
