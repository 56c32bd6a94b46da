package io.orderstream.query.orders;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import java.util.List;
import java.util.Optional;

/**
 * The table of orders and events, and its index by account. Each request has an instance of its
 * own.
 *
 * <p>Every method throws {@link io.orderstream.lambda.http.UnavailableException} when the table
 * throttles, fails for the moment, or does not answer in time. A failure is never an empty result.
 */
public interface OrderStore {

    /**
     * One order without its events. With a vendor, this is a consistent read of the table. Without
     * a vendor, this is a read of the index, which may lag: an order that was just written may be
     * missing.
     */
    Optional<StoredOrder> find(AccountId account, Optional<VendorId> vendor, OrderId order);

    /** One order with its events: a consistent read of the table. */
    Optional<OrderHistory> history(AccountId account, VendorId vendor, OrderId order);

    /**
     * Some of an account's orders.
     *
     * @param orders the orders with their events, newest first. Empty only if there are no more
     * @param isLast true if there are certainly no older orders. If false, there may be some
     */
    record Chunk(List<OrderHistory> orders, boolean isLast) {}

    /**
     * An account's newest orders. Events without an order are skipped. The read may lag: an order
     * or an event that was just written may be missing.
     *
     * @param vendor if given, only orders with this vendor
     * @param below if given, only orders that are older than this one. This order need not exist
     * @param wanted how many orders the caller wants. The chunk may have fewer or more
     */
    Chunk newest(AccountId account, Optional<VendorId> vendor, Optional<OrderId> below, int wanted);
}
