package io.orderstream.embedded.flink;

/**
 * Flink answered a request about a job with an error. For example, it refused the job, or the job's
 * main method failed. The message ends with the root cause that Flink gave.
 */
public final class JobRejectedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String stackTraceOfFlink;

    JobRejectedException(String what, String stackTraceOfFlink) {
        super(what + ": " + RootCause.of(stackTraceOfFlink));
        this.stackTraceOfFlink = stackTraceOfFlink;
    }

    /** The complete error text of Flink, for the log. */
    public String stackTraceOfFlink() {
        return stackTraceOfFlink;
    }
}
