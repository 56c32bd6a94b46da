package io.orderstream.embedded.gateway;

/** A function returned something that API Gateway does not accept as an answer. */
final class MalformedAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedAnswerException(String message) {
        super(message);
    }
}
