package io.orderstream.acceptance.scenario;

import io.orderstream.embedded.start.Deadline;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * Splits and merges the shards of a stream. With on-demand capacity, Kinesis does the same when the
 * load changes. Somebody may also do it by hand.
 */
final class Reshard {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final KinesisClient kinesis;
    private final String streamName;

    Reshard(StackWithFaults stack) {
        this.kinesis = stack.kinesis();
        this.streamName = stack.streamName();
    }

    /** Splits the open shard with the widest range of hash keys into halves. */
    void splitWidest() {
        Shard widest =
                openShards().stream()
                        .max(Comparator.comparing(shard -> last(shard).subtract(first(shard))))
                        .orElseThrow();
        BigInteger middle = first(widest).add(last(widest)).divide(BigInteger.TWO);
        kinesis.splitShard(
                request ->
                        request.streamName(streamName)
                                .shardToSplit(widest.shardId())
                                .newStartingHashKey(middle.toString()));
        awaitActive();
    }

    /** Merges the two open shards with the lowest hash keys. */
    void mergeLowest() {
        List<Shard> shards =
                openShards().stream().sorted(Comparator.comparing(Reshard::first)).toList();
        kinesis.mergeShards(
                request ->
                        request.streamName(streamName)
                                .shardToMerge(shards.get(0).shardId())
                                .adjacentShardToMerge(shards.get(1).shardId()));
        awaitActive();
    }

    /** The open shards, which accept records. */
    List<Shard> openShards() {
        return kinesis.listShards(request -> request.streamName(streamName)).shards().stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .toList();
    }

    private void awaitActive() {
        Deadline.in(PATIENCE)
                .await(
                        "the stream is active again",
                        () ->
                                kinesis.describeStreamSummary(
                                                        request -> request.streamName(streamName))
                                                .streamDescriptionSummary()
                                                .streamStatus()
                                        == StreamStatus.ACTIVE);
    }

    private static BigInteger first(Shard shard) {
        return new BigInteger(shard.hashKeyRange().startingHashKey());
    }

    private static BigInteger last(Shard shard) {
        return new BigInteger(shard.hashKeyRange().endingHashKey());
    }
}
