package io.orderstream.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.records.AggregateFlaw;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.GetRecordsResult;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.HashKeyRange;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.Record;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.Shard;
import org.apache.flink.streaming.connectors.kinesis.model.StreamShardHandle;
import org.apache.flink.streaming.connectors.kinesis.proxy.GetShardListResult;
import org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxyInterface;
import org.junit.jupiter.api.Test;

class ShardProxyTest {

    private static final byte[] AGGREGATE = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2, 7};

    private long now;
    private final ReadPacing pacing = new ReadPacing(() -> now);
    private final OneAnswer kinesis = new OneAnswer();

    @Test
    void anUnsoundAggregateIsSealed_andTheRestOfTheAnswerIsNotChanged() throws Exception {
        GetRecordsResult result = proxy(new CountDownLatch(1)).getRecords("iterator-1", 100);

        assertThat(result.getNextShardIterator()).isEqualTo("iterator-1 of 100");
        assertThat(result.getMillisBehindLatest()).isEqualTo(4);
        byte[] sealed = result.getRecords().get(0).getData().array();
        assertThat(AggregateSeal.open(sealed)).isEqualTo(AGGREGATE);
        assertThat(AggregateSeal.flaw(sealed)).contains(AggregateFlaw.DIGEST);
        assertThat(result.getRecords().get(1).getData().array()).containsExactly(9);
    }

    @Test
    void aReadBeginsWhenThePacingAllowsIt() throws Exception {
        CountDownLatch passingTime =
                new CountDownLatch(1) {
                    @Override
                    public boolean await(long timeout, TimeUnit unit) {
                        now += Math.max(0, unit.toNanos(timeout));
                        return false;
                    }
                };
        ShardProxy proxy = proxy(passingTime);

        proxy.getRecords("iterator-1", 100);
        assertThat(now).isZero();
        proxy.getRecords("iterator-2", 100);
        assertThat(now).isEqualTo(TimeUnit.MILLISECONDS.toNanos(250));
    }

    /** A job that is stopped with a savepoint must not emit records after the savepoint. */
    @Test
    void nothingIsReadAfterTheStop() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        stopped.countDown();

        GetRecordsResult result = proxy(stopped).getRecords("iterator-1", 100);

        assertThat(kinesis.reads).isZero();
        assertThat(result.getRecords()).isEmpty();
        assertThat(result.getNextShardIterator()).isEqualTo("iterator-1");
    }

    private ShardProxy proxy(CountDownLatch stopped) {
        Shard shard =
                new Shard()
                        .withShardId("shardId-000000000000")
                        .withHashKeyRange(
                                new HashKeyRange().withStartingHashKey("0").withEndingHashKey("9"));
        return new ShardProxy(kinesis, new StreamShardHandle("orders", shard), pacing, stopped);
    }

    private static final class OneAnswer implements KinesisProxyInterface {

        private int reads;

        @Override
        public GetRecordsResult getRecords(String shardIterator, int most) {
            reads++;
            return new GetRecordsResult()
                    .withRecords(record(AGGREGATE), record(new byte[] {9}))
                    .withNextShardIterator(shardIterator + " of " + most)
                    .withMillisBehindLatest(4L);
        }

        private static Record record(byte[] data) {
            return new Record().withData(ByteBuffer.wrap(data)).withPartitionKey("k1");
        }

        @Override
        public String getShardIterator(StreamShardHandle shard, String type, Object marker) {
            throw new UnsupportedOperationException();
        }

        @Override
        public GetShardListResult getShardList(Map<String, String> lastSeenShards) {
            throw new UnsupportedOperationException();
        }
    }
}
