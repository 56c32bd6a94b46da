package io.orderstream.embedded.scenario;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** All that was sent to one stack, which is all that may be found in it. */
final class Ledger {

    private final Map<String, SentOrder> orders =
            Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, byte[]> badRecords =
            Collections.synchronizedMap(new LinkedHashMap<>());

    /** An order that was accepted, once or several times. */
    void accepted(SentOrder order) {
        orders.put(order.id(), order);
    }

    /** A record on the stream that is not an order. */
    void bad(String sequenceNumber, byte[] data) {
        badRecords.put(sequenceNumber, data);
    }

    /** By id. */
    Map<String, SentOrder> orders() {
        synchronized (orders) {
            return new LinkedHashMap<>(orders);
        }
    }

    /** By sequence number. */
    Map<String, byte[]> badRecords() {
        synchronized (badRecords) {
            return new LinkedHashMap<>(badRecords);
        }
    }
}
