package io.orderstream.deploy;

/**
 * The application cannot reach the desired state, or does not reach it in time. Also thrown if a
 * request of CloudFormation has an unknown type or names no application to start.
 */
final class UnreachableException extends Exception {

    /**
     * @param message says what went wrong; it shows in the stack's events
     */
    UnreachableException(String message) {
        super(message);
    }
}
