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
 * Keeps an aggregate whole if the connector would lose records of it.
 *
 * <p>The Kinesis Producer Library packs many records into one, an aggregate, and the connector
 * unpacks it. The connector cannot handle an unsound aggregate. An index beyond the table of keys
 * needs a class that Java 11 does not have: the job fails, and fails again after each restart while
 * the record is on the stream. A record whose key belongs to another shard is dropped in silence,
 * with all that follow it. So an unsound aggregate is sealed before the connector sees it: a mark
 * and the number of its flaw are put in front of its bytes. The connector takes it for a record
 * like any other, and {@link #open} removes both again.
 *
 * <p>The time and the memory that a record takes, here and in the connector, are proportional to
 * its length, whatever is in it. That is why keys and the number of records are limited. Only a
 * sealed record is copied.
 *
 * <p>The format: <a
 * href="https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md">
 * aggregation-format.md</a>.
 */
final class AggregateSeal {

    private static final ByteBuffer MAGIC = ByteBuffer.wrap(new byte[] {-13, -119, -102, -62});
    private static final int DIGEST = 16;

    /** The first bytes of every sealed record. The next byte is the number of its flaw. */
    private static final ByteBuffer MARK = ByteBuffer.wrap(new byte[] {0, 's', 'e', 'a', 'l'});

    /** The number of a record that is sealed only because it was put with the mark. */
    private static final byte NO_FLAW = -1;

    /** Every order is longer, so this limits how many orders fit into an aggregate. */
    private static final int MIN_BYTES_PER_RECORD = 64;

    /** An aggregate may have this many records, however short they are. */
    private static final int FREE_RECORDS = 16;

    /** Kinesis takes 256 characters of at most four bytes. */
    private static final int MAX_PARTITION_KEY_BYTES = 4 * 256;

    /** 2^128 - 1 has 39 digits. The time to parse a longer number grows with its square. */
    private static final Pattern HASH_KEY = Pattern.compile("[0-9]{1,39}");

    /** The number of a flaw is its place in this list. */
    private static final List<AggregateFlaw> FLAWS = List.of(AggregateFlaw.values());

    private final BigInteger firstHashKey;
    private final BigInteger lastHashKey;

    /** Seals records of a shard with these hash keys. */
    AggregateSeal(HashKeyRange range) {
        this.firstHashKey = new BigInteger(range.getStartingHashKey());
        this.lastHashKey = new BigInteger(range.getEndingHashKey());
    }

    /** Returns the record itself, or a sealed copy if the connector must not unpack it. */
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

    /** Returns the bytes that were put onto the stream: those of the record without its seal. */
    static byte[] open(byte[] record) {
        return isSealed(record)
                ? Arrays.copyOfRange(record, MARK.remaining() + 1, record.length)
                : record;
    }

    /** Returns why a record is sealed, or the flaw of an aggregate that came out of another one. */
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
        int end = record.limit() - DIGEST;
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
            // The connector uses the same parser, which would throw the same again.
            return Optional.of(AggregateFlaw.FORMAT);
        }
    }

    /**
     * Whether there are more records, or keys of one kind, than an aggregate of orders can have. It
     * counts them without an object for each. The library writes no key twice, so there are never
     * more keys of a kind than records.
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
            // A string replaces bytes that are not UTF-8, as it does in the connector.
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

    /**
     * Returns the flaw of one of the records.
     *
     * @param partitionKeys whether each partition key belongs to this shard
     * @param hashKeys whether each explicit hash key belongs to this shard
     */
    private static Optional<AggregateFlaw> flawOf(
            Record record, boolean[] partitionKeys, boolean[] hashKeys) {
        // Both are unsigned: a number that does not fit into a long is negative here.
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
        // open() would take it for a sealed record.
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
