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

/** A stream in memory that refuses what it was told to refuse. */
final class FakeStream implements OrderStream {

    /** What one call comes to. */
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

    /** How many orders each call brought. */
    List<Integer> batchSizes() {
        return List.copyOf(batchSizes);
    }

    /** The stream has this order, whatever it said to it. */
    void record(Order order) {
        records.add(order.id());
    }

    FakeStream then(Call call) {
        next.add(call);
        return this;
    }

    /** The next call does not get the orders at these indexes in, for this reason. */
    FakeStream thenRefuses(NotTakenException reason, Integer... indexes) {
        return then(orders -> takeAllBut(Set.of(indexes), reason, orders));
    }

    /** The next call finds too little capacity for the orders at these indexes. */
    FakeStream thenRefuses(Integer... indexes) {
        return thenRefuses(
                NotTakenException.refusedRecord("ProvisionedThroughputExceededException", true),
                indexes);
    }

    /** The next call fails with this, and nothing is taken. */
    FakeStream thenThrows(Throwable failure) {
        return then(
                orders -> {
                    throw thrown(failure);
                });
    }

    /** The next call is taken, and its answer is lost. */
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
