package io.orderstream.acceptance.proxy;

import java.util.Optional;

/**
 * Sees every request that reaches a {@link ServiceProxy}, and may inject a fault. It does not see
 * requests while the proxy is isolated.
 */
public interface Interceptor {

    /**
     * The fault for this request. Without a fault, which is the default, the request is passed on.
     */
    default Optional<Fault> faultFor(Request request) {
        return Optional.empty();
    }

    /**
     * Called when the service has answered, before the caller gets the answer.
     *
     * @param status the status of the answer
     */
    default void answered(Request request, int status) {}
}
