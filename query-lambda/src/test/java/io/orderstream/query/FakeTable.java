package io.orderstream.query;

import io.orderstream.lambda.http.UnavailableException;
import io.orderstream.model.AccountId;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.storage.OrderTable;
import io.orderstream.query.orders.OrderStore;
import io.orderstream.query.orders.StoredOrder;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A table of orders in memory. */
public final class FakeTable implements OrderStore {

    private final Map<AccountId, Map<String, StoredOrder>> items = new TreeMap<>();
    private int mostInAnAnswer = Integer.MAX_VALUE;
    private boolean down;

    public FakeTable put(StoredOrder stored) {
        Order order = stored.received().order();
        items.computeIfAbsent(order.account(), account -> new TreeMap<>())
                .put(OrderTable.sortKey(order.vendor(), order.id()), stored);
        return this;
    }

    /** Limits the number of orders in an answer. DynamoDB does the same when orders are large. */
    public FakeTable answeringAtMost(int orders) {
        mostInAnAnswer = orders;
        return this;
    }

    /** From now on all reads fail. */
    public void goDown() {
        down = true;
    }

    @Override
    public Optional<StoredOrder> find(AccountId account, Optional<VendorId> vendor, OrderId order) {
        return all(account, vendor).filter(stored -> stored.id().equals(order)).findFirst();
    }

    @Override
    public Chunk newest(
            AccountId account, Optional<VendorId> vendor, Optional<OrderId> below, int limit) {
        List<StoredOrder> orders =
                all(account, vendor)
                        .filter(stored -> below.isEmpty() || stored.id().compareTo(below.get()) < 0)
                        .limit(limit)
                        .toList();
        return orders.size() > mostInAnAnswer
                ? new Chunk(orders.subList(0, mostInAnAnswer), false)
                : new Chunk(orders, orders.size() < limit);
    }

    /** All orders of an account, or only those with one vendor. The newest is first. */
    private Stream<StoredOrder> all(AccountId account, Optional<VendorId> vendor) {
        if (down) {
            throw new UnavailableException("the order table", null);
        }
        return items.getOrDefault(account, new TreeMap<>()).values().stream()
                .filter(
                        stored ->
                                vendor.isEmpty()
                                        || vendor.get().equals(stored.received().order().vendor()))
                .sorted(Comparator.comparing(StoredOrder::id).reversed());
    }
}
