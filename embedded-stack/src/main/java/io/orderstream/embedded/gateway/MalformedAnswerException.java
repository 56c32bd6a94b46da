package io.orderstream.embedded.gateway;

/** A function returned what API Gateway takes for no answer. */
final class MalformedAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedAnswerException(String message) {
        super(message);
    }
}
