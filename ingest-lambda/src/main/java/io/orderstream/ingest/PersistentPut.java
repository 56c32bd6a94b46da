package io.orderstream.ingest;

import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.api.UnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * Puts a batch and repeats what the stream did not take, with growing pauses, while there is time
 * for another call. The SDK does not do that: to it, a call of which half the records were refused
 * is a success.
 */
final class PersistentPut {

    /** Kept for writing the answer. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final OrderStream stream;
    private final BackoffStrategy backoff;

    PersistentPut(OrderStream stream, BackoffStrategy backoff) {
        this.stream = stream;
        this.backoff = backoff;
    }

    /**
     * Puts these orders; the same order twice is put once.
     *
     * @param lostCalls told why, for each call that was not answered
     * @return the ids of those that the stream took, as far as it said so
     */
    Set<OrderId> put(
            Collection<Order> orders, TimeLeft time, Consumer<UnavailableException> lostCalls) {
        Map<OrderId, Order> waiting = new LinkedHashMap<>();
        orders.forEach(order -> waiting.put(order.id(), order));
        Set<OrderId> taken = new HashSet<>();
        for (int next = 2; !waiting.isEmpty(); next++) {
            attempt(List.copyOf(waiting.values()), lostCalls)
                    .forEach(
                            id -> {
                                waiting.remove(id);
                                taken.add(id);
                            });
            if (!waiting.isEmpty()) {
                // The SDK counts the attempt that follows the delay; before the first there is
                // none.
                Duration delay = backoff.computeDelay(next);
                Duration needed = delay.plus(stream.longestCall()).plus(MARGIN);
                if (time.remaining().compareTo(needed) < 0) {
                    break;
                }
                time.pause(delay);
            }
        }
        return taken;
    }

    private Set<OrderId> attempt(List<Order> orders, Consumer<UnavailableException> lostCalls) {
        Set<Integer> refused;
        try {
            refused = stream.putAll(orders);
        } catch (UnavailableException e) {
            lostCalls.accept(e);
            // Perhaps some were taken. Putting them again is harmless: their ids are derived.
            return Set.of();
        }
        Set<OrderId> taken = new HashSet<>();
        for (int i = 0; i < orders.size(); i++) {
            if (!refused.contains(i)) {
                taken.add(orders.get(i).id());
            }
        }
        return taken;
    }
}
