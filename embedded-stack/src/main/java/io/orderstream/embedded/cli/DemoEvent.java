package io.orderstream.embedded.cli;

/**
 * An event that the demo posts for one of its orders.
 *
 * @param type the type of the event
 * @param member a further member of the event, as JSON
 */
record DemoEvent(String type, String member) {

    static final DemoEvent CANCELLED =
            new DemoEvent("cancelled", "\"reason\": \"changed my mind\"");

    static final DemoEvent FULFILLED = new DemoEvent("fulfilled", "\"reference\": \"parcel 7\"");

    /** Refunds the price of one of the two coffees that are ordered. */
    static final DemoEvent HALF_REFUNDED = new DemoEvent("refunded", "\"amount\": \"4.5\"");
}
