package io.orderstream.lambda.http;

/**
 * A request has not been checked by the authorizer that the API should have. The answer is a 403.
 * The message goes to the log and tells the operator what is wrong with the route.
 */
public final class UnauthorizedException extends RuntimeException {

    UnauthorizedException(String message) {
        super(message);
    }
}
