package io.orderstream.query;

import io.orderstream.model.AccountId;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.OrderTable;
import io.orderstream.model.VendorId;
import io.orderstream.model.api.UnavailableException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A table in memory, sorted by the real sort key as text, as DynamoDB does. */
final class FakeTable implements OrderStore {

    private final Map<AccountId, NavigableMap<String, StoredOrder>> items = new TreeMap<>();
    private boolean down;

    FakeTable put(StoredOrder stored) {
        Order order = stored.received().order();
        items.computeIfAbsent(order.account(), account -> new TreeMap<>())
                .put(OrderTable.sortKey(order.vendor(), order.id()), stored);
        return this;
    }

    /** From now on no read is answered. */
    void goDown() {
        down = true;
    }

    /** It takes no time. */
    @Override
    public OrderStore within(Deadline deadline) {
        return this;
    }

    @Override
    public Optional<StoredOrder> find(AccountId account, VendorId vendor, OrderId order) {
        return Optional.ofNullable(of(account).get(OrderTable.sortKey(vendor, order)));
    }

    @Override
    public Optional<VendorId> nextVendor(AccountId account, Optional<VendorId> after) {
        NavigableMap<String, StoredOrder> sorted = of(account);
        return Optional.ofNullable(
                        after.isPresent()
                                ? sorted.higherEntry(OrderTable.afterLastSortKey(after.get()))
                                : sorted.firstEntry())
                .map(entry -> entry.getValue().received().order().vendor());
    }

    @Override
    public Chunk newest(AccountId account, VendorId vendor, Optional<OrderId> below, int limit) {
        String prefix = OrderTable.sortKeyPrefix(vendor);
        String end =
                below.map(id -> OrderTable.sortKey(vendor, id))
                        .orElse(OrderTable.afterLastSortKey(vendor));
        List<StoredOrder> orders =
                of(account).headMap(end, false).descendingMap().entrySet().stream()
                        .filter(entry -> entry.getKey().startsWith(prefix))
                        .limit(limit)
                        .map(Map.Entry::getValue)
                        .toList();
        return new Chunk(orders, orders.size() < limit);
    }

    private NavigableMap<String, StoredOrder> of(AccountId account) {
        if (down) {
            throw new UnavailableException("the order table", null);
        }
        return items.getOrDefault(account, new TreeMap<>());
    }
}
