package io.orderstream.deploy;

/**
 * The service refuses the request, for example because of the application's current state. The
 * caller decides what follows: it may try again later, make another request, or give up.
 */
final class WrongStateException extends Exception {

    WrongStateException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
