package io.orderstream.ingest;

import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.Order;
import java.util.List;
import java.util.Map;

/**
 * The stream of orders, as this function needs it. Each method makes one attempt, which ends before
 * the time does.
 */
interface OrderStream {

    /**
     * Puts one order.
     *
     * @throws NotTakenException if the stream did not say that it took the order
     */
    void put(Order order, InvocationDeadline time);

    /**
     * Puts orders, each on its own.
     *
     * @return for each order that the stream did not say it took, by its index, the reason; it took
     *     the others
     */
    Map<Integer, NotTakenException> putAll(List<Order> orders, InvocationDeadline time);
}
