package io.orderstream.ingest;

import java.util.Optional;

/**
 * The stream did not confirm an order or event. The exception says whether a retry may help, and
 * whether the stream may have the record nevertheless.
 */
final class NotTakenException extends RuntimeException {

    private final boolean retryable;
    private final boolean mayHaveTaken;

    private NotTakenException(
            String message, Optional<Throwable> cause, boolean retryable, boolean mayHaveTaken) {
        // Without a cause, the message says everything, so there is no stack trace.
        super(message, cause.orElse(null), false, cause.isPresent());
        this.retryable = retryable;
        this.mayHaveTaken = mayHaveTaken;
    }

    /** No call was made. */
    static NotTakenException notAsked(String message) {
        return new NotTakenException(message, Optional.empty(), true, false);
    }

    /** The stream refused the call, and took nothing. */
    static NotTakenException refused(Throwable cause, boolean retryable) {
        return new NotTakenException(
                "The stream refused the call", Optional.of(cause), retryable, false);
    }

    /** The stream refused one record of a call. */
    static NotTakenException refusedRecord(String errorCode, boolean retryable) {
        return new NotTakenException(
                "The stream refused a record: " + errorCode, Optional.empty(), retryable, false);
    }

    /** The call succeeded, but its answer has no result for this record. */
    static NotTakenException noResult() {
        return new NotTakenException(
                "The stream's answer has no result for a record", Optional.empty(), true, true);
    }

    /** The answer was lost, or does not say what the stream did. */
    static NotTakenException lost(Throwable cause) {
        return new NotTakenException(
                "The stream's answer was lost", Optional.of(cause), true, true);
    }

    /** Something failed in this function, at an unknown point of the call. */
    static NotTakenException failedHere(Throwable cause) {
        return new NotTakenException("The call failed", Optional.of(cause), false, true);
    }

    /** Whether a retry may help. */
    boolean isRetryable() {
        return retryable;
    }

    /** Whether the stream may have the record. */
    boolean mayHaveTaken() {
        return mayHaveTaken;
    }
}
