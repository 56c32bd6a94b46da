package io.orderstream.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The presigned URL to which the answer for CloudFormation is sent. Everybody who knows the URL can
 * answer for the stack, so no log and no exception contains it.
 */
final class ResponseUrl {

    private static final int MAX_ATTEMPTS = 5;
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder()
                    // S3 has no HTTP/2, so offering it would be useless.
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(LONGEST_ATTEMPT)
                    .build();

    private final URI address;

    /**
     * @throws IllegalArgumentException if the text is not an http or https URL; the message does
     *     not contain the text
     */
    ResponseUrl(String address) {
        this.address = parsed(address);
    }

    @SuppressWarnings("UnusedException") // The exception's message contains the URL.
    private static URI parsed(String address) {
        try {
            URI uri = URI.create(address);
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The ResponseURL is not a valid URL");
        }
        throw new IllegalArgumentException("The ResponseURL is not an http or https URL");
    }

    /**
     * Sends the answer. Retries up to four times, as long as there is time.
     *
     * @param log gets each attempt that failed
     * @throws IllegalStateException if no attempt succeeded
     */
    void put(byte[] json, RemainingTime time, Consumer<String> log) {
        // No Content-Type: the URL was signed for a request without one.
        HttpRequest request =
                HttpRequest.newBuilder(address)
                        .timeout(LONGEST_ATTEMPT)
                        .PUT(HttpRequest.BodyPublishers.ofByteArray(json))
                        .build();
        for (int attempt = 1; ; attempt++) {
            String trouble = trouble(request);
            if (trouble.isEmpty()) {
                return;
            }
            log.accept("CloudFormation did not take the answer: " + trouble);
            Duration pause = Duration.ofSeconds(1L << (attempt - 1));
            if (attempt == MAX_ATTEMPTS
                    || time.remaining().compareTo(pause.plus(LONGEST_ATTEMPT)) < 0) {
                throw new IllegalStateException(
                        "CloudFormation did not take the answer: " + trouble);
            }
            time.pause(pause);
        }
    }

    private String trouble(HttpRequest request) {
        try {
            HttpResponse<InputStream> response =
                    client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            // The body is not read: the request's timeout does not apply to it.
            response.body().close();
            int status = response.statusCode();
            return status / 100 == 2 ? "" : "HTTP status " + status;
        } catch (IOException e) {
            return e.getClass().getSimpleName() + ", " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The answer was interrupted", e);
        }
    }
}
