package io.orderstream.ingest;

import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A stream in memory. Its calls succeed, except those for which a test has planned something else.
 */
final class FakeStream implements OrderStream {

    /** What one call does. */
    interface Call {
        Map<Integer, NotTakenException> put(List<Order> orders);
    }

    private final List<OrderId> records = new ArrayList<>();
    private final List<Integer> batchSizes = new ArrayList<>();
    private final Deque<Call> next = new ArrayDeque<>();

    /** Every record in the stream, in the order of arrival. */
    List<OrderId> records() {
        return List.copyOf(records);
    }

    /** The number of orders in each batch call. */
    List<Integer> batchSizes() {
        return List.copyOf(batchSizes);
    }

    /** Puts this order onto the stream, whatever the call answers. */
    void record(Order order) {
        records.add(order.id());
    }

    FakeStream then(Call call) {
        next.add(call);
        return this;
    }

    /** The next call refuses the orders at these indexes for this reason, and takes the others. */
    FakeStream thenRefusesOrdersAt(NotTakenException reason, Integer... indexes) {
        return then(orders -> takeAllBut(Set.of(indexes), reason, orders));
    }

    /**
     * The next call refuses the orders at these indexes for lack of capacity, and takes the others.
     */
    FakeStream thenRefusesOrdersAt(Integer... indexes) {
        return thenRefusesOrdersAt(
                NotTakenException.refusedRecord("ProvisionedThroughputExceededException", true),
                indexes);
    }

    /** The next call takes nothing and throws this. */
    FakeStream thenThrows(Throwable failure) {
        return then(
                orders -> {
                    throw thrown(failure);
                });
    }

    /** The next call takes all orders, and its answer is lost. */
    FakeStream thenLosesTheAnswer() {
        return then(
                orders -> {
                    orders.forEach(this::record);
                    throw NotTakenException.lost(new IllegalStateException("connection reset"));
                });
    }

    FakeStream thenThrottles() {
        return thenThrows(throttled());
    }

    static NotTakenException throttled() {
        return NotTakenException.refused(new IllegalStateException("throttled"), true);
    }

    static NotTakenException denied() {
        return NotTakenException.refused(new IllegalStateException("access denied"), false);
    }

    private static RuntimeException thrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    private Map<Integer, NotTakenException> takeAllBut(
            Set<Integer> refused, NotTakenException reason, List<Order> orders) {
        Map<Integer, NotTakenException> reasons = new TreeMap<>();
        for (int i = 0; i < orders.size(); i++) {
            if (refused.contains(i)) {
                reasons.put(i, reason);
            } else {
                record(orders.get(i));
            }
        }
        return reasons;
    }

    @Override
    public void put(Order order, InvocationDeadline time) {
        Map<Integer, NotTakenException> reasons = answer(List.of(order));
        if (!reasons.isEmpty()) {
            throw reasons.get(0);
        }
    }

    @Override
    public Map<Integer, NotTakenException> putAll(List<Order> orders, InvocationDeadline time) {
        batchSizes.add(orders.size());
        return answer(orders);
    }

    private Map<Integer, NotTakenException> answer(List<Order> orders) {
        return next.isEmpty()
                ? takeAllBut(Set.of(), throttled(), orders)
                : next.remove().put(orders);
    }
}
