package io.orderstream.embedded.start;

/**
 * A part of the stack cannot run on this machine. The message says what is wrong and what to do
 * about it. The command line shows the message without a stack trace.
 */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An error that the message explains completely. */
    public StartException(String message) {
        super(message);
    }

    /** An error with a cause, which goes to the log. */
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
