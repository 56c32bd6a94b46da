package io.orderstream.acceptance.proxy;

import java.util.Optional;

/** What stands in a {@link ServiceProxy}: it sees every request, and may get in its way. */
public interface Interceptor {

    /** What happens to this request; nothing by default: it is passed on. */
    default Optional<Fault> faultFor(Request request) {
        return Optional.empty();
    }

    /**
     * The service has answered; its caller has not seen it yet.
     *
     * @param status the answer's
     */
    default void answered(Request request, int status) {}
}
