package io.orderstream.embedded.flink;

/**
 * Flink refused a job, or its main method failed. The message ends with the root cause, in Flink's
 * words.
 */
public final class JobRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String stackTraceOfFlink;

    JobRejectedException(String what, String stackTraceOfFlink) {
        super(what + ": " + RootCause.of(stackTraceOfFlink));
        this.stackTraceOfFlink = stackTraceOfFlink;
    }

    /** All that Flink said, for the log. */
    public String stackTraceOfFlink() {
        return stackTraceOfFlink;
    }
}
