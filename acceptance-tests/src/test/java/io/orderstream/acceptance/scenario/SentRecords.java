package io.orderstream.acceptance.scenario;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Everything that was sent to one stack: orders, events and bad records. The stack may store
 * nothing else.
 */
final class SentRecords {

    private final Map<String, SentOrder> orders =
            Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, List<SentOrder>> otherSpellings = new ConcurrentHashMap<>();
    private final Map<String, byte[]> events = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, byte[]> badRecords =
            Collections.synchronizedMap(new LinkedHashMap<>());

    /** Adds an order that was accepted. The order may be added several times. */
    void accepted(SentOrder order) {
        orders.put(order.id(), order);
    }

    /**
     * Adds a spelling of an order that is sent several times. The job keeps the spelling that it
     * reads first, which may be any of them.
     */
    void repeated(SentOrder spelling) {
        if (orders.putIfAbsent(spelling.id(), spelling) != null) {
            otherSpellings
                    .computeIfAbsent(spelling.id(), id -> new CopyOnWriteArrayList<>())
                    .add(spelling);
        }
    }

    /** All spellings in which an order was sent. */
    List<SentOrder> spellings(String id) {
        return Stream.concat(
                        Stream.of(orders.get(id)),
                        otherSpellings.getOrDefault(id, List.of()).stream())
                .toList();
    }

    /** Adds a record on the stream that is an event. */
    void event(String sequenceNumber, byte[] data) {
        events.put(sequenceNumber, data);
    }

    /** Adds a record on the stream that is neither an order nor an event. */
    void bad(String sequenceNumber, byte[] data) {
        badRecords.put(sequenceNumber, data);
    }

    /** The number of orders. */
    int countOfOrders() {
        return orders.size();
    }

    /** The order with this id. */
    Optional<SentOrder> order(String id) {
        return Optional.ofNullable(orders.get(id));
    }

    /** The orders by id. */
    Map<String, SentOrder> orders() {
        synchronized (orders) {
            return new LinkedHashMap<>(orders);
        }
    }

    /** The data of the records that are events, by sequence number. */
    Map<String, byte[]> events() {
        synchronized (events) {
            return new LinkedHashMap<>(events);
        }
    }

    /** The number of different events. Copies of an event count once. */
    int differentEvents() {
        return (int) events().values().stream().map(ByteBuffer::wrap).distinct().count();
    }

    /** The data of the bad records by sequence number. */
    Map<String, byte[]> badRecords() {
        synchronized (badRecords) {
            return new LinkedHashMap<>(badRecords);
        }
    }
}
