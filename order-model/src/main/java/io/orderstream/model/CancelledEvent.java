package io.orderstream.model;

import java.util.Optional;

/** The order was cancelled. It has an effect as long as the order is only placed. */
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
