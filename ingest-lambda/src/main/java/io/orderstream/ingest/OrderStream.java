package io.orderstream.ingest;

import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.Order;
import java.util.List;
import java.util.Map;

/**
 * The stream of orders, as this function needs it. Each method makes one attempt, which ends before
 * the deadline.
 */
interface OrderStream {

    /**
     * Puts one order.
     *
     * @throws NotTakenException if the stream did not confirm the order
     */
    void put(Order order, InvocationDeadline time);

    /**
     * Puts orders. Each may succeed or fail on its own.
     *
     * @return the reason for each order that the stream did not confirm, by the order's index. The
     *     stream confirmed all others.
     */
    Map<Integer, NotTakenException> putAll(List<Order> orders, InvocationDeadline time);
}
