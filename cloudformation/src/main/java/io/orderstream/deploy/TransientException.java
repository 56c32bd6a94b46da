package io.orderstream.deploy;

/** The service throttles, is down, or its answer was lost: the same request later may succeed. */
final class TransientException extends RuntimeException {

    TransientException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
