package io.orderstream.ingest;

import java.util.Optional;

/**
 * Why the stream did not say that it took an order: whether another attempt may help, and whether
 * the order may be in the stream all the same.
 */
final class NotTakenException extends RuntimeException {

    private final boolean passing;
    private final boolean mayHaveTaken;

    private NotTakenException(
            String message, Optional<Throwable> cause, boolean passing, boolean mayHaveTaken) {
        // The reason for one record of many has no stack of its own.
        super(message, cause.orElse(null), false, cause.isPresent());
        this.passing = passing;
        this.mayHaveTaken = mayHaveTaken;
    }

    /** The stream was not asked. */
    static NotTakenException notAsked(String message) {
        return new NotTakenException(message, Optional.empty(), true, false);
    }

    /** The stream refused the call, and took nothing. */
    static NotTakenException refused(Throwable cause, boolean passing) {
        return new NotTakenException(
                "The stream refused the call", Optional.of(cause), passing, false);
    }

    /** The stream refused one record of a call. */
    static NotTakenException refusedRecord(String errorCode, boolean passing) {
        return new NotTakenException(
                "The stream refused a record: " + errorCode, Optional.empty(), passing, false);
    }

    /** The stream's answer says nothing about this record, though it says that the call worked. */
    static NotTakenException noResult() {
        return new NotTakenException(
                "The stream's answer has no result for a record", Optional.empty(), true, true);
    }

    /** The answer was lost, or says nothing about what the stream did. */
    static NotTakenException lost(Throwable cause) {
        return new NotTakenException(
                "The stream's answer was lost", Optional.of(cause), true, true);
    }

    /** Something failed here, at an unknown point of the call. */
    static NotTakenException failedHere(Throwable cause) {
        return new NotTakenException("The call failed", Optional.of(cause), false, true);
    }

    /** Another attempt may help. */
    boolean isPassing() {
        return passing;
    }

    /** The stream may have taken the order. */
    boolean mayHaveTaken() {
        return mayHaveTaken;
    }
}
