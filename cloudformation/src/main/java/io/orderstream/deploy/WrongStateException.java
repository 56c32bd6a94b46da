package io.orderstream.deploy;

/**
 * The service does not do what was asked, in the state that the application is in: the state
 * decides what to ask next.
 */
final class WrongStateException extends Exception {

    WrongStateException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
