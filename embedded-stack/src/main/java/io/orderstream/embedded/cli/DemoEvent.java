package io.orderstream.embedded.cli;

/**
 * What happens to an order of the demo after it was posted.
 *
 * @param type the type of the event
 * @param member a member that events of this type have, as JSON
 */
record DemoEvent(String type, String member) {

    static final DemoEvent CANCELLED =
            new DemoEvent("cancelled", "\"reason\": \"changed my mind\"");

    static final DemoEvent FULFILLED = new DemoEvent("fulfilled", "\"reference\": \"parcel 7\"");

    /** The price of one of the two coffees. */
    static final DemoEvent HALF_REFUNDED = new DemoEvent("refunded", "\"amount\": \"4.5\"");
}
