package io.orderstream.job.source;

import io.orderstream.job.records.StreamRecord;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.streaming.connectors.kinesis.KinesisShardAssigner;
import org.apache.flink.streaming.connectors.kinesis.internals.KinesisDataFetcher;
import org.apache.flink.streaming.connectors.kinesis.internals.publisher.RecordPublisherFactory;
import org.apache.flink.streaming.connectors.kinesis.internals.publisher.polling.PollingRecordPublisherFactory;
import org.apache.flink.streaming.connectors.kinesis.model.SequenceNumber;
import org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxy;
import org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxyInterface;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/**
 * The connector's fetcher, with a {@link ShardProxy} for each shard. The fetcher sets the index of
 * each record of an aggregate, because the connector does not pass this index to the schema.
 */
class WholeRecordsFetcher extends KinesisDataFetcher<StreamRecord> {

    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean failed;

    // SourceContext is nested in the deprecated SourceFunction.
    @SuppressWarnings("deprecation")
    WholeRecordsFetcher(
            List<String> streams,
            org.apache.flink.streaming.api.functions.source.SourceFunction.SourceContext<
                            StreamRecord>
                    sourceContext,
            RuntimeContext runtimeContext,
            Properties properties,
            KinesisDeserializationSchema<StreamRecord> schema,
            KinesisShardAssigner shardAssigner) {
        super(
                streams,
                sourceContext,
                runtimeContext,
                properties,
                schema,
                shardAssigner,
                null,
                null);
    }

    @Override
    protected RecordPublisherFactory createRecordPublisherFactory() {
        return (position, consumer, metrics, shard) ->
                new PollingRecordPublisherFactory(
                                properties ->
                                        new ShardProxy(
                                                client(properties),
                                                shard,
                                                new ReadPacing(System::nanoTime),
                                                stopped))
                        .create(position, consumer, metrics, shard);
    }

    @Override
    protected void emitRecordAndUpdateState(
            StreamRecord record, long timestamp, int shard, SequenceNumber sequenceNumber) {
        super.emitRecordAndUpdateState(
                sequenceNumber.isAggregated()
                        ? record.inAggregate((int) sequenceNumber.getSubSequenceNumber())
                        : record,
                timestamp,
                shard,
                sequenceNumber);
    }

    /** Returns the connector's own client. */
    KinesisProxyInterface client(Properties properties) {
        return KinesisProxy.create(properties);
    }

    /**
     * Runs the fetcher, and ignores one exception that would fail the job during a stop. If a job
     * is stopped with a savepoint soon after its start, the fetcher may not have subscribed to all
     * shards yet. The stop shuts down the connector's executor. So the executor rejects the next
     * shard with a RejectedExecutionException.
     */
    @Override
    public void runFetcher() throws Exception {
        try {
            super.runFetcher();
        } catch (RejectedExecutionException e) {
            if (failed || stopped.getCount() > 0) {
                throw e;
            }
            awaitTermination();
        }
    }

    @Override
    public void shutdownFetcher() {
        stopped.countDown();
        super.shutdownFetcher();
    }

    @Override
    protected void stopWithError(Throwable failure) {
        failed = true;
        super.stopWithError(failure);
    }
}
