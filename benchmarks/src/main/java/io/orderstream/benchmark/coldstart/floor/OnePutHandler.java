package io.orderstream.benchmark.coldstart.floor;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** One PutRecord with the SDK's smallest HTTP client, and nothing else. */
public final class OnePutHandler implements RequestStreamHandler {

    private static final String ANSWER = "{\"statusCode\":200}";

    private final KinesisClient kinesis =
            KinesisClient.builder().httpClientBuilder(UrlConnectionHttpClient.builder()).build();

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context)
            throws IOException {
        String sequenceNumber =
                kinesis.putRecord(
                                request ->
                                        request.streamName(System.getenv("STREAM_NAME"))
                                                .partitionKey("1")
                                                .data(SdkBytes.fromUtf8String("{}")))
                        .sequenceNumber();
        if (sequenceNumber == null) {
            throw new IOException("The record was not taken");
        }
        answer.write(ANSWER.getBytes(StandardCharsets.UTF_8));
    }
}
