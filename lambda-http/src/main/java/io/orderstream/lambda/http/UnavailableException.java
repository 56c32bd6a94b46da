package io.orderstream.lambda.http;

import java.time.Duration;

/**
 * Something behind the API throttles, is down or did not answer in time: the client should try
 * again. It becomes a 503 with {@code Retry-After}, and is never taken for "not found".
 */
public final class UnavailableException extends RuntimeException {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /**
     * @param service what was asked, in words a client understands: {@code "the order table"}
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
