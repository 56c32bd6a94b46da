package io.orderstream.job.source;

import java.util.Map;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.GetRecordsResult;
import org.apache.flink.streaming.connectors.kinesis.model.StreamShardHandle;
import org.apache.flink.streaming.connectors.kinesis.proxy.GetShardListResult;
import org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxyInterface;

/** The connector's client for one shard, with an {@link AggregateSeal} for each record. */
final class SealingProxy implements KinesisProxyInterface {

    private final KinesisProxyInterface kinesis;
    private final AggregateSeal seal;

    /** A client in front of another one, for reading this shard. */
    SealingProxy(KinesisProxyInterface kinesis, StreamShardHandle shard) {
        this.kinesis = kinesis;
        this.seal = new AggregateSeal(shard.getShard().getHashKeyRange());
    }

    @Override
    public GetRecordsResult getRecords(String shardIterator, int most) throws InterruptedException {
        GetRecordsResult result = kinesis.getRecords(shardIterator, most);
        result.getRecords().forEach(record -> record.setData(seal.seal(record.getData())));
        return result;
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
