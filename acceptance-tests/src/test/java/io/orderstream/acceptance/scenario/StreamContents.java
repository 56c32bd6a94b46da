package io.orderstream.acceptance.scenario;

import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The records on the stream and their arrival times, read independently of the job. */
final class StreamContents {

    private final KinesisClient kinesis;
    private final String streamName;

    private final Map<String, String> newest = new HashMap<>();
    private final Map<String, StreamedRecord> records = new HashMap<>();
    private final Map<String, List<String>> sequenceNumbers = new HashMap<>();

    StreamContents(KinesisClient kinesis, String streamName) {
        this.kinesis = kinesis;
        this.streamName = streamName;
    }

    /** A record's position on the stream, its partition key and its arrival time. */
    record StreamedRecord(
            String shardId, String sequenceNumber, String partitionKey, Instant arrival) {

        StreamedRecord arrivedAt(Instant other) {
            return new StreamedRecord(shardId, sequenceNumber, partitionKey, other);
        }
    }

    /** All records that are on the stream now, by sequence number. */
    Map<String, StreamedRecord> records() {
        readOn();
        return Map.copyOf(records);
    }

    /**
     * The arrival times of each order's records, by order id. An order that was sent again has
     * several arrival times.
     */
    Map<String, List<Instant>> arrivals() {
        readOn();
        Map<String, List<Instant>> arrivals = new HashMap<>();
        sequenceNumbers.forEach(
                (id, all) ->
                        arrivals.put(
                                id,
                                all.stream()
                                        .map(
                                                sequenceNumber ->
                                                        records.get(sequenceNumber).arrival())
                                        .toList()));
        return arrivals;
    }

    /**
     * Replaces the expected arrival times of the records that are on the stream now. Use it when a
     * fault gives the job other times.
     */
    void replaceArrivals(UnaryOperator<Instant> change) {
        readOn();
        records.replaceAll((number, record) -> record.arrivedAt(change.apply(record.arrival())));
    }

    private void readOn() {
        for (Shard shard : kinesis.listShards(list -> list.streamName(streamName)).shards()) {
            GetRecordsResponse page = page(iterator(shard.shardId()));
            while (!page.records().isEmpty()) {
                page.records().forEach(record -> add(shard.shardId(), record));
                if (page.nextShardIterator() == null) {
                    break;
                }
                page = page(page.nextShardIterator());
            }
        }
    }

    private String iterator(String shardId) {
        String from = newest.get(shardId);
        return kinesis.getShardIterator(
                        request ->
                                request.streamName(streamName)
                                        .shardId(shardId)
                                        .startingSequenceNumber(from)
                                        .shardIteratorType(
                                                from == null
                                                        ? ShardIteratorType.TRIM_HORIZON
                                                        : ShardIteratorType.AFTER_SEQUENCE_NUMBER))
                .shardIterator();
    }

    private GetRecordsResponse page(String iterator) {
        return kinesis.getRecords(request -> request.shardIterator(iterator));
    }

    private void add(String shardId, Record record) {
        String sequenceNumber = record.sequenceNumber();
        newest.put(shardId, sequenceNumber);
        records.put(
                sequenceNumber,
                new StreamedRecord(
                        shardId,
                        sequenceNumber,
                        record.partitionKey(),
                        record.approximateArrivalTimestamp()));
        try {
            byte[] data = record.data().asByteArray();
            Instant arrival = record.approximateArrivalTimestamp();
            String id = OrderCodec.parseRecord(data, arrival).id().value();
            sequenceNumbers.computeIfAbsent(id, any -> new ArrayList<>()).add(sequenceNumber);
        } catch (InvalidOrderException e) {
            // Not an order: the sent records contain it as an event or as a bad record.
        }
    }
}
