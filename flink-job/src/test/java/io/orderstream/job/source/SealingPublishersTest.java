package io.orderstream.job.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.HashKeyRange;
import org.apache.flink.kinesis.shaded.org.reactivestreams.Subscriber;
import org.apache.flink.kinesis.shaded.org.reactivestreams.Subscription;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.core.SdkBytes;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.core.async.SdkPublisher;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.services.kinesis.model.Record;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;
import org.apache.flink.kinesis.shaded.software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;
import org.apache.flink.streaming.connectors.kinesis.proxy.KinesisProxyAsyncV2Interface;
import org.junit.jupiter.api.Test;

/** Enhanced fan-out, which no emulator here has; end-to-end tests poll. */
class SealingPublishersTest {

    private static final byte[] AGGREGATE = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2, 7};

    private final List<SubscribeToShardEventStream> seen = new ArrayList<>();

    @Test
    void fanOutSealsTheRecordsOfAnEventAndKeepsTheRest() {
        SubscribeToShardEvent event =
                SubscribeToShardEvent.builder()
                        .records(record("1", AGGREGATE), record("2", new byte[] {9}))
                        .continuationSequenceNumber("3")
                        .millisBehindLatest(4L)
                        .build();
        AggregateSeal seal =
                new AggregateSeal(
                        new HashKeyRange().withStartingHashKey("0").withEndingHashKey("9"));

        CompletableFuture<Void> subscription =
                SealingPublishers.fanOut(new OneEvent(event), seal)
                        .subscribeToShard(
                                SubscribeToShardRequest.builder().build(), new Collecting());

        assertThat(subscription).isCompleted();
        assertThat(seen)
                .containsExactly(
                        event.toBuilder()
                                .records(
                                        record(
                                                "1",
                                                new byte[] {
                                                    0,
                                                    (byte) 0xf3,
                                                    (byte) 0x89,
                                                    (byte) 0x9a,
                                                    (byte) 0xc2,
                                                    7
                                                }),
                                        record("2", new byte[] {9}))
                                .build());
    }

    private static Record record(String sequenceNumber, byte[] data) {
        return Record.builder()
                .sequenceNumber(sequenceNumber)
                .partitionKey("k")
                .data(SdkBytes.fromByteArray(data))
                .build();
    }

    /** A shard in which this happens. */
    private static final class OneEvent implements KinesisProxyAsyncV2Interface {

        private final SubscribeToShardEvent event;

        OneEvent(SubscribeToShardEvent event) {
            this.event = event;
        }

        @Override
        public CompletableFuture<Void> subscribeToShard(
                SubscribeToShardRequest request, SubscribeToShardResponseHandler handler) {
            handler.onEventStream(
                    SdkPublisher.adapt(
                            subscriber ->
                                    subscriber.onSubscribe(
                                            new Subscription() {
                                                @Override
                                                public void request(long howMany) {
                                                    subscriber.onNext(event);
                                                }

                                                @Override
                                                public void cancel() {}
                                            })));
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}
    }

    private final class Collecting implements SubscribeToShardResponseHandler {

        @Override
        public void onEventStream(SdkPublisher<SubscribeToShardEventStream> events) {
            events.subscribe(
                    new Subscriber<>() {
                        @Override
                        public void onSubscribe(Subscription subscription) {
                            subscription.request(1);
                        }

                        @Override
                        public void onNext(SubscribeToShardEventStream event) {
                            seen.add(event);
                        }

                        @Override
                        public void onError(Throwable failure) {
                            throw new AssertionError(failure);
                        }

                        @Override
                        public void onComplete() {}
                    });
        }

        @Override
        public void responseReceived(SubscribeToShardResponse response) {}

        @Override
        public void exceptionOccurred(Throwable failure) {}

        @Override
        public void complete() {}
    }
}
