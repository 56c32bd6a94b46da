package io.orderstream.embedded.gateway;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A route and the function behind it.
 *
 * @param key what requests take it
 * @param functionName the physical name of its function
 * @param timeout how long the integration waits
 * @param authorizer who lets requests through; absent for all
 * @param scopes one of which a token must have; none for any token
 */
record GatewayRoute(
        RouteKey key,
        String functionName,
        Duration timeout,
        Optional<JwtAuthorizer> authorizer,
        List<String> scopes) {}
