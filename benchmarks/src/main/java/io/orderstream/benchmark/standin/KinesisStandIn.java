package io.orderstream.benchmark.standin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.orderstream.benchmark.orders.SampleOrders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.jetty.server.Request;

/**
 * A stand-in for a Kinesis stream with a backlog of orders. It has the read limits of the service:
 * five reads and 2 MB a second for each shard, 10,000 records and 10 MB for each read. A read that
 * comes too early gets a {@code ProvisionedThroughputExceededException}. The stand-in accepts
 * PutRecord, but does not store the record.
 *
 * <pre>{@code
 * new KinesisStandIn(Duration.ofMillis(10), 4, 60_000)  // four shards with 60,000 orders each
 * }</pre>
 */
public final class KinesisStandIn extends LatentServer {

    /** The read limit of a shard, in bytes a second. */
    public static final int BYTES_PER_SECOND = 2 * 1024 * 1024;

    private static final int READS_PER_SECOND = 5;
    private static final int MAX_RECORDS = 10_000;
    private static final int MAX_BYTES = 10 * 1024 * 1024;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final BigInteger HASH_KEYS = BigInteger.TWO.pow(128);
    private static final Instant ARRIVAL = Instant.parse("2026-11-23T10:00:00Z");

    // These bytes begin and end CBOR maps and arrays of indefinite length. So the parts of an
    // answer are simply joined, and records can be encoded in advance.
    private static final int MAP = 0xBF;
    private static final int ARRAY = 0x9F;
    private static final int END = 0xFF;

    private static final JsonMapper JSON = new JsonMapper();
    private static final CBORMapper CBOR = new CBORMapper();

    private static final String PUT_RECORD_ANSWER =
            """
            {"ShardId":"shardId-000000000000",
             "SequenceNumber":"49670000000000000000000000000000000000000000000001"}
            """;
    private static final Map<String, String> HEADERS =
            Map.of("content-type", "application/x-amz-cbor-1.1");

    private final List<Shard> shards;
    private final AtomicLong firstRead = new AtomicLong();

    /**
     * Starts a stand-in.
     *
     * @param latency the time that each answer takes
     * @param shards the number of shards
     * @param ordersEach the number of orders in each shard; all orders are different
     */
    public KinesisStandIn(Duration latency, int shards, int ordersEach) {
        super(latency);
        this.shards =
                IntStream.range(0, shards)
                        .parallel()
                        .mapToObj(number -> new Shard((long) number * ordersEach, ordersEach))
                        .toList();
    }

    /**
     * Returns the time of the first read that got records, by {@link System#nanoTime()}; 0 if there
     * was no such read.
     */
    public long firstReadNanos() {
        return firstRead.get();
    }

    /** Returns the bytes of the whole backlog: data and partition keys. */
    public long recordBytes() {
        return shards.stream().mapToLong(Shard::recordBytes).sum();
    }

