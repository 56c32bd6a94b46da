package io.orderstream.job.source;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.orderstream.job.records.AggregateFlaw;
import io.orderstream.job.records.StreamRecord;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.clientlibrary.types.Messages;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.clientlibrary.types.Messages.AggregatedRecord;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.clientlibrary.types.UserRecord;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.HashKeyRange;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.Record;
import org.apache.flink.kinesis.shaded.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seals records, so that the connector does not unpack an aggregate with a flaw. Then sends them
 * through the connector's own unpacking, removes the seals, and checks which records come out.
 */
class AggregateSealTest {

    private static final BigInteger LAST_HASH_KEY =
            BigInteger.TWO.pow(128).subtract(BigInteger.ONE);
    private static final HashKeyRange ALL_HASH_KEYS =
            new HashKeyRange().withStartingHashKey("0").withEndingHashKey(LAST_HASH_KEY.toString());
    private static final byte[] MARK = {0, 's', 'e', 'a', 'l'};
    private static final byte[] MAGIC = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2};

    @Test
    void aSoundAggregateIsUnpacked() throws Exception {
        byte[] aggregate =
                aggregate(
                        builder -> builder.addPartitionKeyTable("k1").addPartitionKeyTable("k2"),
                        0,
                        1);

        assertThat(unpacked(aggregate)).containsExactly("record 0", "record 1");
    }

    @Test
    void anAggregateWithAnIndexBeyondItsPartitionKeysStaysWhole() throws Exception {
        assertStaysWhole(
                AggregateFlaw.KEY_INDEX,
                aggregate(builder -> builder.addPartitionKeyTable("k1"), 0, 1));
    }

    @Test
    void anAggregateWithANegativeIndexStaysWhole() throws Exception {
        assertStaysWhole(
                AggregateFlaw.KEY_INDEX,
                aggregate(builder -> builder.addPartitionKeyTable("k1"), -1));
    }

    @Test
    void anAggregateWithAnIndexBeyondItsHashKeysStaysWhole() throws Exception {
        assertStaysWhole(
                AggregateFlaw.KEY_INDEX,
                aggregate(
                        builder ->
                                builder.addPartitionKeyTable("k1")
                                        .addExplicitHashKeyTable("7")
                                        .addRecords(record(0).setExplicitHashKeyIndex(1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "-7", "+7", "0x7", " 7", "\u0667"})
    void anAggregateWithAHashKeyThatIsNotAsciiDigitsStaysWhole(String key) throws Exception {
        assertStaysWhole(AggregateFlaw.HASH_KEY, withHashKey(key));
    }

    /**
     * Only a key of at most 39 digits is read as a number. The largest number of 39 digits is
     * beyond the last hash key.
     */
    @Test
    void aHashKeyHasAtMost39Digits() throws Exception {
        assertStaysWhole(AggregateFlaw.OTHER_SHARD, withHashKey("9".repeat(39)));
        assertStaysWhole(AggregateFlaw.HASH_KEY, withHashKey("0".repeat(40)));
    }

    /** Parsing such a key as a number would take a minute. */
    @Test
    @Timeout(20)
    void aHashKeyOfMillionsOfDigitsIsNotParsed() throws Exception {
        assertStaysWhole(AggregateFlaw.HASH_KEY, withHashKey("9".repeat(4_000_000)));
    }

    /** Without a seal, the connector would silently drop all records of the aggregate. */
    @Test
    void anAggregateWithAHashKeyBeyondTheShardStaysWhole() throws Exception {
        assertStaysWhole(
                AggregateFlaw.OTHER_SHARD,
                withHashKey(LAST_HASH_KEY.add(BigInteger.ONE).toString()));
    }

    /** A producer sends such an aggregate if it has not noticed that its shard was split. */
    @Test
    void anAggregateWithAPartitionKeyOfAnotherShardStaysWhole() throws Exception {
        AggregateSeal lowerHalf =
                new AggregateSeal(
                        new HashKeyRange()
                                .withStartingHashKey("0")
                                .withEndingHashKey(LAST_HASH_KEY.shiftRight(1).toString()));
        // The MD5 of k16 begins with 0a and the MD5 of k1 with b6, so only k1 is in the upper half.
        byte[] aggregate =
                aggregate(
                        builder -> builder.addPartitionKeyTable("k16").addPartitionKeyTable("k1"),
                        0,
                        1);

        assertThat(AggregateSeal.flaw(lowerHalf.seal(ByteBuffer.wrap(aggregate)).array()))
                .contains(AggregateFlaw.OTHER_SHARD);
    }

    /**
     * The connector computes the digest of the partition key for each record, so a long key would
     * take much time.
     */
    @Test
    void anAggregateWithATooLongPartitionKeyStaysWhole() throws Exception {
        assertStaysWhole(
                AggregateFlaw.PARTITION_KEY,
                aggregate(builder -> builder.addPartitionKeyTable("\u2615".repeat(342)), 0));
        assertThat(
                        unpacked(
                                aggregate(
                                        builder ->
                                                builder.addPartitionKeyTable("\u2615".repeat(256)),
                                        0)))
                .containsExactly("record 0");
    }

    @Test
    void anAggregateWithoutRecordsStaysWhole() throws Exception {
        assertStaysWhole(
                AggregateFlaw.EMPTY, aggregate(builder -> builder.addPartitionKeyTable("k1")));
        assertStaysWhole(AggregateFlaw.EMPTY, aggregate(builder -> {}));
    }

    @Test
    void anAggregateWithTooManyRecordsStaysWhole() throws Exception {
        assertStaysWhole(
                AggregateFlaw.CROWDED,
                aggregate(builder -> builder.addPartitionKeyTable("k1"), new int[10_000]));
    }

    /**
     * The job parses each hash key and computes the digest of each partition key, even if no record
     * uses the key.
     */
    @Test
    void anAggregateWithTooManyKeysStaysWhole() throws Exception {
        List<String> keys = Collections.nCopies(1_000, "k");
        List<String> hashKeys = Collections.nCopies(1_000, "1");

        assertStaysWhole(
                AggregateFlaw.CROWDED,
                aggregate(builder -> builder.addAllPartitionKeyTable(keys), 0));
        assertStaysWhole(
                AggregateFlaw.CROWDED,
                aggregate(
                        builder ->
                                builder.addPartitionKeyTable("k")
                                        .addAllExplicitHashKeyTable(hashKeys),
                        0));
    }

    @Test
    void anAggregateOfManyShortOrdersIsUnpacked() throws Exception {
        byte[] order =
                ("{\"accountid\":\"a\",\"vendorid\":\"v\",\"orderdate\":\"2026-11-23T10:11:12Z\","
                                + "\"details\":{\"unitprice\":1,\"quantity\":1}}")
                        .getBytes(StandardCharsets.UTF_8);
        int count = 10_000;

        byte[] aggregate =
                aggregate(
                        builder -> {
                            builder.addPartitionKeyTable("k1");
                            for (int i = 0; i < count; i++) {
                                builder.addRecords(record(0).setData(ByteString.copyFrom(order)));
                            }
                        });

        assertThat(throughTheConnector(aggregate))
                .hasSize(count)
                .allSatisfy(
                        opened -> {
                            assertThat(opened.data()).isEqualTo(order);
                            assertThat(opened.flaw()).isEmpty();
                        });
    }

    @Test
    void anAggregateWithARecordThatLooksSealedStaysWhole() throws Exception {
        assertStaysWhole(
                AggregateFlaw.MARKED,
                aggregate(
                        builder ->
                                builder.addPartitionKeyTable("k1")
                                        .addRecords(record(0).setData(ByteString.copyFrom(MARK)))));
    }

    @Test
    void anAggregateInsideAnotherHasAFlaw() throws Exception {
        byte[] inner = aggregate(builder -> builder.addPartitionKeyTable("k1"), 0);
        byte[] outer =
                aggregate(
                        builder ->
                                builder.addPartitionKeyTable("k1")
                                        .addRecords(record(0).setData(ByteString.copyFrom(inner))));

        assertStaysWhole(AggregateFlaw.NESTED, outer, inner);
    }

    @Test
    void anAggregateThatIsCutOrChangedStaysWhole() throws Exception {
        byte[] aggregate = aggregate(builder -> builder.addPartitionKeyTable("k1"), 0);
        byte[] changed = aggregate.clone();
        changed[6]++;

        assertStaysWhole(AggregateFlaw.DIGEST, MAGIC);
        assertStaysWhole(AggregateFlaw.DIGEST, join(MAGIC, new byte[40]));
        assertStaysWhole(AggregateFlaw.DIGEST, changed);
        assertStaysWhole(AggregateFlaw.DIGEST, Arrays.copyOf(aggregate, aggregate.length - 1));
    }

    @Test
    void anAggregateOfAnotherFormatStaysWhole() throws Exception {
        assertStaysWhole(AggregateFlaw.FORMAT, withDigest(new byte[] {(byte) 0xff, 1, 2, 3}));
        // A sound aggregate, and the end tag of a Protocol Buffers group that was never begun.
        assertStaysWhole(
                AggregateFlaw.FORMAT,
                withDigest(
                        join(
                                AggregatedRecord.newBuilder()
                                        .addPartitionKeyTable("k1")
                                        .addRecords(record(0))
                                        .build()
                                        .toByteArray(),
                                new byte[] {0x24})));
        // 100,000 start tags of groups, each group inside the one before it.
        byte[] groups = new byte[100_000];
        Arrays.fill(groups, (byte) 0x2b);
        assertStaysWhole(AggregateFlaw.FORMAT, withDigest(groups));
    }

    @Test
    void aRecordThatLooksSealedComesOutUnchanged() {
        assertComesOutUnchanged(MARK);
        assertComesOutUnchanged(join(MARK, new byte[] {3}));
        assertComesOutUnchanged(join(MARK, new byte[] {-1}, MAGIC));
        assertComesOutUnchanged(join(MARK, MARK, MARK));
    }

    @Test
    void aRecordThatIsNoAggregateComesOutUnchanged() {
        assertComesOutUnchanged(new byte[0]);
        assertComesOutUnchanged(new byte[] {0});
        assertComesOutUnchanged(new byte[1 << 20]);
        assertComesOutUnchanged(join(new byte[] {0}, MAGIC, new byte[9]));
        assertComesOutUnchanged("{\"order\":{}}".getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of each record would cost time and memory. */
    @Test
    void aRecordThatIsNotSealedIsNotCopied() throws Exception {
        for (byte[] data :
                List.of(
                        new byte[0],
                        "{\"order\":{}}".getBytes(StandardCharsets.UTF_8),
                        aggregate(builder -> builder.addPartitionKeyTable("k1"), 0))) {
            ByteBuffer record = ByteBuffer.wrap(data);

            assertThat(new AggregateSeal(ALL_HASH_KEYS).seal(record)).isSameAs(record);
            assertThat(record.position()).isZero();
            assertThat(record.limit()).isEqualTo(data.length);
            assertThat(AggregateSeal.open(data)).isSameAs(data);
        }
    }

    @ParameterizedTest
    @MethodSource("buffers")
    void aRecordMayBeInAnyKindOfBuffer(Function<byte[], ByteBuffer> buffer) throws Exception {
        byte[] sound = aggregate(builder -> builder.addPartitionKeyTable("k1"), 0);
        byte[] empty = aggregate(builder -> builder.addPartitionKeyTable("k1"));
        byte[] marked = join(MARK, new byte[] {3});

        assertThat(sealed(buffer.apply(sound))).isEqualTo(sound);
        assertThat(opened(sealed(buffer.apply(empty))))
                .satisfies(
                        opened -> {
                            assertThat(opened.data()).isEqualTo(empty);
                            assertThat(opened.flaw()).contains(AggregateFlaw.EMPTY);
                        });
        assertThat(AggregateSeal.open(sealed(buffer.apply(marked)))).isEqualTo(marked);
    }

    static Stream<Arguments> buffers() {
        return Stream.of(
                arguments(named("inside an array", inside(ByteBuffer::allocate))),
                arguments(named("direct", inside(ByteBuffer::allocateDirect))),
                arguments(
                        named(
                                "read-only",
                                inside(ByteBuffer::allocate)
                                        .andThen(ByteBuffer::asReadOnlyBuffer))));
    }

    /** Puts a record into a buffer whose memory has other bytes before and after the record. */
    private static Function<byte[], ByteBuffer> inside(IntFunction<ByteBuffer> allocate) {
        return data -> {
            ByteBuffer larger = allocate.apply(data.length + 12).put(new byte[5]).slice();
            larger.position(3);
            return larger.put(data).put((byte) 7).flip().position(3).limit(3 + data.length);
        };
    }

    private static byte[] sealed(ByteBuffer record) {
        ByteBuffer sealed = new AggregateSeal(ALL_HASH_KEYS).seal(record);
        byte[] data = new byte[sealed.remaining()];
        sealed.get(data);
        return data;
    }

    private static void assertComesOutUnchanged(byte[] data) {
        assertThat(throughTheConnector(data))
                .singleElement()
                .satisfies(
                        opened -> {
                            assertThat(opened.data()).isEqualTo(data);
                            assertThat(opened.flaw()).isEmpty();
                        });
    }

    private static void assertStaysWhole(AggregateFlaw flaw, byte[] aggregate) {
        assertStaysWhole(flaw, aggregate, aggregate);
    }

    private static void assertStaysWhole(AggregateFlaw flaw, byte[] record, byte[] aggregate) {
        assertThat(throughTheConnector(record))
                .singleElement()
                .satisfies(
                        opened -> {
                            assertThat(opened.data()).isEqualTo(aggregate);
                            assertThat(opened.flaw()).contains(flaw);
                        });
    }

    private static List<String> unpacked(byte[] data) {
        return throughTheConnector(data).stream()
                .map(opened -> new String(opened.data(), StandardCharsets.UTF_8))
                .collect(toList());
    }

    private static List<StreamRecord> throughTheConnector(byte[] data) {
        Record record =
                new Record()
                        .withData(new AggregateSeal(ALL_HASH_KEYS).seal(ByteBuffer.wrap(data)))
                        .withPartitionKey("k1")
                        .withSequenceNumber("7");
        return UserRecord.deaggregate(List.of(record), BigInteger.ZERO, LAST_HASH_KEY).stream()
                .map(userRecord -> userRecord.getData().array())
                .map(AggregateSealTest::opened)
                .collect(toList());
    }

    private static StreamRecord opened(byte[] data) {
        return new StreamRecordSchema().deserialize(data, "k1", "7", 0, "orders", "shardId-0");
    }

    private static byte[] aggregate(
            Consumer<AggregatedRecord.Builder> parts, int... partitionKeyIndexes) throws Exception {
        AggregatedRecord.Builder aggregate = AggregatedRecord.newBuilder();
        parts.accept(aggregate);
        for (int index : partitionKeyIndexes) {
            aggregate.addRecords(record(index));
        }
        return withDigest(aggregate.build().toByteArray());
    }

    private static byte[] withHashKey(String key) throws Exception {
        return aggregate(
                builder ->
                        builder.addPartitionKeyTable("k1")
                                .addExplicitHashKeyTable(key)
                                .addRecords(record(0).setExplicitHashKeyIndex(0)));
    }

    private static byte[] withDigest(byte[] content) throws Exception {
        return join(MAGIC, content, MessageDigest.getInstance("MD5").digest(content));
    }

    private static Messages.Record.Builder record(long partitionKeyIndex) {
        return Messages.Record.newBuilder()
                .setPartitionKeyIndex(partitionKeyIndex)
                .setData(ByteString.copyFromUtf8("record " + partitionKeyIndex));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
