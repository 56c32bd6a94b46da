package io.orderstream.embedded.gateway;

import java.time.Duration;

/**
 * A route and the function behind it.
 *
 * @param key what requests take it
 * @param functionName the physical name of its function
 * @param timeout how long the integration waits
 */
record Route(RouteKey key, String functionName, Duration timeout) {}
