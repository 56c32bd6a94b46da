package io.orderstream.embedded.console;

/** A parameter of a local route is wrong. The message says which, and is for the caller. */
final class BadQueryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadQueryException(String message) {
        super(message);
    }
}
