package io.orderstream.lambda.priming;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkSyncClientBuilder;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;

/**
 * An HTTP client without a network. It answers each request at once with 200 and a prepared body.
 * The SDK does everything else as for a real request.
 *
 * <pre>{@code
 * CannedAnswers answers = new CannedAnswers("application/json", request -> new byte[0]);
 * answers.client(S3Client.builder()).headObject(…);
 * answers.requests(); // [HEAD …]
 * }</pre>
 */
public final class CannedAnswers implements SdkHttpClient {

    /** The region of the clients. Nothing is sent to it. */
    public static final Region REGION = Region.US_EAST_1;

    /** The credentials of the clients. They are not valid. */
    public static final AwsCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("priming", "priming"));

    private final String contentType;
    private final Function<SdkHttpRequest, byte[]> bodies;
    private final List<SdkHttpRequest> requests = new CopyOnWriteArrayList<>();

    /**
     * @param contentType the content type of every answer
     * @param bodies makes the body of the answer to a request
     */
    public CannedAnswers(String contentType, Function<SdkHttpRequest, byte[]> bodies) {
        this.contentType = contentType;
        this.bodies = bodies;
    }

    /** All requests so far, signed, in the order in which they were sent. Thread-safe. */
    public List<SdkHttpRequest> requests() {
        return requests;
    }

    /** Builds a client that gets these answers. */
    public <B extends AwsClientBuilder<B, C> & SdkSyncClientBuilder<B, C>, C> C client(B builder) {
        return builder.httpClient(this).region(REGION).credentialsProvider(CREDENTIALS).build();
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        requests.add(request.httpRequest());
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                byte[] body = bodies.apply(request.httpRequest());
                return HttpExecuteResponse.builder()
                        .response(
                                SdkHttpResponse.builder()
                                        .statusCode(200)
                                        .putHeader("content-type", contentType)
                                        .putHeader("content-length", String.valueOf(body.length))
                                        .build())
                        .responseBody(AbortableInputStream.create(new ByteArrayInputStream(body)))
                        .build();
            }

            @Override
            public void abort() {}
        };
    }

    @Override
    public void close() {}
}
