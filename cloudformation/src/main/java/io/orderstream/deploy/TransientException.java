package io.orderstream.deploy;

/** The service throttled, was down or did not answer: the same call may succeed later. */
final class TransientException extends RuntimeException {

    TransientException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
