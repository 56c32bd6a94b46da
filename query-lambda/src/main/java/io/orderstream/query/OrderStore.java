package io.orderstream.query;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import java.util.List;
import java.util.Optional;

/**
 * The table of orders, as this function needs it. Reads are eventually consistent: an order that
 * was just written may be missing for a moment, which cannot be told from the second or so that it
 * takes through the stream. Items never change, so no read is ever half old.
 *
 * <p>Every method throws {@link io.orderstream.model.api.UnavailableException} when the table
 * throttles or does not answer in time; empty means that there is nothing.
 */
interface OrderStore {

    /** The same table for one request: none of its calls goes on after the deadline. */
    OrderStore within(Deadline deadline);

    /** The order with this key. */
    Optional<StoredOrder> find(AccountId account, VendorId vendor, OrderId order);

    /** The account's first vendor after this one in the order of their ids, or its first at all. */
    Optional<VendorId> nextVendor(AccountId account, Optional<VendorId> after);

    /**
     * Some of a pair's orders.
     *
     * @param orders newest first; empty only if it is the last
     * @param isLast whether there are no older ones
     */
    record Chunk(List<StoredOrder> orders, boolean isLast) {}

    /**
     * The pair's newest orders: at most so many, and fewer if they are large.
     *
     * @param below only orders older than this one; it need not exist
     */
    Chunk newest(AccountId account, VendorId vendor, Optional<OrderId> below, int limit);
}
