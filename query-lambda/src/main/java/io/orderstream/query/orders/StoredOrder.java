package io.orderstream.query.orders;

import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedOrder;

/**
 * An order as the table has it.
 *
 * @param received the order and its arrival
 * @param archive the folder in the bucket in which its archive line is or will be
 * @param part which of its writer's files in that folder probably has the line, from 0
 * @param offset at which byte of that file the line probably begins
 */
public record StoredOrder(ReceivedOrder received, String archive, int part, long offset) {

    /** The order's id. */
    public OrderId id() {
        return received.order().id();
    }
}
