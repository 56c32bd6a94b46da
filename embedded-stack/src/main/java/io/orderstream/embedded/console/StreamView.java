package io.orderstream.embedded.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.json.StackJson;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The newest records of the stream. */
public final class StreamView implements AutoCloseable {

    private static final int MOST_RECORDS = 50;
    private static final int MOST_SHARDS = 16;

    /** How many records of a shard are read in one window, at most. */
    private static final int MOST_READS = 5;

    private static final int READ_LIMIT = 2_000;

    /**
     * Kinesis cannot read backwards. So the last seconds are read first, and a longer time only if
     * there is no record in them.
     */
    private static final List<Duration> WINDOWS =
            List.of(Duration.ofSeconds(10), Duration.ofMinutes(10));

    private final KinesisClient kinesis;
    private final String stream;

    /** A view of this stream. It closes the client. */
    public StreamView(KinesisClient kinesis, String stream) {
        this.kinesis = kinesis;
        this.stream = stream;
    }

    /**
     * The shards, and the newest records of one of them or of all, the newest first: {@code
     * {"shards":[{"shardid":"…","open":true}],"records":[{"shardid":"…","sequencenumber":"…",
     * "partitionkey":"…","arrivedat":"…","bytes":412,"data":"eyJ…"}],"more":"…"}}. Data is in
     * base64, and cut. The member {@code more} says what was left out.
     */
    ObjectNode newest(Optional<String> shardId) {
        List<Shard> shards = kinesis.listShards(request -> request.streamName(stream)).shards();
        List<Shard> chosen =
                shards.stream()
                        .filter(shard -> shardId.isEmpty() || shard.shardId().equals(shardId.get()))
                        .sorted(Comparator.comparing(StreamView::isOpen).reversed())
                        .toList();
        if (shardId.isPresent() && chosen.isEmpty()) {
            throw new BadQueryException("shardid: expected a shard of the stream");
        }
        List<Found> found = new ArrayList<>();
        boolean isWhole = true;
        for (Shard shard : chosen.subList(0, Math.min(chosen.size(), MOST_SHARDS))) {
            isWhole &= addNewest(shard.shardId(), found);
        }
        ObjectNode json = StackJson.MAPPER.createObjectNode();
        ArrayNode list = json.putArray("shards");
        shards.forEach(
                shard ->
                        list.addObject()
                                .put("shardid", shard.shardId())
                                .put("open", isOpen(shard)));
        ArrayNode records = json.putArray("records");
        found.stream()
                .sorted(
                        Comparator.comparing(Found::arrival)
                                .thenComparing(Found::sequence)
                                .reversed())
                .limit(MOST_RECORDS)
                .forEach(one -> write(one, records.addObject()));
        if (chosen.size() > MOST_SHARDS) {
            json.put(
                    "more", "Only " + MOST_SHARDS + " shards were read. Choose one to see others.");
        } else if (!isWhole) {
            json.put("more", "A shard has so many records that its newest ones are not shown.");
        }
        return json;
    }

    private static boolean isOpen(Shard shard) {
        return shard.sequenceNumberRange().endingSequenceNumber() == null;
    }

    private static void write(Found found, ObjectNode json) {
        Record record = found.record();
        byte[] data = record.data().asByteArrayUnsafe();
        json.put("shardid", found.shardId());
        json.put("sequencenumber", record.sequenceNumber());
        json.put("partitionkey", record.partitionKey());
        json.put("arrivedat", record.approximateArrivalTimestamp().toString());
        json.put("bytes", data.length);
        json.put("data", Excerpt.base64(data));
    }

    /** Adds the newest records of a shard. Returns false if the shard has newer ones. */
    private boolean addNewest(String shardId, List<Found> found) {
        for (Duration window : WINDOWS) {
            Instant from = Instant.now().minus(window);
            Deque<Record> newest = new ArrayDeque<>();
            boolean isWhole =
                    read(
                            newest,
                            GetShardIteratorRequest.builder()
                                    .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                                    .timestamp(from),
                            shardId);
            if (!newest.isEmpty()) {
                newest.forEach(record -> found.add(new Found(shardId, record)));
                return isWhole;
            }
        }
        Deque<Record> newest = new ArrayDeque<>();
        boolean isWhole =
                read(
                        newest,
                        GetShardIteratorRequest.builder()
                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON),
                        shardId);
        newest.forEach(record -> found.add(new Found(shardId, record)));
        return isWhole;
    }

    /** Reads from the iterator to the end. Returns false if the end was not reached. */
    private boolean read(
            Deque<Record> newest, GetShardIteratorRequest.Builder from, String shardId) {
        String iterator =
                kinesis.getShardIterator(from.streamName(stream).shardId(shardId).build())
                        .shardIterator();
        for (int i = 0; i < MOST_READS && iterator != null; i++) {
            String next = iterator;
            GetRecordsResponse read =
                    kinesis.getRecords(request -> request.shardIterator(next).limit(READ_LIMIT));
            newest.addAll(read.records());
            while (newest.size() > MOST_RECORDS) {
                newest.removeFirst();
            }
            if (read.records().isEmpty() && read.millisBehindLatest() == 0) {
                return true;
            }
            iterator = read.nextShardIterator();
        }
        return iterator == null;
    }

    @Override
    public void close() {
        kinesis.close();
    }

    private record Found(String shardId, Record record) {

        private Instant arrival() {
            return record.approximateArrivalTimestamp();
        }

        private BigInteger sequence() {
            return new BigInteger(record.sequenceNumber());
        }
    }
}
