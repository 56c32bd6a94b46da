package io.orderstream.model;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * What the events of one type do: in which statuses of the order they have an effect, and which
 * status the order has afterwards. {@link OrderLife#TRANSITIONS} lists the transitions of all
 * types.
 */
final class StatusTransition {

    private final EventType type;
    private final Set<OrderStatus> before;
    // Empty if the status stays.
    private final Optional<OrderStatus> after;

    StatusTransition(EventType type, Set<OrderStatus> before, Optional<OrderStatus> after) {
        this.type = type;
        this.before = before;
        this.after = after;
    }

    static Set<OrderStatus> in(OrderStatus... statuses) {
        return Set.copyOf(Arrays.asList(statuses));
    }

    static Optional<OrderStatus> becomes(OrderStatus status) {
        return Optional.of(status);
    }

    static Optional<OrderStatus> stays() {
        return Optional.empty();
    }

    EventType type() {
        return type;
    }

    boolean hasEffectIn(OrderStatus status) {
        return before.contains(status);
    }

    OrderStatus after(OrderStatus status) {
        return after.orElse(status);
    }

    /**
     * Whether an event of the type can have an effect if the event before it had the same type and
     * had an effect.
     */
    boolean isRepeatable() {
        return before.stream().anyMatch(status -> before.contains(after(status)));
    }
}
