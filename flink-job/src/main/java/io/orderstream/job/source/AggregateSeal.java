package io.orderstream.job.source;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.clientlibrary.types.Messages.AggregatedRecord;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.clientlibrary.types.Messages.Record;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.HashKeyRange;
import org.apache.flink.kinesis.shaded.com.google.protobuf.InvalidProtocolBufferException;

/**
 * Keeps aggregates whole that the connector could not unpack without loss.
 *
 * <p>The Kinesis Producer Library puts many records into one, and the connector takes them out
 * again. Where such an aggregate is not sound its code is no match for it: an index beyond the
 * table of keys ends in a class that Java 11 does not have, which fails the job for as long as the
 * record is on the stream; and records whose keys belong to another shard, with all that follow
 * them, are dropped in silence. So these are sealed before the connector sees them: a zero byte in
 * front of an aggregate's first bytes makes it a record like any other. {@link #open} takes the
 * zero away again.
 *
 * <p>The format: <a
 * href="https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md">
 * aggregation-format.md</a>.
 */
final class AggregateSeal {

    private static final byte[] MAGIC = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2};
    private static final int DIGEST = 16;

    private final BigInteger firstHashKey;
    private final BigInteger lastHashKey;

    /** For the records of a shard with these hash keys. */
    AggregateSeal(HashKeyRange range) {
        this.firstHashKey = new BigInteger(range.getStartingHashKey());
        this.lastHashKey = new BigInteger(range.getEndingHashKey());
    }

    /** The record, with a zero in front if the connector must not unpack it. */
    ByteBuffer seal(ByteBuffer record) {
        byte[] data = new byte[record.remaining()];
        record.duplicate().get(data);
        int zeros = zerosBeforeMagic(data);
        boolean plain = zeros < 0 || (zeros == 0 && isSound(data));
        return plain ? record : ByteBuffer.allocate(data.length + 1).put((byte) 0).put(data).flip();
    }

    /** What was put onto the stream, whether it was sealed or not. */
    static byte[] open(byte[] data) {
        return zerosBeforeMagic(data) > 0 ? Arrays.copyOfRange(data, 1, data.length) : data;
    }

    /** How many zeros stand before an aggregate's first bytes; -1 if these do not come at all. */
    private static int zerosBeforeMagic(byte[] data) {
        int zeros = 0;
        while (zeros < data.length && data[zeros] == 0) {
            zeros++;
        }
        int end = zeros + MAGIC.length;
        return end <= data.length && Arrays.equals(data, zeros, end, MAGIC, 0, MAGIC.length)
                ? zeros
                : -1;
    }

    private boolean isSound(byte[] data) {
        int end = data.length - DIGEST;
        if (end < MAGIC.length) {
            return false;
        }
        byte[] content = Arrays.copyOfRange(data, MAGIC.length, end);
        if (!Arrays.equals(md5(content), Arrays.copyOfRange(data, end, data.length))) {
            return false;
        }
        try {
            AggregatedRecord aggregate = AggregatedRecord.parseFrom(content);
            return aggregate.getRecordsCount() > 0
                    && aggregate.getRecordsList().stream()
                            .allMatch(record -> isSound(record, aggregate));
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    private boolean isSound(Record record, AggregatedRecord aggregate) {
        long key = record.getPartitionKeyIndex();
        if (key < 0 || key >= aggregate.getPartitionKeyTableCount()) {
            return false;
        }
        BigInteger hashKey;
        if (record.hasExplicitHashKeyIndex()) {
            long index = record.getExplicitHashKeyIndex();
            if (index < 0 || index >= aggregate.getExplicitHashKeyTableCount()) {
                return false;
            }
            try {
                hashKey = new BigInteger(aggregate.getExplicitHashKeyTable((int) index));
            } catch (NumberFormatException e) {
                return false;
            }
        } else {
            String partitionKey = aggregate.getPartitionKeyTable((int) key);
            hashKey = new BigInteger(1, md5(partitionKey.getBytes(StandardCharsets.UTF_8)));
        }
        // A record that looks as if it had been sealed would be opened though nobody had.
        return hashKey.compareTo(firstHashKey) >= 0
                && hashKey.compareTo(lastHashKey) <= 0
                && zerosBeforeMagic(record.getData().toByteArray()) <= 0;
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }
}
