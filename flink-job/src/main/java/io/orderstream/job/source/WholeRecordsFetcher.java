package io.orderstream.job.source;

import io.orderstream.job.records.StreamRecord;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.streaming.connectors.kinesis.KinesisShardAssigner;
import org.apache.flink.streaming.connectors.kinesis.internals.KinesisDataFetcher;
import org.apache.flink.streaming.connectors.kinesis.internals.publisher.RecordPublisherFactory;
import org.apache.flink.streaming.connectors.kinesis.internals.publisher.polling.PollingRecordPublisherFactory;
import org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxy;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/** The connector's fetcher, with records sealed on their way in. */
class WholeRecordsFetcher extends KinesisDataFetcher<StreamRecord> {

    private volatile boolean failed;
    private volatile boolean shutDown;

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
                                        new SealingProxy(KinesisProxy.create(properties), shard))
                        .create(position, consumer, metrics, shard);
    }

    /**
     * Reads until it is shut down. That may happen while it still subscribes to shards, as when the
     * job is stopped with a savepoint soon after it was started. The connector then fails, as its
     * own executor takes no more, and the job with it, in the middle of its stop.
     */
    @Override
    public void runFetcher() throws Exception {
        try {
            super.runFetcher();
        } catch (RejectedExecutionException e) {
            if (failed || !shutDown) {
                throw e;
            }
            awaitTermination();
        }
    }

    @Override
    public void shutdownFetcher() {
        shutDown = true;
        super.shutdownFetcher();
    }

    @Override
    protected void stopWithError(Throwable failure) {
        failed = true;
        super.stopWithError(failure);
    }
}
