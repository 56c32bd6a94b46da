package io.orderstream.deploy;

/** The service throttles, is down, or its answer was lost: the same request later may succeed. */
final class UnavailableException extends RuntimeException {

    UnavailableException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
