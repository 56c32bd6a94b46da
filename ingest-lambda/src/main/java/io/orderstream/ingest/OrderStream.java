package io.orderstream.ingest;

import io.orderstream.model.Order;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** The stream of orders, as this function needs it. */
interface OrderStream {

    /** The longest that one call of this port takes, the client's own retries included. */
    Duration longestCall();

    /**
     * Puts one order.
     *
     * @throws io.orderstream.model.api.UnavailableException if the stream did not say that it took
     *     the order; it may have
     */
    void put(Order order);

    /**
     * Puts orders, each on its own, and does so once.
     *
     * @return the indexes of those that the stream did not take
     * @throws io.orderstream.model.api.UnavailableException if the stream did not answer; it may
     *     have taken any of them
     */
    Set<Integer> putAll(List<Order> orders);
}
