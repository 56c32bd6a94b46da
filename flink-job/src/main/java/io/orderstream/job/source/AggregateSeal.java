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
 * Seals each aggregate that the connector cannot unpack safely. The seal is a mark and the number
 * of the aggregate's flaw, in front of the bytes. Because of the seal, the connector does not
 * recognise the aggregate and passes it on as one record. {@link #open} removes the seal. A record
 * that already begins with the mark is sealed, too.
 *
 * <p>The Kinesis Producer Library packs many records into one record, an aggregate. Without a seal,
 * some unsound aggregates would fail the job again after each restart. With other unsound
 * aggregates, the connector would drop records without an error (docs/decisions/0003).
 *
 * <p>In this class and in the connector, the time and memory for a record must be proportional to
 * the record's length, whatever the record contains. So there are limits for the number of records,
 * the number of keys, and the length of a key.
 *
 * <p>The format is described in <a
 * href="https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md">
 * aggregation-format.md</a>.
 */
final class AggregateSeal {

    private static final ByteBuffer MAGIC = ByteBuffer.wrap(new byte[] {-13, -119, -102, -62});
    private static final int DIGEST_BYTES = 16;

    /**
     * The first bytes of every sealed record. The next byte is the number of the flaw, or {@link
     * #NO_FLAW}.
     */
    private static final ByteBuffer MARK = ByteBuffer.wrap(new byte[] {0, 's', 'e', 'a', 'l'});

    /**
     * The number in the seal of a record without a flaw. Such a record is sealed because it begins
     * with the mark.
     */
    private static final byte NO_FLAW = -1;

    /**
     * An aggregate may have one record for each 64 bytes of its length. Every order and every event
     * is longer than that.
     */
    private static final int MIN_BYTES_PER_RECORD = 64;

    /** How many further records every aggregate may have, however short it is. */
    private static final int FREE_RECORDS = 16;

    /**
     * The maximum length of a partition key. Kinesis accepts 256 characters, each of at most four
     * bytes.
     */
    private static final int MAX_PARTITION_KEY_BYTES = 4 * 256;

    /**
     * The largest hash key, 2^128 - 1, has 39 digits. Longer numbers are not parsed, because the
     * time to parse a number grows with the square of its length.
     */
    private static final Pattern HASH_KEY = Pattern.compile("[0-9]{1,39}");

    /** The number of a flaw is its index in this list. */
    private static final List<AggregateFlaw> FLAWS = List.of(AggregateFlaw.values());

    private final BigInteger firstHashKey;
    private final BigInteger lastHashKey;

    /** Seals the records of a shard that owns these hash keys. */
    AggregateSeal(HashKeyRange range) {
        this.firstHashKey = new BigInteger(range.getStartingHashKey());
        this.lastHashKey = new BigInteger(range.getEndingHashKey());
    }

    /**
     * Returns a sealed copy if the record is an aggregate with a flaw, or begins with the mark.
     * Returns any other record unchanged.
     */
    ByteBuffer seal(ByteBuffer record) {
        if (startsWith(record, MARK)) {
            return sealed(record, NO_FLAW);
        }
        if (!startsWith(record, MAGIC)) {
            return record;
        }
        return flawOf(record)
                .map(flaw -> sealed(record, (byte) FLAWS.indexOf(flaw)))
                .orElse(record);
    }

    private static ByteBuffer sealed(ByteBuffer record, byte number) {
        return ByteBuffer.allocate(MARK.remaining() + 1 + record.remaining())
                .put(MARK.duplicate())
                .put(number)
                .put(record.duplicate())
                .flip();
    }

    /** Returns the bytes that the producer put. If the record is sealed, the seal is removed. */
    static byte[] open(byte[] record) {
        return isSealed(record)
                ? Arrays.copyOfRange(record, MARK.remaining() + 1, record.length)
                : record;
    }

    /**
     * Returns the flaw of a sealed record, or of an aggregate that was inside another aggregate.
     * Empty for any other record, and for a sealed record without a flaw.
     */
    static Optional<AggregateFlaw> flaw(byte[] record) {
        if (isSealed(record)) {
            byte number = record[MARK.remaining()];
            return number == NO_FLAW ? Optional.empty() : Optional.of(FLAWS.get(number));
        }
        return startsWith(ByteBuffer.wrap(record), MAGIC)
                ? Optional.of(AggregateFlaw.NESTED)
                : Optional.empty();
    }

    private static boolean isSealed(byte[] record) {
        return startsWith(ByteBuffer.wrap(record), MARK);
    }

    private static boolean startsWith(ByteBuffer data, ByteBuffer start) {
        int same = data.mismatch(start);
        return same == start.remaining() || same == -1;
    }

    private Optional<AggregateFlaw> flawOf(ByteBuffer record) {
        int start = record.position() + MAGIC.remaining();
        int end = record.limit() - DIGEST_BYTES;
        if (end < start) {
            return Optional.of(AggregateFlaw.DIGEST);
        }
        ByteBuffer content = record.duplicate().position(start).limit(end);
        if (!ByteBuffer.wrap(md5(content)).equals(record.duplicate().position(end))) {
            return Optional.of(AggregateFlaw.DIGEST);
        }
        try {
            return isCrowded(content)
                    ? Optional.of(AggregateFlaw.CROWDED)
                    : flawOf(AggregatedRecord.PARSER.parseFrom(content));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // The connector uses the same parser, so it cannot parse this aggregate, either.
            return Optional.of(AggregateFlaw.FORMAT);
        }
    }

    /**
     * Whether the content has too many records or keys for its length. An aggregate of orders and
     * events never has too many: the Kinesis Producer Library writes no key twice, so a table of
     * keys has at most one key for each record. This method counts without making an object for
     * each record or key.
     */
    private static boolean isCrowded(ByteBuffer content) throws IOException {
        CodedInputStream fields = CodedInputStream.newInstance(content);
        int most = FREE_RECORDS + content.remaining() / MIN_BYTES_PER_RECORD;
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
            // Like the connector, toStringUtf8() replaces bytes that are not valid UTF-8.
            ByteBuffer utf8 = StandardCharsets.UTF_8.encode(key.toStringUtf8());
            partitionKeys[i] = isOfThisShard(new BigInteger(1, md5(utf8)));
        }
        boolean[] hashKeys = new boolean[aggregate.getExplicitHashKeyTableCount()];
        for (int i = 0; i < hashKeys.length; i++) {
            String key = aggregate.getExplicitHashKeyTable(i);
            if (!HASH_KEY.matcher(key).matches()) {
                return Optional.of(AggregateFlaw.HASH_KEY);
            }
            hashKeys[i] = isOfThisShard(new BigInteger(key));
        }
        return aggregate.getRecordsList().stream()
                .map(record -> flawOf(record, partitionKeys, hashKeys))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Returns the flaw of one record. The arrays say which keys belong to this shard. */
    private static Optional<AggregateFlaw> flawOf(
            Record record, boolean[] partitionKeys, boolean[] hashKeys) {
        // Both indexes are unsigned 64-bit numbers. A number beyond the range of a long is negative
        // here.
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
        // open() would treat this record as a sealed record.
        return startsWith(record.getData().asReadOnlyByteBuffer(), MARK)
                ? Optional.of(AggregateFlaw.MARKED)
                : Optional.empty();
    }

    private boolean isOfThisShard(BigInteger hashKey) {
        return hashKey.compareTo(firstHashKey) >= 0 && hashKey.compareTo(lastHashKey) <= 0;
    }

    private static byte[] md5(ByteBuffer bytes) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(bytes.duplicate());
            return md5.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has MD5", e);
        }
    }
}
