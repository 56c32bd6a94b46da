package io.orderstream.model;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * An amount was refunded. The event can have an effect in every status. It has no effect if the
 * amount and the earlier refunds that had an effect are together more than the order's total.
 */
public final class RefundedEvent extends OrderEvent {

    private static final EventMember AMOUNT = EventMember.amount("amount");
    private static final EventMember REASON = EventMember.text("reason");

    static final EventType TYPE = new EventType("refunded", RefundedEvent::new, AMOUNT, REASON);

    private RefundedEvent(Facts facts) {
        super(facts);
    }

    /**
     * The amount, above 0, in the currency of the order, without trailing zeros after the point.
     */
    public BigDecimal amount() {
        return amountOf(AMOUNT);
    }

    /** The reason, in the client's words. */
    public Optional<String> reason() {
        return textOf(REASON);
    }

    @Override
    BigDecimal refund() {
        return amount();
    }
}
