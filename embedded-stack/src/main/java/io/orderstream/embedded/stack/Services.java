package io.orderstream.embedded.stack;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The three services that the stack stands on, wherever they are, and clients of them.
 *
 * @param kinesis its endpoint
 * @param dynamoDb its endpoint
 * @param s3 its endpoint
 * @param credentials what all three accept
 * @param region what requests are signed for
 */
public record Services(
        URI kinesis, URI dynamoDb, URI s3, AwsBasicCredentials credentials, Region region) {

    private static final Duration PATIENCE_WITH_EMULATOR = Duration.ofMinutes(5);

    /**
     * A client of Kinesis, which the caller closes. It waits as long as the emulator may take,
     * whose one thread answers late under a load: to give an answer up and ask again, as the SDK
     * does, would put the same records twice, and more load onto it.
     */
    public KinesisClient kinesisClient() {
        return at(kinesis, KinesisClient.builder())
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder().socketTimeout(PATIENCE_WITH_EMULATOR))
                .build();
    }

    /** A client of DynamoDB; the caller closes it. */
    public DynamoDbClient dynamoDbClient() {
        return at(dynamoDb, DynamoDbClient.builder())
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder().socketTimeout(PATIENCE_WITH_EMULATOR))
                .build();
    }

    /** A client of S3; the caller closes it. */
    public S3Client s3Client() {
        return at(s3, S3Client.builder())
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder().socketTimeout(PATIENCE_WITH_EMULATOR))
                .forcePathStyle(true)
                .build();
    }

    /** The same at the addresses that a caller is given for them. */
    Services seenBy(String caller, CallPath paths) {
        return new Services(
                paths.of(caller, kinesis),
                paths.of(caller, dynamoDb),
                paths.of(caller, s3),
                credentials,
                region);
    }

    /** What the AWS SDK in a function's process reads. */
    Map<String, String> environment() {
        return Map.of(
                "AWS_ENDPOINT_URL_KINESIS", kinesis.toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.toString(),
                "AWS_ENDPOINT_URL_S3", s3.toString(),
                "AWS_ACCESS_KEY_ID", credentials.accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", credentials.secretAccessKey(),
                "AWS_REGION", region.id());
    }

    /** What the AWS SDKs of the job read, version 1 and 2, which run in this process. */
    Map<String, String> systemProperties() {
        return Map.of(
                "aws.accessKeyId", credentials.accessKeyId(),
                "aws.secretKey", credentials.secretAccessKey(),
                "aws.secretAccessKey", credentials.secretAccessKey(),
                "aws.region", region.id());
    }

    /**
     * Where the job finds its services: the property groups' overrides for endpoints that are not
     * AWS's.
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
