package io.orderstream.embedded.gateway;

import java.util.List;

/** An authorizer refused a request. The message is for the log. */
final class RefusedTokenException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String challenge;

    private RefusedTokenException(String message, int status, String challenge) {
        super(message);
        this.status = status;
        this.challenge = challenge;
    }

    /** The request has no token. */
    static RefusedTokenException noToken() {
        return new RefusedTokenException("no token", 401, "Bearer");
    }

    /** The token is invalid. */
    static RefusedTokenException invalidToken(String message) {
        return new RefusedTokenException(message, 401, "Bearer error=\"invalid_token\"");
    }

    /** The token is valid, but has none of the route's scopes. */
    static RefusedTokenException insufficientScope(List<String> scopes) {
        String names = String.join(" ", scopes);
        return new RefusedTokenException(
                "the token has none of the scopes " + names,
                403,
                "Bearer scope=\"" + names + "\" error=\"insufficient_scope\"");
    }

    /** The answer that API Gateway gives. */
    ProxyAnswer answer() {
        return ProxyAnswer.message(status, status == 403 ? "Forbidden" : "Unauthorized")
                .withHeader("www-authenticate", challenge);
    }
}
