package io.orderstream.embedded.stack;

import java.net.URI;

/**
 * Decides which address a caller uses for a service. A test can return the address of a proxy, and
 * see each caller's requests.
 *
 * <pre>{@code
 * EndpointResolver logged = (caller, service) -> proxyTo(service, request -> log(caller, request));
 * }</pre>
 */
@FunctionalInterface
public interface EndpointResolver {

    /** Every caller gets the address of the service itself. */
    EndpointResolver DIRECT = (caller, service) -> service;

    /**
     * The address of a service, for one caller.
     *
     * @param caller the logical id of the function or job in the template
     * @param service the service's own address
     */
    URI of(String caller, URI service);
}
