package io.orderstream.job.source;

import static io.orderstream.job.RecordBuilder.order;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.job.records.StreamPosition;
import io.orderstream.job.records.StreamRecord;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.GetRecordsResult;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.HashKeyRange;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.Record;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.SequenceNumberRange;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.Shard;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.connectors.kinesis.internals.publisher.RecordPublisher;
import org.apache.flink.streaming.connectors.kinesis.internals.publisher.RecordPublisher.RecordPublisherRunResult;
import org.apache.flink.streaming.connectors.kinesis.model.KinesisStreamShardState;
import org.apache.flink.streaming.connectors.kinesis.model.SentinelSequenceNumber;
import org.apache.flink.streaming.connectors.kinesis.model.SequenceNumber;
import org.apache.flink.streaming.connectors.kinesis.model.StartingPosition;
import org.apache.flink.streaming.connectors.kinesis.model.StreamShardHandle;
import org.apache.flink.streaming.connectors.kinesis.proxy.GetShardListResult;
import org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxyInterface;
import org.apache.flink.streaming.connectors.kinesis.util.UniformShardAssigner;
import org.apache.flink.streaming.util.MockStreamingRuntimeContext;
import org.junit.jupiter.api.Test;

/**
 * Tests how a fetcher ends: it is stopped or fails while it subscribes to its shard, or it is
 * stopped while it reads the shard. Also tests the index that the fetcher sets in a record of an
 * aggregate.
 */
class WholeRecordsFetcherTest {

    private static final StreamShardHandle SHARD =
            new StreamShardHandle(
                    "orders",
                    new Shard()
                            .withShardId("shardId-000000000000")
                            .withHashKeyRange(
                                    new HashKeyRange()
                                            .withStartingHashKey("0")
                                            .withEndingHashKey("9"))
                            .withSequenceNumberRange(
                                    new SequenceNumberRange().withStartingSequenceNumber("1")));

    @Test
    void endsWithoutAnException_whenItIsStopped() {
        assertThatCode(new OneShardFetcher(WholeRecordsFetcher::shutdownFetcher)::runFetcher)
                .doesNotThrowAnyException();
    }

    @Test
    void throwsAnException_whenItHasFailed() {
        OneShardFetcher fetcher =
                new OneShardFetcher(
                        started -> started.stopWithError(new IllegalStateException("the failure")));

        assertThatThrownBy(fetcher::runFetcher).isInstanceOf(RejectedExecutionException.class);
    }

    /**
     * The first read returns 20 MB, so the next read would have to wait ten seconds. The fetcher is
     * shut down before this wait begins. So the publisher's second run returns no records, and does
     * not read.
     */
    @Test
    void readsNothingAfterItsEnd() throws Exception {
        OneShard kinesis = new OneShard(Collections.nCopies(20, ByteBuffer.allocate(1_000_000)));
        WholeRecordsFetcher fetcher =
                new OneShardFetcher(started -> {}) {
                    @Override
                    KinesisProxyInterface client(Properties properties) {
                        return kinesis;
                    }
                };
        SequenceNumber first = SentinelSequenceNumber.SENTINEL_EARLIEST_SEQUENCE_NUM.get();
        RecordPublisher publisher =
                fetcher.createRecordPublisherFactory()
                        .create(
                                StartingPosition.restartFromSequenceNumber(first),
                                OneShardFetcher.properties(),
                                new UnregisteredMetricsGroup(),
                                SHARD);
        List<Integer> batches = new ArrayList<>();
        RecordPublisher.RecordBatchConsumer consumer =
                batch -> {
                    batches.add(batch.getDeaggregatedRecordSize());
                    fetcher.shutdownFetcher();
                    return first;
                };

        assertThat(publisher.run(consumer)).isEqualTo(RecordPublisherRunResult.INCOMPLETE);
        assertThat(publisher.run(consumer)).isEqualTo(RecordPublisherRunResult.INCOMPLETE);

        assertThat(batches).containsExactly(20, 0);
        assertThat(kinesis.reads).isEqualTo(1);
    }

