package io.orderstream.deploy;

/** The application will not get into the state that was asked for, or not in time. */
final class UnreachableException extends Exception {

    /**
     * @param message says what happened instead; somebody reads it among the events of the stack
     */
    UnreachableException(String message) {
        super(message);
    }
}
