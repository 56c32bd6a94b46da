package io.orderstream.model;

import java.util.Optional;

/**
 * The order was fulfilled. The event has an effect only while the order's status is {@code placed}.
 */
public final class FulfilledEvent extends OrderEvent {

    private static final EventMember REFERENCE = EventMember.text("reference");

    static final EventType TYPE = new EventType("fulfilled", FulfilledEvent::new, REFERENCE);

    private FulfilledEvent(Facts facts) {
        super(facts);
    }

    /** The client's reference, such as the number of a delivery. */
    public Optional<String> reference() {
        return textOf(REFERENCE);
    }
}