    @Test
    void aRecordOfAnAggregateHasItsIndex() {
        OneShardFetcher fetcher = new OneShardFetcher(started -> {});
        StreamRecord record = order().at("shardId-000000000000", "42").record();

        fetcher.emitRecordAndUpdateState(record, 0, 0, new SequenceNumber("42", 3));
        fetcher.emitRecordAndUpdateState(record, 0, 0, new SequenceNumber("42"));

        assertThat(fetcher.source.records).containsExactly(record.inAggregate(3), record);
        assertThat(fetcher.source.records.get(0).position())
                .isEqualTo(new StreamPosition("shardId-000000000000", "42", 3));
    }

    /** A fetcher of one shard. It runs an action while it subscribes to the shard. */
    private static class OneShardFetcher extends WholeRecordsFetcher {

        private final Consumer<WholeRecordsFetcher> whenSubscribing;
        private final CollectingSource source;

        OneShardFetcher(Consumer<WholeRecordsFetcher> whenSubscribing) {
            this(whenSubscribing, new CollectingSource());
        }

        private OneShardFetcher(
                Consumer<WholeRecordsFetcher> whenSubscribing, CollectingSource source) {
            super(
                    List.of("orders"),
                    source,
                    new MockStreamingRuntimeContext(false, 1, 0),
                    properties(),
                    new StreamRecordSchema(),
                    new UniformShardAssigner());
            this.whenSubscribing = whenSubscribing;
            this.source = source;
            advanceLastDiscoveredShardOfStream("orders", SHARD.getShard().getShardId());
            registerNewSubscribedShardState(
                    new KinesisStreamShardState(
                            convertToStreamShardMetadata(SHARD),
                            SHARD,
                            SentinelSequenceNumber.SENTINEL_EARLIEST_SEQUENCE_NUM.get()));
        }

        @Override
        protected RecordPublisher createRecordPublisher(
                SequenceNumber lastSequenceNumber,
                Properties properties,
                MetricGroup metrics,
                StreamShardHandle shard) {
            whenSubscribing.accept(this);
            return consumer -> RecordPublisherRunResult.COMPLETE;
        }

        private static Properties properties() {
            Properties properties = new Properties();
            properties.setProperty("aws.region", "eu-west-1");
            // No service listens there. The test sends no request.
            properties.setProperty("aws.endpoint", "http://127.0.0.1:1");
            properties.setProperty("aws.credentials.provider", "BASIC");
            properties.setProperty("aws.credentials.provider.basic.accesskeyid", "id");
            properties.setProperty("aws.credentials.provider.basic.secretkey", "secret");
            return properties;
        }
    }

    /** Gives the same answer to every read. */
    private static final class OneShard implements KinesisProxyInterface {

        private final List<ByteBuffer> answer;
        private int reads;

        OneShard(List<ByteBuffer> answer) {
            this.answer = answer;
        }

        @Override
        public GetRecordsResult getRecords(String shardIterator, int most) {
            reads++;
            return new GetRecordsResult()
                    .withNextShardIterator(shardIterator)
                    .withRecords(
                            answer.stream()
                                    .map(data -> new Record().withData(data).withPartitionKey("k1"))
                                    .collect(toList()));
        }

        @Override
        public String getShardIterator(StreamShardHandle shard, String type, Object marker) {
            return "iterator-1";
        }

        @Override
        public GetShardListResult getShardList(Map<String, String> lastSeenShards) {
            throw new UnsupportedOperationException();
        }
    }

    /** Keeps all records. */
    @SuppressWarnings("deprecation")
    private static final class CollectingSource
            implements org.apache.flink.streaming.api.functions.source.SourceFunction.SourceContext<
                    StreamRecord> {

        private final List<StreamRecord> records = new ArrayList<>();

        @Override
        public void collect(StreamRecord record) {
            records.add(record);
        }

        @Override
        public void collectWithTimestamp(StreamRecord record, long timestamp) {
            records.add(record);
        }

        @Override
        public void emitWatermark(Watermark watermark) {}

        @Override
        public void markAsTemporarilyIdle() {}

        @Override
        public Object getCheckpointLock() {
            return this;
        }

        @Override
        public void close() {}
    }
}
