package io.orderstream.deploy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The presigned address that CloudFormation waits for an answer at. Whoever knows it can answer in
 * the stack's name: it gets into no log and no exception.
 */
final class ResponseUrl {

    private static final int ATTEMPTS = 5;
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(5);

    private final HttpClient client =
            HttpClient.newBuilder()
                    // Over TLS it would offer HTTP/2, in vain.
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(LONGEST_ATTEMPT)
                    .build();

    private final URI address;

    /**
     * @throws IllegalArgumentException if the address is none, without saying what it is
     */
    ResponseUrl(String address) {
        this.address = parsed(address);
    }

    @SuppressWarnings("UnusedException") // Its message is the address.
    private static URI parsed(String address) {
        try {
            URI uri = URI.create(address);
            if (uri.getHost() != null && uri.getScheme().matches("https?")) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The ResponseURL is no address");
        }
        throw new IllegalArgumentException("The ResponseURL is no address on the web");
    }

    /**
     * Puts the answer there, again if that fails and as long as there is time.
     *
     * @param log told of each attempt that failed
     * @throws IllegalStateException if it was not taken
     */
    void put(byte[] json, RemainingTime time, Consumer<String> log) {
        // No content type: the signature is for a request without one.
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
            if (attempt == ATTEMPTS
                    || time.remaining().compareTo(pause.plus(LONGEST_ATTEMPT)) < 0) {
                throw new IllegalStateException(
                        "CloudFormation did not take the answer: " + trouble);
            }
            time.pause(pause);
        }
    }

    private String trouble(HttpRequest request) {
        try {
            int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            return status / 100 == 2 ? "" : "HTTP status " + status;
        } catch (IOException e) {
            return e.getClass().getSimpleName() + ", " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Answering was interrupted", e);
        }
    }
}
