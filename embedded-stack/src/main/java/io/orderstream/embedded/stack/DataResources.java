package io.orderstream.embedded.stack;

import io.orderstream.embedded.s3.BucketCors;
import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Resource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/**
 * Creates the template's stream, table and bucket. A resource that already exists is used: its data
 * was kept, or it belongs to an external service. This class does not change such a resource, with
 * one exception: it lengthens the retention period of a kept stream if the template has a longer
 * one.
 */
final class DataResources {

    /** The time limit until a resource is active. It is long, because a busy machine is slow. */
    private static final Duration CREATE_TIME = Duration.ofMinutes(5);

    private final Resource stream;
    private final Resource table;
    private final Resource bucket;

    DataResources(ResolvedTemplate template) {
        this.stream = template.single("AWS::Kinesis::Stream");
        this.table = template.single("AWS::DynamoDB::Table");
        this.bucket = template.single("AWS::S3::Bucket");
    }

    String streamName() {
        return stream.ref();
    }

    String tableName() {
        return table.ref();
    }

    /** The names of the table's partition key and sort key. */
    List<String> tableKeys() {
        return table.get("KeySchema").list().stream()
                .map(key -> key.get("AttributeName").text())
                .toList();
    }

    String bucketName() {
        return bucket.ref();
    }

    BucketCors bucketCors() {
        return bucket.find("CorsConfiguration").map(BucketCors::of).orElse(BucketCors.none());
    }

    /**
     * Creates the stream if it does not exist, and lengthens its retention period if the template
     * has a longer one.
     *
     * @param isExternal whether Kinesis is an external service; a stream that already exists there
     *     is used unchanged
     * @return the number of the stream's open shards
     */
    int createStream(KinesisClient kinesis, boolean isExternal) {
        int shards = stream.get("ShardCount").integer();
        // If the stream exists, a request to create it makes the emulator log a stack trace.
        boolean exists =
                kinesis.listStreamsPaginator().streamNames().stream()
                        .anyMatch(streamName()::equals);
        if (!exists) {
            kinesis.createStream(request -> request.streamName(streamName()).shardCount(shards));
        }
        StreamDescriptionSummary active =
                Deadline.in(CREATE_TIME)
                        .awaitValue(
                                "the stream " + streamName() + " is active",
                                () ->
                                        Optional.of(describe(kinesis))
                                                .filter(
                                                        found ->
                                                                found.streamStatus()
                                                                        == StreamStatus.ACTIVE));
        int retention = stream.get("RetentionPeriodHours").integer();
        if (!(exists && isExternal) && retention > active.retentionPeriodHours()) {
            kinesis.increaseStreamRetentionPeriod(
                    request -> request.streamName(streamName()).retentionPeriodHours(retention));
        }
        return active.openShardCount();
    }

    private StreamDescriptionSummary describe(KinesisClient kinesis) {
        return kinesis.describeStreamSummary(request -> request.streamName(streamName()))
                .streamDescriptionSummary();
    }

    void createTable(DynamoDbClient dynamoDb) {
        try {
            dynamoDb.createTable(TableSchema.request(table));
        } catch (ResourceInUseException exists) {
            // An earlier run created it, or somebody created it in an external service.
        }
        Deadline.in(CREATE_TIME)
                .await(
                        "the table " + tableName() + " is active",
                        () ->
                                dynamoDb.describeTable(request -> request.tableName(tableName()))
                                                .table()
                                                .tableStatus()
                                        == TableStatus.ACTIVE);
    }

    void createBucket(S3Client s3) {
        try {
            s3.createBucket(request -> request.bucket(bucketName()));
        } catch (BucketAlreadyOwnedByYouException exists) {
            // An earlier run created it, or somebody created it in an external service.
        }
    }
}
