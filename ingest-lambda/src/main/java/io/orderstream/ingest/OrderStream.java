package io.orderstream.ingest;

import io.orderstream.lambda.runtime.InvocationDeadline;
import java.util.List;
import java.util.Map;

/**
 * The stream of orders and events, as the ingest function needs it. Each method makes one attempt.
 * The attempt ends before the deadline, or at most a fraction of a second after it.
 */
interface OrderStream {

    /**
     * Puts one order or event.
     *
     * @throws NotTakenException if the stream did not confirm the order or event
     */
    void put(Posted posted, InvocationDeadline time);

    /**
     * Puts several orders and events. Each of them may succeed or fail.
     *
     * @return the reason for each order or event that the stream did not confirm, by its index in
     *     the list. The stream confirmed all others.
     */
    Map<Integer, NotTakenException> putAll(List<Posted> posted, InvocationDeadline time);
}
