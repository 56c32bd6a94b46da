package io.orderstream.query.orders;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import java.util.List;
import java.util.Optional;

/**
 * The table of orders, and its index of all orders of an account. Each request has an instance of
 * its own.
 *
 * <p>Every method throws {@link io.orderstream.lambda.http.UnavailableException} when the table
 * throttles or does not answer in time. An empty result means that the table has no such order.
 */
public interface OrderStore {

    /**
     * One order. With a vendor, this is a consistent read of the table. Without a vendor, this is a
     * read of the index, which may lag: an order that was just written may be missing.
     */
    Optional<StoredOrder> find(AccountId account, Optional<VendorId> vendor, OrderId order);

    /**
     * Some of an account's orders.
     *
     * @param orders the orders, newest first. Empty only if there are no more
     * @param isLast whether there are no older orders
     */
    record Chunk(List<StoredOrder> orders, boolean isLast) {}

    /**
     * An account's newest orders. The read may lag: an order that was just written may be missing.
     *
     * @param vendor if given, only orders with this vendor
     * @param below if given, only orders that are older than this one. This order need not exist
     * @param limit the most orders to return. Fewer are returned if the orders are large
     */
    Chunk newest(AccountId account, Optional<VendorId> vendor, Optional<OrderId> below, int limit);
}
