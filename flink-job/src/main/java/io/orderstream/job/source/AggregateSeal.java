package io.orderstream.job.source;

import io.orderstream.job.records.AggregateFlaw;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.clientlibrary.types.Messages.AggregatedRecord;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.clientlibrary.types.Messages.Record;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.HashKeyRange;
import org.apache.flink.kinesis.shaded.com.google.protobuf.ByteString;
import org.apache.flink.kinesis.shaded.com.google.protobuf.CodedInputStream;
import org.apache.flink.kinesis.shaded.com.google.protobuf.WireFormat;

/**
 * Keeps aggregates whole that the connector could not unpack without loss.
 *
 * <p>The Kinesis Producer Library puts many records into one, and the connector takes them out
 * again. It cannot do that with an aggregate that is not sound: an index beyond the table of keys
 * ends in a class that Java 11 does not have, which fails the job for as long as the record is on
 * the stream; and records whose keys belong to another shard, with all that follow them, are
 * dropped in silence. So these are sealed before the connector sees them: a mark and the flaw in
 * front of an aggregate's first bytes make it a record like any other. {@link #open} takes both
 * away again.
 *
 * <p>What is done here, and by the connector afterwards, takes time and memory in proportion to the
 * record's length, whatever is in it. Therefore the limits for keys and for the number of records.
 *
 * <p>The format: <a
 * href="https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md">
 * aggregation-format.md</a>.
 */
final class AggregateSeal {

    /** A record as it was put, and why it could not be taken apart if it is such an aggregate. */
    static final class Opened {

        private final byte[] data;
        private final AggregateFlaw flaw;

        private Opened(byte[] data, AggregateFlaw flaw) {
            this.data = data;
            this.flaw = flaw;
        }

        byte[] data() {
            return data;
        }

        Optional<AggregateFlaw> flaw() {
            return Optional.ofNullable(flaw);
        }
    }

