package io.orderstream.embedded.console;

/**
 * A parameter of a local route is wrong or missing. The caller gets the message, which names the
 * parameter.
 */
final class BadQueryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadQueryException(String message) {
        super(message);
    }
}
