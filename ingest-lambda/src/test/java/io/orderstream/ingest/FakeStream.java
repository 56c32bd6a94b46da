package io.orderstream.ingest;

import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.api.UnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** A stream in memory that refuses what it was told to refuse. */
final class FakeStream implements OrderStream {

    private final List<OrderId> records = new ArrayList<>();
    private final List<Integer> batchSizes = new ArrayList<>();
    private final Deque<Supplier<Set<Integer>>> next = new ArrayDeque<>();

    /** Every record in the stream, in the order of arrival. */
    List<OrderId> records() {
        return List.copyOf(records);
    }

    /** How many orders each call brought. */
    List<Integer> batchSizes() {
        return List.copyOf(batchSizes);
    }

    /** The next batch loses the orders at these indexes. */
    FakeStream thenRefuses(Integer... indexes) {
        next.add(() -> Set.of(indexes));
        return this;
    }

    /** The next call is not answered, or only with this. */
    FakeStream thenThrows(RuntimeException failure) {
        next.add(
                () -> {
                    throw failure;
                });
        return this;
    }

    FakeStream thenThrottles() {
        return thenThrows(new UnavailableException("the order stream", null));
    }

    @Override
    public Duration longestCall() {
        return Duration.ofSeconds(8);
    }

    @Override
    public void put(Order order) {
        if (!next.isEmpty() && next.remove().get().contains(0)) {
            throw new UnavailableException("the order stream", null);
        }
        records.add(order.id());
    }

    @Override
    public Set<Integer> putAll(List<Order> orders) {
        batchSizes.add(orders.size());
        Set<Integer> refused = next.isEmpty() ? Set.of() : next.remove().get();
        for (int i = 0; i < orders.size(); i++) {
            if (!refused.contains(i)) {
                records.add(orders.get(i).id());
            }
        }
        return refused;
    }
}
