package io.orderstream.query;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.orderstream.lambda.runtime.InvocationDeadline;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * The query function as one would build it without looking: the SDK's default HTTP client. Only a
 * benchmark runs it; it is in this package since the function shows its parts to nobody else.
 */
public final class DefaultClientsHandler implements RequestStreamHandler {

    private final QueryHandler handler;

    /** For Lambda: settings from the environment. */
    public DefaultClientsHandler() {
        QueryConfig config = QueryConfig.from(System.getenv());
        DynamoDbClient table = DynamoDbClient.create();
        handler =
                new QueryHandler(
                        config,
                        deadline -> new DynamoDbOrderStore(table, config.tableName(), deadline),
                        () -> bucket(config.bucketName()),
                        Clock.systemUTC());
    }

    private static Function<InvocationDeadline, InvoiceBucket> bucket(String name) {
        S3Client s3 = S3Client.create();
        S3Presigner presigner = S3Presigner.create();
        AwsCredentialsProvider credentials = DefaultCredentialsProvider.builder().build();
        return deadline -> new S3InvoiceBucket(s3, presigner, credentials, name, deadline);
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context)
            throws IOException {
        handler.handleRequest(event, answer, context);
    }
}
