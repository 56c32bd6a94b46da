package io.orderstream.query.orders;

import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.VendorId;

/**
 * An order and the place of its archive line, as the table has them.
 *
 * @param received the order and its arrival time
 * @param archive the folder in the bucket that has or will have the line. After a failure of the
 *     job, another folder may have it
 * @param part the number of the file that probably has the line. The writer counts its files in
 *     that folder from 0
 * @param offset the byte of that file at which the line probably begins, counted from 0
 */
public record StoredOrder(ReceivedOrder received, String archive, int part, long offset) {

    /** The order's id. */
    public OrderId id() {
        return received.order().id();
    }

    /** The order's vendor. */
    public VendorId vendor() {
        return received.order().vendor();
    }
}
