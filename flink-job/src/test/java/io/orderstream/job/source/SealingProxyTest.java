package io.orderstream.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.records.AggregateFlaw;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.GetRecordsResult;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.HashKeyRange;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.Record;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.Shard;
import org.apache.flink.streaming.connectors.kinesis.model.StreamShardHandle;
import org.apache.flink.streaming.connectors.kinesis.proxy.GetShardListResult;
import org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxyInterface;
import org.junit.jupiter.api.Test;

class SealingProxyTest {

    private static final byte[] AGGREGATE = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2, 7};

    @Test
    void recordsAreSealedAndTheRestOfAnAnswerIsKept() throws Exception {
        StreamShardHandle shard =
                new StreamShardHandle(
                        "orders",
                        new Shard()
                                .withShardId("shardId-000000000000")
                                .withHashKeyRange(
                                        new HashKeyRange()
                                                .withStartingHashKey("0")
                                                .withEndingHashKey("9")));

        GetRecordsResult result =
                new SealingProxy(new OneAnswer(), shard).getRecords("iterator-1", 100);

        assertThat(result.getNextShardIterator()).isEqualTo("iterator-1 of 100");
        assertThat(result.getMillisBehindLatest()).isEqualTo(4);
        AggregateSeal.Opened aggregate =
                AggregateSeal.open(result.getRecords().get(0).getData().array());
        assertThat(aggregate.data()).isEqualTo(AGGREGATE);
        assertThat(aggregate.flaw()).contains(AggregateFlaw.DIGEST);
        assertThat(result.getRecords().get(1).getData().array()).containsExactly(9);
    }

    private static final class OneAnswer implements KinesisProxyInterface {

        @Override
        public GetRecordsResult getRecords(String shardIterator, int most) {
            return new GetRecordsResult()
                    .withRecords(
                            new Record().withData(ByteBuffer.wrap(AGGREGATE)),
                            new Record().withData(ByteBuffer.wrap(new byte[] {9})))
                    .withNextShardIterator(shardIterator + " of " + most)
                    .withMillisBehindLatest(4L);
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
