package io.orderstream.deploy;

/**
 * The service refuses the request in the application's current state. The caller reads the state
 * again before it decides what to do next.
 */
final class WrongStateException extends Exception {

    WrongStateException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