    @Override
    Answer answer(Request request, String kind, ByteBuffer body) {
        try {
            byte[] bytes = new byte[body.remaining()];
            body.get(bytes);
            JsonNode question = CBOR.readTree(bytes);
            return switch (kind) {
                case "DescribeStream" -> ok(describe(question.required("StreamName").asText()));
                case "ListShards" -> ok(list(question.has("ExclusiveStartShardId")));
                case "GetShardIterator" -> ok(iterator(question));
                case "GetRecords" -> records(question);
                case "PutRecord" -> ok(PUT_RECORD_ANSWER);
                default ->
                        error("InvalidArgumentException", "The stand-in does not support " + kind);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String describe(String stream) {
        return """
                {"StreamDescription":{"StreamName":"%1$s",
                  "StreamARN":"arn:aws:kinesis:us-east-1:000000000000:stream/%1$s",
                  "StreamStatus":"ACTIVE","Shards":[],"HasMoreShards":false}}
                """
                .formatted(stream);
    }

    /** Lists all shards, or no shard if the request asks for the shards after a known one. */
    private String list(boolean afterKnownShard) {
        return IntStream.range(0, afterKnownShard ? 0 : shards.size())
                .mapToObj(this::listed)
                .collect(Collectors.joining(",", "{\"Shards\":[", "]}"));
    }

    private String listed(int shard) {
        BigInteger width = HASH_KEYS.divide(BigInteger.valueOf(shards.size()));
        BigInteger first = width.multiply(BigInteger.valueOf(shard));
        BigInteger last = first.add(width).subtract(BigInteger.ONE);
        return String.format(
                Locale.ROOT,
                """
                {"ShardId":"shardId-%012d",
                 "HashKeyRange":{"StartingHashKey":"%s","EndingHashKey":"%s"},
                 "SequenceNumberRange":{"StartingSequenceNumber":"%s"}}
                """,
                shard,
                first,
                last,
                sequenceNumber(0));
    }

    private static String iterator(JsonNode question) {
        int shard = Integer.parseInt(question.required("ShardId").asText().substring(8));
        String type = question.required("ShardIteratorType").asText();
        if (!type.equals("TRIM_HORIZON")) {
            throw new IllegalArgumentException(
                    "The stand-in supports TRIM_HORIZON only, not " + type);
        }
        return "{\"ShardIterator\":\"" + shard + ":0\"}";
    }

    private Answer records(JsonNode question) {
        String[] shardAndPosition = question.required("ShardIterator").asText().split(":", 2);
        int number = Integer.parseInt(shardAndPosition[0]);
        return shards.get(number)
                .read(
                        number,
                        Integer.parseInt(shardAndPosition[1]),
                        Math.min(MAX_RECORDS, question.path("Limit").asInt(MAX_RECORDS)));
    }

    private static String sequenceNumber(long number) {
        return String.format(Locale.ROOT, "49670000000000000000000000000000%024d", number);
    }

    private static Answer ok(String json) {
        try {
            return new Answer(200, HEADERS, ByteBuffer.wrap(cbor(JSON.readTree(json))));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer error(String type, String message) {
        return new Answer(
                400, HEADERS, ByteBuffer.wrap(cbor(Map.of("__type", type, "message", message))));
    }

    private static byte[] cbor(Object value) {
        try {
            return CBOR.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The encoded records of a shard, one after the other, and the times of its last reads. */
    private final class Shard {

        private final byte[] records;
        private final int[] ends;
        private final int[] sizes;
        private final Deque<Long> reads = new ArrayDeque<>();
        private long readableFrom = System.nanoTime();

        Shard(long firstOrder, int orders) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ends = new int[orders];
            sizes = new int[orders];
            for (int i = 0; i < orders; i++) {
                byte[] data = SampleOrders.record(firstOrder + i);
                String partitionKey = Long.toString(firstOrder + i);
                all.writeBytes(
                        cbor(
                                Map.of(
                                        "SequenceNumber",
                                        sequenceNumber(firstOrder + i),
                                        "ApproximateArrivalTimestamp",
                                        ARRIVAL.toEpochMilli(),
                                        "Data",
                                        data,
                                        "PartitionKey",
                                        partitionKey)));
                ends[i] = all.size();
                sizes[i] = data.length + partitionKey.length();
            }
            records = all.toByteArray();
        }

        long recordBytes() {
            return IntStream.of(sizes).asLongStream().sum();
        }

        synchronized Answer read(int number, int from, int most) {
            long now = System.nanoTime();
            while (!reads.isEmpty() && now - reads.peek() >= SECOND_NANOS) {
                reads.remove();
            }
            if (reads.size() >= READS_PER_SECOND || now - readableFrom < 0) {
                return error(
                        "ProvisionedThroughputExceededException",
                        "Rate exceeded for shard " + number);
            }
            reads.add(now);
            int to = from;
            long bytes = 0;
            while (to < ends.length && to - from < most && bytes + sizes[to] <= MAX_BYTES) {
                bytes += sizes[to++];
            }
            readableFrom = now + bytes * SECOND_NANOS / BYTES_PER_SECOND;
            if (to > from) {
                firstRead.compareAndSet(0, now);
            }
            return answer(number, from, to);
        }

        private Answer answer(int number, int from, int to) {
            int start = from == 0 ? 0 : ends[from - 1];
            int end = to == 0 ? 0 : ends[to - 1];
            ByteArrayOutputStream answer = new ByteArrayOutputStream(end - start + 128);
            answer.write(MAP);
            answer.writeBytes(cbor("Records"));
            answer.write(ARRAY);
            answer.write(records, start, end - start);
            answer.write(END);
            answer.writeBytes(cbor("NextShardIterator"));
            answer.writeBytes(cbor(number + ":" + to));
            answer.writeBytes(cbor("MillisBehindLatest"));
            answer.writeBytes(cbor(to == ends.length ? 0 : 1_000));
            answer.write(END);
            return new Answer(200, HEADERS, ByteBuffer.wrap(answer.toByteArray()));
        }
    }
}
