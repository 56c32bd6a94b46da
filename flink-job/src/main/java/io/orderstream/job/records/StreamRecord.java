package io.orderstream.job.records;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

/**
 * A record as it stands on the stream: its bytes, where it stood, and when it arrived. Not parsed,
 * so there is no record that this cannot hold. Of an aggregate that could not be taken apart it
 * knows why.
 */
public final class StreamRecord {

    private final byte[] data;
    private final StreamPosition position;
    private final String partitionKey;
    private final Instant receivedAt;
    // Null for none.
    private final AggregateFlaw flaw;

    /** A record that is not an aggregate. */
    public StreamRecord(
            byte[] data, StreamPosition position, String partitionKey, Instant receivedAt) {
        this(data, position, partitionKey, receivedAt, Optional.empty());
    }

    /**
     * A record of the stream.
     *
     * @param data the bytes; not copied, and not to be changed afterwards
     * @param receivedAt Kinesis's approximate arrival timestamp, of which milliseconds are kept
     * @param flaw why the records in this aggregate could not be taken out; nothing for any other
     *     record
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

    /** The bytes as they were put; not to be changed. */
    public byte[] data() {
        return data;
    }

    /** Where the record stands on the stream. */
    public StreamPosition position() {
        return position;
    }

    /** The key that the producer gave. */
    public String partitionKey() {
        return partitionKey;
    }

    /** When the record arrived on the stream: UTC, milliseconds. */
    public Instant receivedAt() {
        return receivedAt;
    }

    /** Why the records in it could not be taken out, if it is an aggregate. */
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

    /** Where the record stands; a log may not hold what is in it. */
    @Override
    public String toString() {
        return "StreamRecord[" + position + ", " + data.length + " bytes]";
    }
}
