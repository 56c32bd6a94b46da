package io.orderstream.model;

import java.util.Locale;

/** Where an order is in its life. */
public enum OrderStatus {
    /** No event except refunds has had an effect on the order. */
    PLACED,
    CANCELLED,
    FULFILLED;

    /** The status in documents, such as {@code placed}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
