package io.orderstream.benchmark.coldstart.floor;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** One GetItem with the SDK's smallest HTTP client, and nothing else. */
public final class OneGetHandler implements RequestStreamHandler {

    private static final String ANSWER = "{\"statusCode\":200}";

    private final DynamoDbClient dynamoDb =
            DynamoDbClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()).build();

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context)
            throws IOException {
        Map<String, AttributeValue> item =
                dynamoDb.getItem(
                                request ->
                                        request.tableName(System.getenv("TABLE_NAME"))
                                                .key(Map.of("id", AttributeValue.fromS("1"))))
                        .item();
        if (item.isEmpty()) {
            throw new IOException("No item came back");
        }
        answer.write(ANSWER.getBytes(StandardCharsets.UTF_8));
    }
}
