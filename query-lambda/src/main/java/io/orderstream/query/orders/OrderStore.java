package io.orderstream.query.orders;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import java.util.List;
import java.util.Optional;

/**
 * The table of orders and its index over all vendors of an account, as one request needs them.
 *
 * <p>Every method throws {@link io.orderstream.lambda.http.UnavailableException} when the table
 * throttles or does not answer in time; empty means that there is nothing.
 */
public interface OrderStore {

    /**
     * One order. With a vendor it is there as soon as it is written. Without one it may be missing
     * for a moment, since the index is written after the table.
     */
    Optional<StoredOrder> find(AccountId account, Optional<VendorId> vendor, OrderId order);

    /**
     * Some of an account's orders.
     *
     * @param orders newest first; empty only if it is the last
     * @param isLast whether there are no older ones
     */
    record Chunk(List<StoredOrder> orders, boolean isLast) {}

    /**
     * The account's newest orders, with one vendor or with all: at most so many, and fewer if they
     * are large. An order that was just written may be missing for a moment.
     *
     * @param below only orders older than this one; it need not exist
     */
    Chunk newest(AccountId account, Optional<VendorId> vendor, Optional<OrderId> below, int limit);
}
