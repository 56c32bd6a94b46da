package io.orderstream.acceptance.proxy;

import java.util.Optional;

/** Sees every request that passes a {@link ServiceProxy}, and may inject a fault. */
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
