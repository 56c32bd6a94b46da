package io.orderstream.model;

import java.time.Instant;
import java.util.Objects;

/** An order and the time of its arrival on the stream. */
public final class ReceivedOrder extends Received {

    private final Order order;

    /**
     * An order that arrived at this time.
     *
     * @param receivedAt Kinesis's approximate arrival timestamp; kept to the millisecond
     */
    public ReceivedOrder(Order order, Instant receivedAt) {
        super(receivedAt);
        this.order = Objects.requireNonNull(order, "order");
    }

    public Order order() {
        return order;
    }

    @Override
    public AccountId account() {
        return order.account();
    }

    @Override
    public OrderId orderId() {
        return order.id();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ReceivedOrder)) {
            return false;
        }
        ReceivedOrder that = (ReceivedOrder) other;
        return order.equals(that.order) && receivedAt().equals(that.receivedAt());
    }

    @Override
    public int hashCode() {
        return Objects.hash(order, receivedAt());
    }

    @Override
    public String toString() {
        return "ReceivedOrder[" + order.id() + ", " + receivedAt() + "]";
    }
}
