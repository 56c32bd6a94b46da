package io.orderstream.embedded.stack;

import io.orderstream.embedded.s3.BucketCors;
import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Resource;
import java.time.Duration;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/**
 * Creates the template's stream, table and bucket. A resource that already exists is used
 * unchanged.
 */
final class DataResources {

    /** A limit for a start that hangs. A busy machine may be slow, so it is generous. */
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

    String bucketName() {
        return bucket.ref();
    }

    BucketCors bucketCors() {
        return bucket.find("CorsConfiguration").map(BucketCors::of).orElse(BucketCors.none());
    }

    void createStream(KinesisClient kinesis) {
        int shards = stream.get("ShardCount").integer();
        try {
            kinesis.createStream(request -> request.streamName(streamName()).shardCount(shards));
        } catch (software.amazon.awssdk.services.kinesis.model.ResourceInUseException exists) {
            // A service that is given by its endpoint may have the resource already.
        }
        Deadline.in(CREATE_TIME)
                .await(
                        "the stream " + streamName() + " is active",
                        () ->
                                kinesis.describeStreamSummary(
                                                        request -> request.streamName(streamName()))
                                                .streamDescriptionSummary()
                                                .streamStatus()
                                        == StreamStatus.ACTIVE);
    }

    void createTable(DynamoDbClient dynamoDb) {
        try {
            dynamoDb.createTable(TableSchema.request(table));
        } catch (ResourceInUseException exists) {
            // A service that is given by its endpoint may have the resource already.
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
            // A service that is given by its endpoint may have the resource already.
        }
    }
}
