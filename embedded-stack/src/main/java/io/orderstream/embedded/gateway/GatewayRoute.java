package io.orderstream.embedded.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A route and the function behind it.
 *
 * @param key says which requests match
 * @param functionName the physical name of the function
 * @param timeout how long the gateway waits for the function
 * @param authorizer checks the tokens of requests; empty if no token is needed
 * @param scopes a token must have one of these scopes; empty if any valid token is accepted
 */
record GatewayRoute(
        RouteKey key,
        String functionName,
        Duration timeout,
        Optional<JwtAuthorizer> authorizer,
        List<String> scopes) {}
