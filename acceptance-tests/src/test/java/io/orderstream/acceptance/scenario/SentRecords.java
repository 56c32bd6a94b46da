package io.orderstream.acceptance.scenario;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** All that was sent to one stack, which is all that may be found in it. */
final class SentRecords {

    private final Map<String, SentOrder> orders =
            Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, List<SentOrder>> otherSpellings = new ConcurrentHashMap<>();
    private final Map<String, byte[]> badRecords =
            Collections.synchronizedMap(new LinkedHashMap<>());

    /** An order that was accepted, once or several times. */
    void accepted(SentOrder order) {
        orders.put(order.id(), order);
    }

    /**
     * An order that was accepted, perhaps not for the first time nor in the same words. Which of
     * its spellings reaches the job first, and so is kept, is left to chance.
     */
    void repeated(SentOrder spelling) {
        if (orders.putIfAbsent(spelling.id(), spelling) != null) {
            otherSpellings
                    .computeIfAbsent(spelling.id(), id -> new CopyOnWriteArrayList<>())
                    .add(spelling);
        }
    }

    /** An order as it was sent, in each of its spellings. */
    List<SentOrder> spellings(String id) {
        return Stream.concat(
                        Stream.of(orders.get(id)),
                        otherSpellings.getOrDefault(id, List.of()).stream())
                .toList();
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
