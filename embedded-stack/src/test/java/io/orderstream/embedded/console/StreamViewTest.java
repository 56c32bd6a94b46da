package io.orderstream.embedded.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;

class StreamViewTest {

    private static final int SHARDS = 16;
    private static final int RECORD_BYTES = 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration LIMIT = Duration.ofSeconds(3);

    /** The 50 newest records of each of the 16 shards have 800 MiB together. The heap has 1 GiB. */
    @Test
    void keepsOnlyTheBeginningOfLargeRecords() {
        long limit = Runtime.getRuntime().maxMemory() / 4;
        LargeRecords stream = new LargeRecords();

        JsonNode json =
                new StreamView(stream, "orders", PATIENCE).page(Optional.empty(), Optional.empty());

        assertThat(stream.maxInUse).isLessThan(limit);
        assertThat(json.path("records")).hasSize(50);
        assertThat(json.at("/records/0/bytes").asInt()).isEqualTo(RECORD_BYTES);
        assertThat(json.at("/records/0/data").asText()).hasSize(Excerpt.RECORD_BYTES / 3 * 4);
    }

    /**
     * Nearly all records of this stream are three days old, and only ten are newer. A stack with
     * {@code --keep} may have such a stream.
     */
    @Test
    void findsTheNewestRecordsOfALongAndOldStream() {
        StreamView view = new StreamView(new OldRecords(), "orders", PATIENCE);

        JsonNode first = view.page(Optional.empty(), Optional.empty());
        JsonNode second = view.page(Optional.empty(), Optional.of(first.path("next").asText()));

        assertThat(first.path("records").findValuesAsText("sequencenumber"))
                .containsExactlyElementsOf(downFrom(OldRecords.COUNT - 1));
        assertThat(second.path("records").findValuesAsText("sequencenumber"))
                .containsExactlyElementsOf(downFrom(OldRecords.COUNT - 51));
    }

    @Test
    void saysThatRecordsMayBeMissing_whenTheTimeIsOver() {
        OldRecords slow = new OldRecords();
        // Call 13 is the last call for the window of time that has the ten newest records. The
        // windows that the view reads before this one have no records, or too many.
        slow.slowCall = 13;

        JsonNode json =
                new StreamView(slow, "orders", LIMIT).page(Optional.empty(), Optional.empty());

        assertThat(json.path("records")).hasSize(10);
        assertThat(json.path("more").asText())
                .isEqualTo("The stream answered slowly, so records may be missing here.");
        StreamView hasty = new StreamView(slow, "orders", Duration.ZERO);
        assertThatThrownBy(() -> hasty.page(Optional.empty(), Optional.empty()))
                .isInstanceOf(ApiCallTimeoutException.class);
    }

    private static List<String> downFrom(int newest) {
        return IntStream.range(0, 50).mapToObj(i -> Integer.toString(newest - i)).toList();
    }

    /**
     * Three days ago, 29,990 records arrived within three seconds, ten in each millisecond. One day
     * ago, the last ten arrived. The only shard is on the second page of the list of shards.
     */
    private static final class OldRecords implements KinesisClient {

        private static final int COUNT = 30_000;

        private final Instant now = Instant.now();
        private int slowCall;
        private int calls;

        private Instant arrival(int number) {
            return number < COUNT - 10
                    ? now.minus(Duration.ofDays(3)).plusMillis(number / 10)
                    : now.minus(Duration.ofDays(1)).plusMillis(number);
        }

        @Override
        public ListShardsResponse listShards(ListShardsRequest request) {
            if (request.nextToken() == null) {
                return ListShardsResponse.builder().nextToken("2").build();
            }
            // Kinesis refuses a request that has both a next token and the stream's name.
            assertThat(request.streamName()).isNull();
            return ListShardsResponse.builder()
                    .shards(
                            Shard.builder()
                                    .shardId("shardId-0")
                                    .sequenceNumberRange(range -> {})
                                    .build())
                    .build();
        }

        @Override
        public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
            Instant from = Optional.ofNullable(request.timestamp()).orElse(Instant.EPOCH);
            int first = 0;
            while (first < COUNT && arrival(first).isBefore(from)) {
                first++;
            }
            return GetShardIteratorResponse.builder()
                    .shardIterator(Integer.toString(first))
                    .build();
        }

        @Override
        public GetRecordsResponse getRecords(GetRecordsRequest request) {
            if (++calls == slowCall) {
                long end = System.nanoTime() + LIMIT.toNanos();
                while (System.nanoTime() < end) {
                    LockSupport.parkNanos(end - System.nanoTime());
                }
            }
            int first = Integer.parseInt(request.shardIterator());
            int end = Math.min(first + request.limit(), COUNT);
            Instant reached = arrival(Math.max(0, end - 1));
            return GetRecordsResponse.builder()
                    .records(IntStream.range(first, end).mapToObj(this::record).toList())
                    .nextShardIterator(Integer.toString(end))
                    .millisBehindLatest(Duration.between(reached, arrival(COUNT - 1)).toMillis())
                    .build();
        }

        private Record record(int number) {
            return Record.builder()
                    .sequenceNumber(Integer.toString(number))
                    .partitionKey("k")
                    .approximateArrivalTimestamp(arrival(number))
                    .data(SdkBytes.fromUtf8String("r"))
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }

    /** Each shard has 52 records: four answers with 13 each, and then an answer without records. */
    private static final class LargeRecords implements KinesisClient {

        private static final int ANSWERS = 4;
        private static final int RECORDS = 13;

        private long maxInUse;

        @Override
        public ListShardsResponse listShards(ListShardsRequest request) {
            return ListShardsResponse.builder()
                    .shards(
                            IntStream.range(0, SHARDS)
                                    .mapToObj(
                                            i ->
                                                    Shard.builder()
                                                            .shardId("shardId-" + i)
                                                            .sequenceNumberRange(range -> {})
                                                            .build())
                                    .toList())
                    .build();
        }

        @Override
        public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
            return GetShardIteratorResponse.builder().shardIterator("0").build();
        }

        @Override
        public GetRecordsResponse getRecords(GetRecordsRequest request) {
            measure();
            int answer = Integer.parseInt(request.shardIterator());
            return GetRecordsResponse.builder()
                    .records(
                            IntStream.range(0, answer < ANSWERS ? RECORDS : 0)
                                    .mapToObj(i -> record(answer * RECORDS + i))
                                    .toList())
                    .nextShardIterator(Integer.toString(answer + 1))
                    .millisBehindLatest(0L)
                    .build();
        }

        /**
         * Measures the memory in use after a garbage collection. This memory includes what the view
         * keeps.
         */
        private void measure() {
            Runtime runtime = Runtime.getRuntime();
            if (runtime.totalMemory() - runtime.freeMemory() > maxInUse) {
                System.gc();
                maxInUse = Math.max(maxInUse, runtime.totalMemory() - runtime.freeMemory());
            }
        }

        private static Record record(int number) {
            return Record.builder()
                    .sequenceNumber(Integer.toString(number))
                    .partitionKey("k")
                    .approximateArrivalTimestamp(Instant.EPOCH.plusSeconds(number))
                    .data(SdkBytes.fromByteArrayUnsafe(new byte[RECORD_BYTES]))
                    .build();
        }

        @Override
        public String serviceName() {
            return SERVICE_NAME;
        }

        @Override
        public void close() {}
    }
}
