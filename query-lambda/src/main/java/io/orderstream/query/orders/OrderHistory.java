package io.orderstream.query.orders;

import io.orderstream.model.OrderId;
import io.orderstream.model.OrderLife;
import io.orderstream.model.ReceivedEvent;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An order and its events, as the table has them.
 *
 * @param stored the order
 * @param events the order's events, in any sequence, perhaps with copies. If the log has more than
 *     {@link OrderLife#MAX_EVENTS} events of the order, this list has at least the first {@link
 *     OrderLife#MAX_EVENTS} + 1
 */
public record OrderHistory(StoredOrder stored, List<ReceivedEvent> events) {

    /** The order's id. */
    public OrderId id() {
        return stored.id();
    }

    /** The order's state. */
    public OrderLife life() {
        return OrderLife.of(stored.received(), events);
    }

    /** The state as the log had it at this instant. Empty if the order had not arrived yet. */
    public Optional<OrderLife> lifeAt(Instant instant) {
        return OrderLife.at(instant, stored.received(), events);
    }
}
