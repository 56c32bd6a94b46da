package io.orderstream.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;

/**
 * An order and the time of its arrival on the stream. A replay of the stream has the same arrival
 * times, so an archive line gets into the same hour again.
 */
public final class ReceivedOrder {

    private final Order order;
    private final Instant receivedAt;

    /**
     * An order that arrived at this time.
     *
     * @param receivedAt Kinesis's approximate arrival timestamp; kept to the millisecond
     */
    public ReceivedOrder(Order order, Instant receivedAt) {
        this.order = Objects.requireNonNull(order, "order");
        this.receivedAt = receivedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    public Order order() {
        return order;
    }

    /** When the order arrived on the stream: UTC, milliseconds. */
    public Instant receivedAt() {
        return receivedAt;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ReceivedOrder)) {
            return false;
        }
        ReceivedOrder that = (ReceivedOrder) other;
        return order.equals(that.order) && receivedAt.equals(that.receivedAt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(order, receivedAt);
    }

    @Override
    public String toString() {
        return "ReceivedOrder[" + order.id() + ", " + receivedAt + "]";
    }
}
