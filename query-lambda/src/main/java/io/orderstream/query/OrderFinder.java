package io.orderstream.query;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import java.util.List;
import java.util.Optional;

/** Finds one order: by its id, or the latest. */
final class OrderFinder {

    private final OrderStore store;
    private final Parallel parallel;

    OrderFinder(OrderStore store, Parallel parallel) {
        this.store = store;
        this.parallel = parallel;
    }

    /**
     * The account's order.
     *
     * @param vendor with this vendor, or with any
     * @param order this one, or the latest
     */
    Optional<StoredOrder> find(
            AccountId account, Optional<VendorId> vendor, Optional<OrderId> order) {
        List<VendorId> vendors = vendor.map(List::of).orElseGet(() -> Vendors.of(store, account));
        if (order.isPresent()) {
            return parallel.map(vendors, each -> store.find(account, each, order.get())).stream()
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        NewestFirst orders =
                new NewestFirst(store, parallel, account, vendors, Optional.empty(), 1);
        return orders.hasNext() ? Optional.of(orders.peek()) : Optional.empty();
    }
}
