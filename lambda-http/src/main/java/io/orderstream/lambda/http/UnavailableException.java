package io.orderstream.lambda.http;

import java.time.Duration;

/**
 * A call to a service behind the API was throttled, failed for the moment, or got no answer in
 * time. The client should retry. The answer is a 503 with {@code Retry-After}. This failure must
 * never be answered as "not found".
 */
public final class UnavailableException extends RuntimeException {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /**
     * @param service completes "Did not get an answer from", in words that a client understands:
     *     {@code "the order table"}
     */
    public UnavailableException(String service, Throwable cause) {
        super(service, cause);
    }

    Answer answer() {
        return Answer.problem(
                        ProblemDocument.unavailable(
                                getMessage(), "the same request can be repeated safely"))
                .with("retry-after", String.valueOf(RETRY_AFTER.toSeconds()));
    }
}
