package io.orderstream.embedded.stack;

import java.net.URI;

/**
 * The way that a caller's requests take to a service, so that a test can stand in it and see who
 * calls what.
 *
 * <pre>{@code
 * CallPath logged = (caller, service) -> proxyTo(service, request -> log(caller, request));
 * }</pre>
 */
@FunctionalInterface
public interface CallPath {

    /** Nothing stands between them. */
    CallPath DIRECT = (caller, service) -> service;

    /**
     * The address that a caller is given for a service.
     *
     * @param caller the function's or the job's name in the template
     * @param service where the service is
     */
    URI of(String caller, URI service);
}
