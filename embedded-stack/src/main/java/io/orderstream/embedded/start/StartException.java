package io.orderstream.embedded.start;

/**
 * The stack, or a command for it, cannot do its work. The message is written for users: the command
 * line shows it without a stack trace.
 */
public final class StartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** An error that the message explains completely. */
    public StartException(String message) {
        super(message);
    }

    /**
     * An error with a cause. A command that starts the stack logs the cause if the log file exists
     * already. The other commands show only the message.
     */
    public StartException(String message, Throwable cause) {
        super(message, cause);
    }
}
