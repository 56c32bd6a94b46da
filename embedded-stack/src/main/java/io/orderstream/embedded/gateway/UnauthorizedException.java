package io.orderstream.embedded.gateway;

import java.util.List;

/** A request that an authorizer does not let through. The message is for the log. */
final class UnauthorizedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String challenge;

    private UnauthorizedException(String message, int status, String challenge) {
        super(message);
        this.status = status;
        this.challenge = challenge;
    }

    /** There is no token. */
    static UnauthorizedException noToken() {
        return new UnauthorizedException("no token", 401, "Bearer");
    }

    /** The token does not count. */
    static UnauthorizedException invalidToken(String message) {
        return new UnauthorizedException(message, 401, "Bearer error=\"invalid_token\"");
    }

    /** The token counts, and has none of the route's scopes. */
    static UnauthorizedException insufficientScope(List<String> scopes) {
        String names = String.join(" ", scopes);
        return new UnauthorizedException(
                "the token has no scope of " + names,
                403,
                "Bearer scope=\"" + names + "\" error=\"insufficient_scope\"");
    }

    /** The answer, as API Gateway gives it. */
    ProxyAnswer answer() {
        return ProxyAnswer.message(status, status == 403 ? "Forbidden" : "Unauthorized")
                .withHeader("www-authenticate", challenge);
    }
}
