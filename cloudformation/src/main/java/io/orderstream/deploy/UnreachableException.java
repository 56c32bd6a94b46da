package io.orderstream.deploy;

/** The application cannot reach the desired state, or does not reach it in time. */
final class UnreachableException extends Exception {

    /**
     * @param message says what happened instead; it shows in the stack's events
     */
    UnreachableException(String message) {
        super(message);
    }
}