    private static final byte[] MAGIC = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2};
    private static final int DIGEST = 16;

    /** What every sealed record begins with; the next byte is the flaw's number. */
    private static final byte[] MARK = {0, 's', 'e', 'a', 'l'};

    private static final ByteString MARK_BYTES = ByteString.copyFrom(MARK);

    /** The number of a record that is sealed only because it begins with the mark by itself. */
    private static final byte NO_FLAW = -1;

    /** No order is as short, so an aggregate of orders has fewer records than this makes of it. */
    private static final int MIN_BYTES_PER_RECORD = 64;

    /** So many records an aggregate may have, however short they are. */
    private static final int FREE_RECORDS = 16;

    /** Kinesis takes 256 characters, each of which has four bytes at most. */
    private static final int MAX_PARTITION_KEY_BYTES = 4 * 256;

    /** 2^128 - 1 has 39 digits. A longer number takes a time that grows with its square. */
    private static final int MAX_HASH_KEY_DIGITS = 39;

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /** A flaw is numbered by its place in this list. */
    private static final List<AggregateFlaw> FLAWS = List.of(AggregateFlaw.values());

    private final BigInteger firstHashKey;
    private final BigInteger lastHashKey;

    /** For the records of a shard with these hash keys. */
    AggregateSeal(HashKeyRange range) {
        this.firstHashKey = new BigInteger(range.getStartingHashKey());
        this.lastHashKey = new BigInteger(range.getEndingHashKey());
    }

    /** The record, sealed if the connector must not unpack it. */
    ByteBuffer seal(ByteBuffer record) {
        byte[] data = new byte[record.remaining()];
        record.duplicate().get(data);
        if (startsWith(data, MARK)) {
            return sealed(data, NO_FLAW);
        }
        if (!startsWith(data, MAGIC)) {
            return record;
        }
        return flawOf(data).map(flaw -> sealed(data, (byte) FLAWS.indexOf(flaw))).orElse(record);
    }

    private static ByteBuffer sealed(byte[] data, byte number) {
        return ByteBuffer.allocate(MARK.length + 1 + data.length)
                .put(MARK)
                .put(number)
                .put(data)
                .flip();
    }

    /** What was put onto the stream, whether it was sealed or not. */
    static Opened open(byte[] data) {
        if (startsWith(data, MARK)) {
            byte number = data[MARK.length];
            return new Opened(
                    Arrays.copyOfRange(data, MARK.length + 1, data.length),
                    number == NO_FLAW ? null : FLAWS.get(number));
        }
        // On its own it would have been sealed or unpacked.
        return new Opened(data, startsWith(data, MAGIC) ? AggregateFlaw.NESTED : null);
    }

    private static boolean startsWith(byte[] data, byte[] start) {
        return data.length >= start.length
                && Arrays.equals(data, 0, start.length, start, 0, start.length);
    }

    private Optional<AggregateFlaw> flawOf(byte[] data) {
        int end = data.length - DIGEST;
        if (end < MAGIC.length) {
            return Optional.of(AggregateFlaw.DIGEST);
        }
        byte[] content = Arrays.copyOfRange(data, MAGIC.length, end);
        if (!Arrays.equals(md5(content), Arrays.copyOfRange(data, end, data.length))) {
            return Optional.of(AggregateFlaw.DIGEST);
        }
        try {
            return isCrowded(content)
                    ? Optional.of(AggregateFlaw.CROWDED)
                    : flawOf(AggregatedRecord.parseFrom(content));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // Whatever this parser throws, the connector's own, which is the same, would throw,
            // too.
            return Optional.of(AggregateFlaw.FORMAT);
        }
    }

    /**
     * Whether there are more records than orders would fit in, or more keys of one kind; makes no
     * object for any of them. The library writes no key twice, so no kind has more keys than there
     * are records.
     */
    private static boolean isCrowded(byte[] content) throws IOException {
        CodedInputStream fields = CodedInputStream.newInstance(content);
        int most = FREE_RECORDS + content.length / MIN_BYTES_PER_RECORD;
        int[] found = new int[AggregatedRecord.RECORDS_FIELD_NUMBER + 1];
        for (int tag = fields.readTag(); tag != 0; tag = fields.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (field < found.length && ++found[field] > most) {
                return true;
            }
            if (!fields.skipField(tag)) {
                return false;
            }
        }
        return false;
    }

    private Optional<AggregateFlaw> flawOf(AggregatedRecord aggregate) {
        if (aggregate.getRecordsCount() == 0) {
            return Optional.of(AggregateFlaw.EMPTY);
        }
        boolean[] partitionKeys = new boolean[aggregate.getPartitionKeyTableCount()];
        for (int i = 0; i < partitionKeys.length; i++) {
            ByteString key = aggregate.getPartitionKeyTableBytes(i);
            if (key.size() > MAX_PARTITION_KEY_BYTES) {
                return Optional.of(AggregateFlaw.PARTITION_KEY);
            }
            // As the connector: through a text, which replaces what is not UTF-8.
            byte[] utf8 = key.toStringUtf8().getBytes(StandardCharsets.UTF_8);
            partitionKeys[i] = isOfThisShard(new BigInteger(1, md5(utf8)));
        }
        boolean[] hashKeys = new boolean[aggregate.getExplicitHashKeyTableCount()];
        for (int i = 0; i < hashKeys.length; i++) {
            ByteString key = aggregate.getExplicitHashKeyTableBytes(i);
            if (key.size() > MAX_HASH_KEY_DIGITS || !DIGITS.matcher(key.toStringUtf8()).matches()) {
                return Optional.of(AggregateFlaw.HASH_KEY);
            }
            hashKeys[i] = isOfThisShard(new BigInteger(key.toStringUtf8()));
        }
        return aggregate.getRecordsList().stream()
                .map(record -> flawOf(record, partitionKeys, hashKeys))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /**
     * What is wrong with one of the records.
     *
     * @param partitionKeys of each, whether it belongs to this shard
     * @param hashKeys of each, whether it belongs to this shard
     */
    private static Optional<AggregateFlaw> flawOf(
            Record record, boolean[] partitionKeys, boolean[] hashKeys) {
        // Unsigned numbers of 64 bits: those that do not fit into a long are negative.
        long key = record.getPartitionKeyIndex();
        long hashKey = record.getExplicitHashKeyIndex();
        if (key < 0
                || key >= partitionKeys.length
                || (record.hasExplicitHashKeyIndex()
                        && (hashKey < 0 || hashKey >= hashKeys.length))) {
            return Optional.of(AggregateFlaw.KEY_INDEX);
        }
        boolean isOfThisShard =
                record.hasExplicitHashKeyIndex()
                        ? hashKeys[(int) hashKey]
                        : partitionKeys[(int) key];
        if (!isOfThisShard) {
            return Optional.of(AggregateFlaw.OTHER_SHARD);
        }
        // It would be opened though nobody had sealed it.
        return record.getData().startsWith(MARK_BYTES)
                ? Optional.of(AggregateFlaw.MARKED)
                : Optional.empty();
    }

    private boolean isOfThisShard(BigInteger hashKey) {
        return hashKey.compareTo(firstHashKey) >= 0 && hashKey.compareTo(lastHashKey) <= 0;
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }
}
