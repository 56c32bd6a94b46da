package io.orderstream.query;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import io.orderstream.lambda.http.Authorization;
import io.orderstream.model.Order;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * {@code GET /invoice}, answered by the query function's own handler in this process. Only a
 * benchmark runs it; it is in this package since the function shows its parts to nobody else.
 */
public final class InvoiceCalls implements AutoCloseable {

    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("standin", "standin"));

    private static final Context CONTEXT =
            (Context)
                    Proxy.newProxyInstance(
                            Context.class.getClassLoader(),
                            new Class<?>[] {Context.class},
                            (proxy, method, arguments) ->
                                    switch (method.getName()) {
                                        case "getAwsRequestId" -> "request";
                                        case "getLogger" -> new NoLog();
                                        case "getRemainingTimeInMillis" -> 29_000;
                                        default -> throw new UnsupportedOperationException();
                                    });

    private static final Pattern STATUS = Pattern.compile("\\{\"statusCode\":([0-9]{3}),");

    private final DynamoDbClient dynamoDb;
    private final S3Client s3;
    private final S3Presigner presigner;
    private final QueryHandler handler;

    private InvoiceCalls(DynamoDbClient dynamoDb, S3Client s3, S3Presigner presigner) {
        this.dynamoDb = dynamoDb;
        this.s3 = s3;
        this.presigner = presigner;
        QueryConfig config =
                new QueryConfig(
                        "orders", "archive", Duration.ofMinutes(15), Authorization.NONE, "none");
        handler =
                new QueryHandler(
                        config,
                        deadline -> new DynamoDbOrderStore(dynamoDb, config.tableName(), deadline),
                        () ->
                                deadline ->
                                        new S3InvoiceBucket(
                                                s3,
                                                presigner,
                                                CREDENTIALS,
                                                config.bucketName(),
                                                deadline),
                        Clock.systemUTC());
    }

    private static final class NoLog implements LambdaLogger {
        @Override
        public void log(String message) {}

        @Override
        public void log(byte[] message) {}
    }

    /** Calls of a function whose services are there. */
    public static InvoiceCalls to(URI dynamoDb, URI s3) {
        return new InvoiceCalls(
                DynamoDbClient.builder()
                        .endpointOverride(dynamoDb)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS)
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build(),
                S3Client.builder()
                        .endpointOverride(s3)
                        .forcePathStyle(true)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS)
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build(),
                S3Presigner.builder()
                        .endpointOverride(s3)
                        .serviceConfiguration(
                                S3Configuration.builder().pathStyleAccessEnabled(true).build())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(CREDENTIALS)
                        .build());
    }

    /** The answer's status for one order's invoice. */
    public int get(Order order) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        String event =
                String.format(
                        Locale.ROOT,
                        """
                        {"routeKey":"GET /invoice",
                         "requestContext":{"http":{"method":"GET","path":"/invoice"}},
                         "queryStringParameters":{"accountid":"%s","vendorid":"%s","orderid":"%s"}}
                        """,
                        order.account().value(),
                        order.vendor().value(),
                        order.id().value());
        try {
            handler.handleRequest(
                    new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                    answer,
                    CONTEXT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher status = STATUS.matcher(answer.toString(StandardCharsets.UTF_8));
        if (!status.lookingAt()) {
            throw new IllegalStateException("Not an answer: " + answer);
        }
        return Integer.parseInt(status.group(1));
    }

    @Override
    public void close() {
        dynamoDb.close();
        s3.close();
        presigner.close();
    }
}
