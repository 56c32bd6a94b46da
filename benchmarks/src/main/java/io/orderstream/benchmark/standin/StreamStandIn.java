package io.orderstream.benchmark.standin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.eclipse.jetty.server.Request;

/**
 * A Kinesis stream with a backlog of orders, to be read with the limits of the real service: for
 * each shard five reads and 2 MB a second, for each read 10,000 records and 10 MB. Who asks too
 * early is refused with {@code ProvisionedThroughputExceededException}, as there.
 *
 * <pre>{@code
 * new StreamStandIn(Duration.ofMillis(10), 4, 60_000)  // four shards with 60,000 orders each
 * }</pre>
 */
public final class StreamStandIn extends LatentServer {

    /** What a shard gives out in a second. */
    public static final int BYTES_PER_SECOND = 2 * 1024 * 1024;

    private static final int READS_PER_SECOND = 5;
    private static final int MAX_RECORDS = 10_000;
    private static final int MAX_BYTES = 10 * 1024 * 1024;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final BigInteger HASHES = BigInteger.TWO.pow(128);
    private static final Instant ARRIVAL = Instant.parse("2026-11-23T10:00:00Z");
    private static final String TRIM_HORIZON = "TRIM_HORIZON";

    // Maps and arrays without a length, so that records can be put between begin and end as they
    // are.
    private static final int MAP = 0xBF;
    private static final int ARRAY = 0x9F;
    private static final int END = 0xFF;

    private static final CBORMapper CBOR = new CBORMapper();
    private static final Map<String, String> HEADERS =
            Map.of("content-type", "application/x-amz-cbor-1.1");

    private final List<Shard> shards;

    /** A stream with this many orders in each shard; no two are the same. */
    public StreamStandIn(Duration latency, int shards, int ordersEach) {
        super(latency);
        this.shards =
                IntStream.range(0, shards)
                        .parallel()
                        .mapToObj(number -> new Shard((long) number * ordersEach, ordersEach))
                        .toList();
    }

    /** When the first records went out, by {@link System#nanoTime()}. */
    public long firstReadNanos() {
        return shards.stream()
                .mapToLong(Shard::firstReadNanos)
                .filter(at -> at > 0)
                .min()
                .orElse(0);
    }

    /** When the last record was read from the last shard, by {@link System#nanoTime()}. */
    public long lastReadNanos() {
        return shards.stream().mapToLong(Shard::lastReadNanos).max().orElse(0);
    }

    /** How many bytes of records there are. */
    public long recordBytes() {
        return shards.stream().mapToLong(Shard::dataBytes).sum();
    }

    /** How many reads were refused. */
    public long refused() {
        return shards.stream().mapToLong(Shard::refused).sum();
    }

    @Override
    String kind(Request request) {
        String target = String.valueOf(request.getHeaders().get("x-amz-target"));
        return target.substring(target.indexOf('.') + 1);
    }

    @Override
    Answer answer(Request request, String kind, ByteBuffer body) {
        try {
            byte[] bytes = new byte[body.remaining()];
            body.get(bytes);
            JsonNode question = CBOR.readTree(bytes);
            return switch (kind) {
                case "DescribeStream" -> ok(describe(question));
                case "ListShards" -> ok(list(question));
                case "GetShardIterator" -> ok(iterator(question));
                case "GetRecords" -> records(question);
                default -> error("InvalidArgumentException", kind + " is not played here");
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Object> describe(JsonNode question) {
        String name = question.required("StreamName").asText();
        return Map.of(
                "StreamDescription",
                Map.of(
                        "StreamName",
                        name,
                        "StreamARN",
                        "arn:aws:kinesis:us-east-1:000000000000:stream/" + name,
                        "StreamStatus",
                        "ACTIVE",
                        "Shards",
                        List.of(),
                        "HasMoreShards",
                        false));
    }

    private Map<String, Object> list(JsonNode question) {
        List<Map<String, Object>> listed = new ArrayList<>();
        // Who has seen a shard asks for the ones after it, of which there never are any.
        if (!question.has("ExclusiveStartShardId")) {
            BigInteger width = HASHES.divide(BigInteger.valueOf(shards.size()));
            for (int i = 0; i < shards.size(); i++) {
                BigInteger first = width.multiply(BigInteger.valueOf(i));
                listed.add(
                        Map.of(
                                "ShardId",
                                String.format(Locale.ROOT, "shardId-%012d", i),
                                "HashKeyRange",
                                Map.of(
                                        "StartingHashKey",
                                        first.toString(),
                                        "EndingHashKey",
                                        first.add(width).subtract(BigInteger.ONE).toString()),
                                "SequenceNumberRange",
                                Map.of("StartingSequenceNumber", sequenceNumber(0))));
            }
        }
        return Map.of("Shards", listed);
    }

    private static Map<String, Object> iterator(JsonNode question) {
        int shard = Integer.parseInt(question.required("ShardId").asText().substring(8));
        String type = question.required("ShardIteratorType").asText();
        if (!type.equals(TRIM_HORIZON)) {
            throw new IllegalArgumentException("No shard is read from " + type + " here");
        }
        return Map.of("ShardIterator", shard + ":0");
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

    private static Answer ok(Map<String, Object> answer) {
        return new Answer(200, HEADERS, ByteBuffer.wrap(cbor(answer)));
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

    /** Its records, ready-made one behind the other, and what was read of it lately. */
    private static final class Shard {

        private final byte[] records;
        private final int[] ends;
        private final int[] sizes;
        private final Deque<Long> reads = new ArrayDeque<>();
        private long readableFrom = Long.MIN_VALUE;
        private long firstRead;
        private long lastRead;
        private long refused;

        Shard(long firstOrder, int orders) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            ends = new int[orders];
            sizes = new int[orders];
            for (int i = 0; i < orders; i++) {
                byte[] data = SampleOrders.record(firstOrder + i);
                String partitionKey = Long.toString(firstOrder + i);
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("SequenceNumber", sequenceNumber(firstOrder + i));
                fields.put("ApproximateArrivalTimestamp", ARRIVAL.toEpochMilli());
                fields.put("Data", data);
                fields.put("PartitionKey", partitionKey);
                all.writeBytes(cbor(fields));
                ends[i] = all.size();
                sizes[i] = data.length + partitionKey.length();
            }
            records = all.toByteArray();
        }

        synchronized Answer read(int number, int from, int most) {
            long now = System.nanoTime();
            while (!reads.isEmpty() && now - reads.peek() >= SECOND) {
                reads.remove();
            }
            if (reads.size() >= READS_PER_SECOND
                    || (readableFrom != Long.MIN_VALUE && now - readableFrom < 0)) {
                refused++;
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
            readableFrom = now + bytes * SECOND / BYTES_PER_SECOND;
            if (to > from) {
                firstRead = firstRead == 0 ? now : firstRead;
                lastRead = now;
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

        synchronized long firstReadNanos() {
            return firstRead;
        }

        synchronized long lastReadNanos() {
            return lastRead;
        }

        synchronized long refused() {
            return refused;
        }

        long dataBytes() {
            return IntStream.of(sizes).asLongStream().sum();
        }
    }
}
