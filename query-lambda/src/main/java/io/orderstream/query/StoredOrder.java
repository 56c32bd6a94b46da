package io.orderstream.query;

import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedOrder;

/**
 * An order as the table has it.
 *
 * @param received the order and its arrival
 * @param archivePrefix under which prefix of the bucket its archive line is or will be
 */
record StoredOrder(ReceivedOrder received, String archivePrefix) {

    OrderId id() {
        return received.order().id();
    }
}
