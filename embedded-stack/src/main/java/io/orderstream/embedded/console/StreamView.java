package io.orderstream.embedded.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.orderstream.embedded.json.StackJson;

import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The newest records of the stream. */
public final class StreamView implements AutoCloseable {

    private static final int MOST_RECORDS = 50;
    private static final int MOST_SHARDS = 16;

    /** How many records of a shard are read in one window, at most. */
    private static final int MOST_READS = 5;

    private static final int READ_LIMIT = 2_000;

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
            NewestRecords newest = read(shard.shardId());
            found.addAll(newest.records());
            isWhole &= newest.isWhole();
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
                        Comparator.comparing(Found::arrivedAt)
                                .thenComparing(Found::order)
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
        json.put("shardid", found.shardId());
        json.put("sequencenumber", found.sequenceNumber());
        json.put("partitionkey", found.partitionKey());
        json.put("arrivedat", found.arrivedAt().toString());
        json.put("bytes", found.bytes());
        json.put("data", found.data());
    }

    /**
     * Reads the newest records of a shard. Kinesis cannot read backwards. So this reads the last
     * seconds, and then longer times, as long as there is room for more records and the end is
     * reached.
     */
    private NewestRecords read(String shardId) {
        NewestRecords newest = new NewestRecords(List.of(), true);
        for (GetShardIteratorRequest.Builder from : List.of(last(10), last(600), all())) {
            if (newest.records().size() < MOST_RECORDS) {
                NewestRecords longer =
                        read(shardId, from.streamName(stream).shardId(shardId).build());
                if (!longer.isWhole()) {
                    return newest.records().isEmpty() ? longer : newest;
                }
                newest = longer;
            }
        }
        return newest;
    }

    private static GetShardIteratorRequest.Builder last(int seconds) {
        return GetShardIteratorRequest.builder()
                .shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
                .timestamp(Instant.now().minusSeconds(seconds));
    }

    private static GetShardIteratorRequest.Builder all() {
        return GetShardIteratorRequest.builder().shardIteratorType(ShardIteratorType.TRIM_HORIZON);
    }

    private NewestRecords read(String shardId, GetShardIteratorRequest from) {
        Deque<Found> newest = new ArrayDeque<>();
        String iterator = kinesis.getShardIterator(from).shardIterator();
        for (int i = 0; i < MOST_READS && iterator != null; i++) {
            String next = iterator;
            GetRecordsResponse read =
                    kinesis.getRecords(request -> request.shardIterator(next).limit(READ_LIMIT));
            List<Record> records = read.records();
            records.subList(Math.max(0, records.size() - MOST_RECORDS), records.size())
                    .forEach(record -> newest.add(Found.of(shardId, record)));
            while (newest.size() > MOST_RECORDS) {
                newest.removeFirst();
            }
            if (records.isEmpty() && read.millisBehindLatest() == 0) {
                return new NewestRecords(List.copyOf(newest), true);
            }
            iterator = read.nextShardIterator();
        }
        return new NewestRecords(List.copyOf(newest), iterator == null);
    }

    @Override
    public void close() {
        kinesis.close();
    }

    /**
     * The last records that were read of a shard.
     *
     * @param isWhole whether the end of the shard was reached
     */
    private record NewestRecords(List<Found> records, boolean isWhole) {}

    /**
     * A record without most of its data: 50 records of 1 MiB of each shard would not fit into
     * memory.
     *
     * @param bytes the length of the whole data
     * @param data the beginning of the data, in base64
     */
    private record Found(
            String shardId,
            String sequenceNumber,
            String partitionKey,
            Instant arrivedAt,
            int bytes,
            String data) {

        private static Found of(String shardId, Record record) {
            byte[] data = record.data().asByteArrayUnsafe();
            return new Found(
                    shardId,
                    record.sequenceNumber(),
                    record.partitionKey(),
                    record.approximateArrivalTimestamp(),
                    data.length,
                    Excerpt.base64(data));
        }

        private BigInteger order() {
            return new BigInteger(sequenceNumber);
        }
    }
}
