package io.orderstream.embedded.scenario;

import io.orderstream.model.InvalidOrderException;
import io.orderstream.model.OrderCodec;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** When the orders on the stream arrived there, as another reader than the job is told. */
final class Arrived {

    private final KinesisClient kinesis;
    private final String streamName;

    Arrived(KinesisClient kinesis, String streamName) {
        this.kinesis = kinesis;
        this.streamName = streamName;
    }

    /** By the orders' ids. */
    Map<String, Instant> all() {
        Map<String, Instant> arrivals = new HashMap<>();
        for (Shard shard : kinesis.listShards(list -> list.streamName(streamName)).shards()) {
            String first =
                    kinesis.getShardIterator(
                                    request ->
                                            request.streamName(streamName)
                                                    .shardId(shard.shardId())
                                                    .shardIteratorType(
                                                            ShardIteratorType.TRIM_HORIZON))
                            .shardIterator();
            GetRecordsResponse page = page(first);
            while (!page.records().isEmpty()) {
                page.records()
                        .forEach(it -> arrivals.put(idOf(it), it.approximateArrivalTimestamp()));
                page = page(page.nextShardIterator());
            }
        }
        return arrivals;
    }

    private GetRecordsResponse page(String iterator) {
        return kinesis.getRecords(request -> request.shardIterator(iterator));
    }

    private static String idOf(Record record) {
        try {
            return OrderCodec.parseRecord(record.data().asByteArray()).id().value();
        } catch (InvalidOrderException e) {
            throw new AssertionError("Only orders were put", e);
        }
    }
}
