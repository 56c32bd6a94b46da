package io.orderstream.embedded.gateway;

import java.time.Duration;
import java.util.Optional;

/**
 * A route and the function behind it.
 *
 * @param key what requests take it
 * @param functionName the physical name of its function
 * @param timeout how long the integration waits
 * @param authorizer who lets requests through; absent for all
 */
record Route(
        RouteKey key, String functionName, Duration timeout, Optional<JwtAuthorizer> authorizer) {}
