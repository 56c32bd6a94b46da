package io.orderstream.embedded.gateway;

/** A request that an authorizer does not let through. The message is for the log. */
final class UnauthorizedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean hasToken;

    UnauthorizedException(String message, boolean hasToken) {
        super(message);
        this.hasToken = hasToken;
    }

    /** What the answer's www-authenticate header says. */
    String challenge() {
        return hasToken ? "Bearer error=\"invalid_token\"" : "Bearer";
    }
}
