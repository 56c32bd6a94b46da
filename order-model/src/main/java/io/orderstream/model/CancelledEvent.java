package io.orderstream.model;

import java.util.Optional;

/**
 * The order was cancelled. The event has an effect only while the order's status is {@code placed}.
 */
public final class CancelledEvent extends OrderEvent {

    private static final EventMember REASON = EventMember.text("reason");

    static final EventType TYPE = new EventType("cancelled", CancelledEvent::new, REASON);

    private CancelledEvent(Facts facts) {
        super(facts);
    }

    /** The reason, in the client's words. */
    public Optional<String> reason() {
        return textOf(REASON);
    }
}
