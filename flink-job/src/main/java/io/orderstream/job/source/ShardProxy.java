package io.orderstream.job.source;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.GetRecordsResult;
import org.apache.flink.streaming.connectors.kinesis.model.StreamShardHandle;
import org.apache.flink.streaming.connectors.kinesis.proxy.GetShardListResult;
import org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxyInterface;

/**
 * The client with which the connector reads one shard. It reads only as often as {@link ReadPacing}
 * allows, and it passes each record through an {@link AggregateSeal}.
 */
final class ShardProxy implements KinesisProxyInterface {

    private final KinesisProxyInterface kinesis;
    private final AggregateSeal seal;
    private final ReadPacing pacing;
    private final CountDownLatch stopped;

    /**
     * Makes a client that passes calls on to another client.
     *
     * @param kinesis the connector's own client
     * @param stopped is counted down to stop reading; this also ends a wait for the next read
     */
    ShardProxy(
            KinesisProxyInterface kinesis,
            StreamShardHandle shard,
            ReadPacing pacing,
            CountDownLatch stopped) {
        this.kinesis = kinesis;
        this.seal = new AggregateSeal(shard.getShard().getHashKeyRange());
        this.pacing = pacing;
        this.stopped = stopped;
    }

    @Override
    public GetRecordsResult getRecords(String shardIterator, int most) throws InterruptedException {
        if (stopped.await(pacing.nanosToWait(), TimeUnit.NANOSECONDS)) {
            return new GetRecordsResult().withNextShardIterator(shardIterator);
        }
        pacing.begin();
        GetRecordsResult answer = kinesis.getRecords(shardIterator, most);
        pacing.end(answer);
        answer.getRecords().forEach(record -> record.setData(seal.seal(record.getData())));
        return answer;
    }

    @Override
    public String getShardIterator(StreamShardHandle shard, String type, Object marker)
            throws InterruptedException {
        return kinesis.getShardIterator(shard, type, marker);
    }

    @Override
    public GetShardListResult getShardList(Map<String, String> lastSeenShards)
            throws InterruptedException {
        return kinesis.getShardList(lastSeenShards);
    }
}
