package io.orderstream.acceptance.journey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * One Kinesis record that contains several records, in the format of the Kinesis Producer Library:
 * https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
final class Aggregate {

    private static final byte[] MAGIC = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2};

    private static final int PARTITION_KEYS = 1;
    private static final int RECORDS = 3;
    private static final int PARTITION_KEY_INDEX = 1;
    private static final int DATA = 3;

    private Aggregate() {}

    /** An aggregate of these records, which all have the same partition key. */
    static byte[] of(String partitionKey, List<byte[]> records) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        append(message, PARTITION_KEYS, partitionKey.getBytes(UTF_8));
        for (byte[] data : records) {
            ByteArrayOutputStream record = new ByteArrayOutputStream();
            // The index of the partition key in the list of partition keys: 0.
            record.write(PARTITION_KEY_INDEX << 3);
            record.write(0);
            append(record, DATA, data);
            append(message, RECORDS, record.toByteArray());
        }
        ByteArrayOutputStream aggregate = new ByteArrayOutputStream();
        aggregate.writeBytes(MAGIC);
        aggregate.writeBytes(message.toByteArray());
        aggregate.writeBytes(md5(message.toByteArray()));
        return aggregate.toByteArray();
    }

    /** Appends a field that contains bytes: its number and wire type, its length, and the bytes. */
    private static void append(ByteArrayOutputStream message, int field, byte[] bytes) {
        message.write((field << 3) | 2);
        int length = bytes.length;
        while (length >= 0x80) {
            message.write((length & 0x7f) | 0x80);
            length >>>= 7;
        }
        message.write(length);
        message.writeBytes(bytes);
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }
}
