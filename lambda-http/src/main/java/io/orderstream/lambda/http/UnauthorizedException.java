package io.orderstream.lambda.http;

/**
 * The expected authorizer has not checked a request. The answer is a 403. The message goes to the
 * log and tells the operator what is wrong with the route.
 */
public final class UnauthorizedException extends RuntimeException {

    UnauthorizedException(String message) {
        super(message);
    }
}
