package io.orderstream.deploy;

/**
 * A call failed, but the same call may succeed later: the service throttled the call, was down, did
 * not answer, or denied access because IAM may not have spread a new role yet.
 */
final class TransientException extends RuntimeException {

    TransientException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
