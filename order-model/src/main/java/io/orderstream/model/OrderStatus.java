package io.orderstream.model;

import java.util.Locale;

/** Where an order is in its life. */
public enum OrderStatus {
    /** The order is neither cancelled nor fulfilled. A refund does not change the status. */
    PLACED,
    CANCELLED,
    FULFILLED;

    /** The status in documents, such as {@code placed}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
