package io.orderstream.embedded.start;

/**
 * A part of the stack cannot run here. The message is meant for whoever started the stack: it says
 * what is wrong and what to do about it, so that a command line shows it without a stack trace.
 */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A part cannot run, and the message says all there is to know. */
    public StartException(String message) {
        super(message);
    }

    /** A part cannot run because of {@code cause}, which belongs into the log. */
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
