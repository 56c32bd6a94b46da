package io.orderstream.ingest;

import io.orderstream.lambda.runtime.InvocationDeadline;
import java.util.List;
import java.util.Map;

/**
 * The stream of orders and events, as this function needs it. Each method makes one attempt, which
 * ends before the deadline.
 */
interface OrderStream {

    /**
     * Puts one order or event.
     *
     * @throws NotTakenException if the stream did not confirm it
     */
    void put(Posted posted, InvocationDeadline time);

    /**
     * Puts several. Each may succeed or fail on its own.
     *
     * @return the reason for each one that the stream did not confirm, by its index. The stream
     *     confirmed all others.
     */
    Map<Integer, NotTakenException> putAll(List<Posted> posted, InvocationDeadline time);
}
