package io.orderstream.model;

import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;

/** An event of an order's history, and whether it had an effect on the order. */
public final class DecidedEvent {

    private final ReceivedEvent received;
    // Empty if the event had an effect.
    private final Optional<String> because;
    // The net follows from the order and from its events up to this one. OrderLife.equals()
    // compares the order and all events, so equals() of this class need not compare the net.
    private final BigDecimal net;

    DecidedEvent(ReceivedEvent received, Optional<String> because, BigDecimal net) {
        this.received = Objects.requireNonNull(received, "received");
        this.because = because;
        this.net = net;
    }

    /** The event, its arrival and its position. */
    public ReceivedEvent received() {
        return received;
    }

    /** What the order was worth after the event. See {@link OrderLife#net()}. */
    public BigDecimal net() {
        return net;
    }

    /** Whether the event changed the order's state. */
    public boolean hasEffect() {
        return because.isEmpty();
    }

    /** Why the event had no effect, in words. Empty if the event had an effect. */
    public Optional<String> because() {
        return because;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DecidedEvent
                && received.equals(((DecidedEvent) other).received)
                && because.equals(((DecidedEvent) other).because);
    }

    @Override
    public int hashCode() {
        return Objects.hash(received, because);
    }

    @Override
    public String toString() {
        return "DecidedEvent[" + received + ", " + because.orElse("has an effect") + "]";
    }
}
