package io.orderstream.job.source;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.clientlibrary.types.Messages;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.clientlibrary.types.Messages.AggregatedRecord;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.clientlibrary.types.UserRecord;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.HashKeyRange;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.Record;
import org.apache.flink.kinesis.shaded.com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

/** What comes out of the connector's own unpacking, sealed before and opened afterwards. */
class AggregateSealTest {

    private static final BigInteger LAST = BigInteger.TWO.pow(128).subtract(BigInteger.ONE);
    private static final byte[] MAGIC = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2};

    @Test
    void aSoundAggregateIsUnpacked() throws Exception {
        byte[] aggregate =
                aggregate(it -> it.addPartitionKeyTable("k1").addPartitionKeyTable("k2"), 0, 1);

        assertThat(unpacked(aggregate)).containsExactly("record 0", "record 1");
    }

    @Test
    void anAggregateWithAnIndexBeyondItsKeysStaysWhole() throws Exception {
        assertStaysWhole(aggregate(it -> it.addPartitionKeyTable("k1"), 0, 1));
    }

    @Test
    void anAggregateWithNegativeIndexStaysWhole() throws Exception {
        assertStaysWhole(aggregate(it -> it.addPartitionKeyTable("k1"), -1));
    }

    @Test
    void anAggregateWithAHashKeyThatIsNoNumberStaysWhole() throws Exception {
        assertStaysWhole(
                aggregate(
                        it ->
                                it.addPartitionKeyTable("k1")
                                        .addExplicitHashKeyTable("many")
                                        .addRecords(record(0).setExplicitHashKeyIndex(0))));
    }

    /** The connector would drop it and what follows. */
    @Test
    void anAggregateWithARecordOfAnotherShardStaysWhole() throws Exception {
        assertStaysWhole(
                aggregate(
                        it ->
                                it.addPartitionKeyTable("k1")
                                        .addExplicitHashKeyTable(
                                                LAST.add(BigInteger.ONE).toString())
                                        .addRecords(record(0).setExplicitHashKeyIndex(0))));
    }

    @Test
    void anAggregateOfNothingStaysWhole() throws Exception {
        assertStaysWhole(aggregate(it -> it.addPartitionKeyTable("k1")));
    }

    @Test
    void anAggregateOfWhatLooksSealedStaysWhole() throws Exception {
        byte[] looksSealed = join(new byte[] {0}, MAGIC);
        assertStaysWhole(
                aggregate(
                        it ->
                                it.addPartitionKeyTable("k1")
                                        .addRecords(
                                                record(0)
                                                        .setData(
                                                                ByteString.copyFrom(
                                                                        looksSealed)))));
    }

    @Test
    void whatOnlyBeginsLikeAnAggregateStaysAsItIs() {
        assertStaysWhole(MAGIC);
        assertStaysWhole(join(MAGIC, new byte[40]));
    }

    @Test
    void whatLooksSealedStaysAsItIs() {
        assertStaysWhole(join(new byte[] {0}, MAGIC, new byte[9]));
        assertStaysWhole(join(new byte[] {0, 0}, MAGIC));
    }

    @Test
    void everythingElseStaysAsItIs() {
        assertStaysWhole(new byte[0]);
        assertStaysWhole(new byte[] {0});
        assertStaysWhole("{\"order\":{}}".getBytes(StandardCharsets.UTF_8));
    }

    private static void assertStaysWhole(byte[] data) {
        assertThat(throughTheConnector(data)).containsExactly(data);
    }

    private static List<String> unpacked(byte[] data) {
        return throughTheConnector(data).stream()
                .map(it -> new String(it, StandardCharsets.UTF_8))
                .collect(toList());
    }

    private static List<byte[]> throughTheConnector(byte[] data) {
        HashKeyRange all =
                new HashKeyRange().withStartingHashKey("0").withEndingHashKey(LAST.toString());
        Record record =
                new Record()
                        .withData(new AggregateSeal(all).seal(ByteBuffer.wrap(data)))
                        .withPartitionKey("k1")
                        .withSequenceNumber("7");
        return UserRecord.deaggregate(List.of(record), BigInteger.ZERO, LAST).stream()
                .map(it -> it.getData().array())
                .map(AggregateSeal::open)
                .collect(toList());
    }

    private static byte[] aggregate(
            Consumer<AggregatedRecord.Builder> parts, int... partitionKeyIndexes) throws Exception {
        AggregatedRecord.Builder aggregate = AggregatedRecord.newBuilder();
        parts.accept(aggregate);
        for (int index : partitionKeyIndexes) {
            aggregate.addRecords(record(index));
        }
        byte[] content = aggregate.build().toByteArray();
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
