package io.orderstream.model;

import java.time.Instant;
import java.util.Objects;

/** An event, the time of its arrival on the stream, and its position in the log. */
public final class ReceivedEvent extends Received {

    private final OrderEvent event;
    private final LogPosition position;

    /**
     * An event that arrived at this time and is at this position.
     *
     * @param receivedAt Kinesis's approximate arrival timestamp; kept to the millisecond
     */
    public ReceivedEvent(OrderEvent event, Instant receivedAt, LogPosition position) {
        super(receivedAt);
        this.event = Objects.requireNonNull(event, "event");
        this.position = Objects.requireNonNull(position, "position");
    }

    public OrderEvent event() {
        return event;
    }

    /**
     * Where the event is in the log. {@link OrderLife} applies the events of an order in the
     * sequence of their positions.
     */
    public LogPosition position() {
        return position;
    }

    @Override
    public AccountId account() {
        return event.account();
    }

    @Override
    public OrderId orderId() {
        return event.orderId();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ReceivedEvent)) {
            return false;
        }
        ReceivedEvent that = (ReceivedEvent) other;
        return event.equals(that.event)
                && receivedAt().equals(that.receivedAt())
                && position.equals(that.position);
    }

    @Override
    public int hashCode() {
        return Objects.hash(event, receivedAt(), position);
    }

    @Override
    public String toString() {
        return "ReceivedEvent[" + event + ", " + receivedAt() + ", " + position + "]";
    }
}
