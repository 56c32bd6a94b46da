package io.orderstream.query;

import io.orderstream.lambda.http.UnavailableException;
import io.orderstream.model.AccountId;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.VendorId;
import io.orderstream.model.storage.OrderTable;
import io.orderstream.query.orders.OrderHistory;
import io.orderstream.query.orders.OrderStore;
import io.orderstream.query.orders.StoredOrder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A table of orders and events in memory. */
public final class FakeTable implements OrderStore {

    private final Map<AccountId, Map<String, StoredOrder>> items = new TreeMap<>();
    private final List<ReceivedEvent> events = new ArrayList<>();
    private final Set<ReceivedEvent> notInIndex = new HashSet<>();
    private int mostInAnAnswer = Integer.MAX_VALUE;
    private boolean down;

    public FakeTable put(StoredOrder stored) {
        Order order = stored.received().order();
        items.computeIfAbsent(order.account(), account -> new TreeMap<>())
                .put(OrderTable.sortKey(order.vendor(), order.id()), stored);
        return this;
    }

    public FakeTable put(ReceivedEvent event) {
        events.add(event);
        return this;
    }

    /** Puts an event into the table. The index does not have it yet. */
    public FakeTable putNotYetIntoIndex(ReceivedEvent event) {
        notInIndex.add(event);
        return put(event);
    }

    /** Limits the number of orders in an answer. DynamoDB does the same when orders are large. */
    public FakeTable answeringAtMost(int orders) {
        mostInAnAnswer = orders;
        return this;
    }

    /** From now on, all reads fail. */
    public void goDown() {
        down = true;
    }

    @Override
    public Optional<StoredOrder> find(AccountId account, Optional<VendorId> vendor, OrderId order) {
        return all(account, vendor).filter(stored -> stored.id().equals(order)).findFirst();
    }

    @Override
    public Optional<OrderHistory> history(AccountId account, VendorId vendor, OrderId order) {
        return find(account, Optional.of(vendor), order)
                .map(stored -> withEvents(stored, Set.of()));
    }

    private OrderHistory withEvents(StoredOrder order, Set<ReceivedEvent> except) {
        return new OrderHistory(
                order,
                events.stream()
                        .filter(event -> event.orderId().equals(order.id()))
                        .filter(event -> event.event().vendor().equals(order.vendor()))
                        .filter(event -> event.account().equals(order.received().account()))
                        .filter(event -> !except.contains(event))
                        .toList());
    }

    @Override
    public Chunk newest(
            AccountId account, Optional<VendorId> vendor, Optional<OrderId> below, int wanted) {
        List<OrderHistory> orders =
                all(account, vendor)
                        .filter(stored -> below.isEmpty() || stored.id().compareTo(below.get()) < 0)
                        .limit(wanted)
                        .map(stored -> withEvents(stored, notInIndex))
                        .toList();
        return orders.size() > mostInAnAnswer
                ? new Chunk(orders.subList(0, mostInAnAnswer), false)
                : new Chunk(orders, orders.size() < wanted);
    }

    /** All orders of an account, or only those with one vendor. The newest is first. */
    private Stream<StoredOrder> all(AccountId account, Optional<VendorId> vendor) {
        if (down) {
            throw new UnavailableException("the order table", null);
        }
        return items.getOrDefault(account, new TreeMap<>()).values().stream()
                .filter(stored -> vendor.isEmpty() || vendor.get().equals(stored.vendor()))
                .sorted(Comparator.comparing(StoredOrder::id).reversed());
    }
}
