package io.orderstream.job.source;

import static java.util.stream.Collectors.toList;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.GetRecordsResult;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.core.SdkBytes;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.core.async.SdkPublisher;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.services.kinesis.model.Record;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.connectors.kinesis.config.ConsumerConfigConstants;
import org.apache.flink.streaming.connectors.kinesis.config.ConsumerConfigConstants.RecordPublisherType;
import org.apache.flink.streaming.connectors.kinesis.internals.publisher.RecordPublisher;
import org.apache.flink.streaming.connectors.kinesis.internals.publisher.RecordPublisherFactory;
import org.apache.flink.streaming.connectors.kinesis.internals.publisher.fanout.FanOutRecordPublisherFactory;
import org.apache.flink.streaming.connectors.kinesis.internals.publisher.polling.PollingRecordPublisherFactory;
import org.apache.flink.streaming.connectors.kinesis.model.StartingPosition;
import org.apache.flink.streaming.connectors.kinesis.model.StreamShardHandle;
import org.apache.flink.streaming.connectors.kinesis.proxy.GetShardListResult;
import org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxy;
import org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxyAsyncV2Interface;
import org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxyInterface;
import org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxyV2Factory;

/** The connector's two ways to read a shard, with an {@link AggregateSeal} in each. */
final class SealingPublishers {

    private SealingPublishers() {}

    /** The way that the connector's properties name. */
    static RecordPublisherFactory of(Properties properties) {
        String type = properties.getProperty(ConsumerConfigConstants.RECORD_PUBLISHER_TYPE);
        return RecordPublisherType.EFO.name().equals(type)
                ? new FanOut(KinesisProxyV2Factory.createKinesisProxyAsyncV2(properties))
                : (position, consumer, metrics, shard) ->
                        new PollingRecordPublisherFactory(
                                        any -> polling(KinesisProxy.create(any), seal(shard)))
                                .create(position, consumer, metrics, shard);
    }

    private static AggregateSeal seal(StreamShardHandle shard) {
        return new AggregateSeal(shard.getShard().getHashKeyRange());
    }

    static KinesisProxyInterface polling(KinesisProxyInterface kinesis, AggregateSeal seal) {
        return new Polling(kinesis, seal);
    }

    static KinesisProxyAsyncV2Interface fanOut(
            KinesisProxyAsyncV2Interface kinesis, AggregateSeal seal) {
        return new FanOutOfShard(kinesis, seal);
    }

    private static final class Polling implements KinesisProxyInterface {

        private final KinesisProxyInterface kinesis;
        private final AggregateSeal seal;

        Polling(KinesisProxyInterface kinesis, AggregateSeal seal) {
            this.kinesis = kinesis;
            this.seal = seal;
        }

        @Override
        public GetRecordsResult getRecords(String shardIterator, int most)
                throws InterruptedException {
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

    /** All shards share one client, and each has a seal of its own. */
    private static final class FanOut implements RecordPublisherFactory {

        private final KinesisProxyAsyncV2Interface kinesis;

        FanOut(KinesisProxyAsyncV2Interface kinesis) {
            this.kinesis = kinesis;
        }

        @Override
        public RecordPublisher create(
                StartingPosition position,
                Properties consumer,
                MetricGroup metrics,
                StreamShardHandle shard) {
            return new FanOutRecordPublisherFactory(fanOut(kinesis, seal(shard)))
                    .create(position, consumer, metrics, shard);
        }

        @Override
        public void close() {
            kinesis.close();
        }
    }

    private static final class FanOutOfShard implements KinesisProxyAsyncV2Interface {

        private final KinesisProxyAsyncV2Interface kinesis;
        private final AggregateSeal seal;

        FanOutOfShard(KinesisProxyAsyncV2Interface kinesis, AggregateSeal seal) {
            this.kinesis = kinesis;
            this.seal = seal;
        }

        @Override
        public CompletableFuture<Void> subscribeToShard(
                SubscribeToShardRequest request, SubscribeToShardResponseHandler handler) {
            return kinesis.subscribeToShard(request, new Sealing(handler, seal));
        }

        @Override
        public void close() {
            kinesis.close();
        }
    }

    private static final class Sealing implements SubscribeToShardResponseHandler {

        private final SubscribeToShardResponseHandler handler;
        private final AggregateSeal seal;

        Sealing(SubscribeToShardResponseHandler handler, AggregateSeal seal) {
            this.handler = handler;
            this.seal = seal;
        }

        @Override
        public void onEventStream(SdkPublisher<SubscribeToShardEventStream> events) {
            handler.onEventStream(events.map(this::sealed));
        }

        private SubscribeToShardEventStream sealed(SubscribeToShardEventStream event) {
            if (!(event instanceof SubscribeToShardEvent)) {
                return event;
            }
            SubscribeToShardEvent records = (SubscribeToShardEvent) event;
            return records.toBuilder()
                    .records(records.records().stream().map(this::sealed).collect(toList()))
                    .build();
        }

        private Record sealed(Record record) {
            SdkBytes data = SdkBytes.fromByteBuffer(seal.seal(record.data().asByteBuffer()));
            return record.toBuilder().data(data).build();
        }

        @Override
        public void responseReceived(SubscribeToShardResponse response) {
            handler.responseReceived(response);
        }

        @Override
        public void exceptionOccurred(Throwable failure) {
            handler.exceptionOccurred(failure);
        }

        @Override
        public void complete() {
            handler.complete();
        }
    }
}
