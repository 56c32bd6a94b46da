package io.orderstream.lambda.http;

/**
 * The authorizer that the API should have has not seen a request. It becomes a 403. The message is
 * for the log: it tells the operator what is wrong with the route.
 */
public final class UnauthorizedException extends RuntimeException {

    UnauthorizedException(String message) {
        super(message);
    }
}
