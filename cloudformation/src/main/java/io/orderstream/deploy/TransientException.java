package io.orderstream.deploy;

/**
 * A call failed, but the same call may succeed later: the service throttled the call, was down, did
 * not answer, or denied access to a role that IAM may not have spread yet.
 */
final class TransientException extends RuntimeException {

    TransientException(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
