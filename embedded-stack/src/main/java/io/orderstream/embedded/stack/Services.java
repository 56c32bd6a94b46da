package io.orderstream.embedded.stack;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The addresses of Kinesis, DynamoDB and S3, and clients for them. The services may be emulators.
 *
 * @param kinesis the endpoint of Kinesis
 * @param dynamoDb the endpoint of DynamoDB
 * @param s3 the endpoint of S3
 * @param credentials credentials that all three accept
 * @param region the region that requests are signed for
 */
public record Services(
        URI kinesis, URI dynamoDb, URI s3, AwsBasicCredentials credentials, Region region) {

    private static final Duration PATIENCE_WITH_EMULATOR = Duration.ofMinutes(5);

    /**
     * A client of Kinesis; the caller closes it. Its socket time-out is long because the emulator
     * has one thread and answers late under load. With the SDK's default, the client would time out
     * and retry. Such a retry puts the same records twice and adds load.
     */
    public KinesisClient kinesisClient() {
        return at(kinesis, KinesisClient.builder())
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder().socketTimeout(PATIENCE_WITH_EMULATOR))
                .build();
    }

    /** As {@link #kinesisClient()}, but a call fails if it takes longer than {@code limit}. */
    public KinesisClient kinesisClient(Duration limit) {
        return limited(at(kinesis, KinesisClient.builder()), limit).build();
    }

    /** A client of DynamoDB; the caller closes it. */
    public DynamoDbClient dynamoDbClient() {
        return at(dynamoDb, DynamoDbClient.builder())
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder().socketTimeout(PATIENCE_WITH_EMULATOR))
                .build();
    }

    /** As {@link #dynamoDbClient()}, but a call fails if it takes longer than {@code limit}. */
    public DynamoDbClient dynamoDbClient(Duration limit) {
        return limited(at(dynamoDb, DynamoDbClient.builder()), limit).build();
    }

    /** A client of S3; the caller closes it. */
    public S3Client s3Client() {
        return at(s3, S3Client.builder())
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder().socketTimeout(PATIENCE_WITH_EMULATOR))
                .forcePathStyle(true)
                .build();
    }

    /** As {@link #s3Client()}, but a call fails if it takes longer than {@code limit}. */
    public S3Client s3Client(Duration limit) {
        return limited(at(s3, S3Client.builder()), limit).forcePathStyle(true).build();
    }

    private static <B extends AwsClientBuilder<B, ?> & SdkSyncClientBuilder<B, ?>> B limited(
            B builder, Duration limit) {
        return builder.httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(limit))
                .overrideConfiguration(override -> override.apiCallTimeout(limit));
    }

    /** The same services, at the addresses that {@code paths} returns for a caller. */
    Services seenBy(String caller, EndpointResolver paths) {
        return new Services(
                paths.of(caller, kinesis),
                paths.of(caller, dynamoDb),
                paths.of(caller, s3),
                credentials,
                region);
    }

    /** Environment variables for the AWS SDK in a function's process. */
    Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_KINESIS", kinesis.toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.toString(),
                "AWS_ENDPOINT_URL_S3", s3.toString(),
                "AWS_ACCESS_KEY_ID", credentials.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey(),
                "AWS_REGION", region.id());
    }

    /**
     * System properties for the AWS SDKs of the job, versions 1 and 2. The job runs in this
     * process.
     */
    Map<String, String> systemProperties() {
        return Map.of(
                "aws.accessKeyId", credentials.accessKeyId(),
                "aws.secretKey", credentials.secretAccessKey(),
                "aws.secretAccessKey", credentials.secretAccessKey(),
                "aws.region", region.id());
    }

    /**
     * Runtime properties that make the job use these endpoints instead of AWS's, by property group.
     */
    public Map<String, Map<String, String>> jobProperties() {
        return Map.of(
                "source", Map.of("endpoint", kinesis.toString()),
                "table", Map.of("endpoint", dynamoDb.toString()));
    }

    private <B extends AwsClientBuilder<B, ?>> B at(URI endpoint, B builder) {
        return builder.endpointOverride(endpoint)
                .region(region)
                .credentialsProvider(StaticCredentialsProvider.create(credentials));
    }
}
