package io.orderstream.job.records;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/** A record of the stream. Its bytes are not parsed yet. */
public final class StreamRecord {

    private final byte[] data;
    private final StreamPosition position;
    private final String partitionKey;
    private final Instant receivedAt;
    // Null if there is no flaw.
    private final AggregateFlaw flaw;

    /** A record without a flaw. */
    public StreamRecord(
            byte[] data, StreamPosition position, String partitionKey, Instant receivedAt) {
        this(data, position, partitionKey, receivedAt, Optional.empty());
    }

    /**
     * A record.
     *
     * @param data the bytes; they are not copied, so the caller must not change them afterwards
     * @param receivedAt Kinesis's approximate arrival timestamp; kept to the millisecond
     * @param flaw if the record is an aggregate that was not unpacked, the reason; otherwise empty
     */
    public StreamRecord(
            byte[] data,
            StreamPosition position,
            String partitionKey,
            Instant receivedAt,
            Optional<AggregateFlaw> flaw) {
        this.data = Objects.requireNonNull(data, "data");
        this.position = Objects.requireNonNull(position, "position");
        this.partitionKey = Objects.requireNonNull(partitionKey, "partitionKey");
        this.receivedAt = Instant.ofEpochMilli(receivedAt.toEpochMilli());
        this.flaw = flaw.orElse(null);
    }

    /** A copy of this record whose position has this index in the aggregate. */
    public StreamRecord inAggregate(int index) {
        return new StreamRecord(
                data,
                new StreamPosition(position.shardId(), position.sequenceNumber(), index),
                partitionKey,
                receivedAt,
                flaw());
    }

    /** The bytes as the producer put them. Callers must not change them. */
    public byte[] data() {
        return data;
    }

    /** The position of the record on the stream. */
    public StreamPosition position() {
        return position;
    }

    /** The partition key that the producer chose. */
    public String partitionKey() {
        return partitionKey;
    }

    /** When the record arrived on the stream, to the millisecond. */
    public Instant receivedAt() {
        return receivedAt;
    }

    /** If this record is an aggregate that the job did not unpack, the reason; otherwise empty. */
    public Optional<AggregateFlaw> flaw() {
        return Optional.ofNullable(flaw);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof StreamRecord)) {
            return false;
        }
        StreamRecord that = (StreamRecord) other;
        return Arrays.equals(data, that.data)
                && position.equals(that.position)
                && partitionKey.equals(that.partitionKey)
                && receivedAt.equals(that.receivedAt)
                && flaw == that.flaw;
    }

    @Override
    public int hashCode() {
        return Objects.hash(position, receivedAt);
    }

    /** Shows only position and length, because logs must not contain the content of a record. */
    @Override
    public String toString() {
        return "StreamRecord[" + position + ", " + data.length + " bytes]";
    }
}
