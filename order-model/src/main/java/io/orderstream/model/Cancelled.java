package io.orderstream.model;

import java.util.Optional;

/** The order was cancelled. It has an effect as long as the order is only placed. */
public final class Cancelled extends OrderEvent {

    private static final EventMember REASON = EventMember.text("reason");

    static final EventType TYPE = new EventType("cancelled", Cancelled::new, REASON);

    private Cancelled(Facts facts) {
        super(facts);
    }

    /** The reason, in the client's words. */
    public Optional<String> reason() {
        return textOf(REASON);
    }
}
