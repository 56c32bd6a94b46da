package io.orderstream.model.api;

import io.orderstream.model.ProblemDocument;
import java.time.Duration;

/**
 * Something behind the API throttles, is down or did not answer in time: the client should try
 * again. It becomes a 503 with {@code Retry-After}, and is never taken for "not found".
 */
public final class UnavailableException extends RuntimeException {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final String advice;

    /**
     * @param service what was asked, in words a client understands: {@code "the order table"}
     */
    public UnavailableException(String service, Throwable cause) {
        this(service, cause, "the same request can be repeated safely");
    }

    private UnavailableException(String service, Throwable cause, String advice) {
        super(service, cause);
        this.advice = advice;
    }

    /** The same, with other words on how to try again. */
    public UnavailableException withAdvice(String other) {
        return new UnavailableException(getMessage(), this, other);
    }

    Answer answer() {
        return Answer.problem(ProblemDocument.unavailable(getMessage(), advice))
                .with("retry-after", String.valueOf(RETRY_AFTER.toSeconds()));
    }
}
