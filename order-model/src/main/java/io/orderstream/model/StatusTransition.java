package io.orderstream.model;

import static io.orderstream.model.OrderStatus.CANCELLED;
import static io.orderstream.model.OrderStatus.FULFILLED;
import static io.orderstream.model.OrderStatus.PLACED;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the events of one type do: in which statuses of the order they have an effect, and which
 * status the order has afterwards. {@link #TABLE} has one line for each type.
 */
final class StatusTransition {

    static final List<StatusTransition> TABLE =
            List.of(
                    line(CancelledEvent.TYPE, in(PLACED), becomes(CANCELLED)),
                    line(FulfilledEvent.TYPE, in(PLACED), becomes(FULFILLED)),
                    line(RefundedEvent.TYPE, in(PLACED, CANCELLED, FULFILLED), stays()));

    private final EventType type;
    private final Set<OrderStatus> before;
    // Empty if the status stays.
    private final Optional<OrderStatus> after;

    private StatusTransition(EventType type, Set<OrderStatus> before, Optional<OrderStatus> after) {
        this.type = type;
        this.before = before;
        this.after = after;
    }

    private static StatusTransition line(
            EventType type, Set<OrderStatus> before, Optional<OrderStatus> after) {
        return new StatusTransition(type, before, after);
    }

    private static Set<OrderStatus> in(OrderStatus... statuses) {
        return Set.copyOf(Arrays.asList(statuses));
    }

    private static Optional<OrderStatus> becomes(OrderStatus status) {
        return Optional.of(status);
    }

    private static Optional<OrderStatus> stays() {
        return Optional.empty();
    }

    /** The line of this type. */
    static StatusTransition of(EventType type) {
        for (StatusTransition transition : TABLE) {
            if (transition.type == type) {
                return transition;
            }
        }
        throw new IllegalArgumentException("The table of transitions has no line for " + type);
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
