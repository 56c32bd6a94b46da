package io.orderstream.query.orders;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.orderstream.model.EventId;
import io.orderstream.model.EventType;
import io.orderstream.model.LogPosition;
import io.orderstream.model.Order;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.VendorId;
import io.orderstream.model.storage.EventAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Events for tests. The number of an event gives its id, its position in the log and its times. The
 * event with the next number comes later in the log, and arrives a minute later.
 */
public final class StoredEvents {

    private StoredEvents() {}

    /** An event that says that the order was cancelled, with a reason. */
    public static ReceivedEvent cancelled(StoredOrder order, int number) {
        return event(order, "cancelled", number, Map.of("reason", "too <late>"));
    }

    /** An event that says that the order was fulfilled. */
    public static ReceivedEvent fulfilled(StoredOrder order, int number) {
        return event(order, "fulfilled", number, Map.of());
    }

    /** An event that says that this amount was refunded. */
    public static ReceivedEvent refunded(StoredOrder order, int number, String amount) {
        return event(order, "refunded", number, Map.of("amount", amount));
    }

    private static ReceivedEvent event(
            StoredOrder order, String type, int number, Map<String, String> own) {
        return event(order, order.vendor(), type, number, own);
    }

    /** An event that has this order's id and account, and may have another vendor. */
    public static ReceivedEvent event(
            StoredOrder stored, VendorId vendor, String type, int number, Map<String, String> own) {
        Order order = stored.received().order();
        return new ReceivedEvent(
                EventType.named(type)
                        .orElseThrow()
                        .restore(
                                id(number),
                                order.account(),
                                vendor,
                                order.id(),
                                date(stored, number),
                                Optional.empty(),
                                OptionalInt.empty(),
                                own),
                arrival(stored, number),
                position(number));
    }

    /** A second record of the same event. */
    public static ReceivedEvent copy(ReceivedEvent event, int number) {
        return new ReceivedEvent(event.event(), event.receivedAt(), position(number));
    }

    /** When an event happened, as the client says. */
    public static Instant date(StoredOrder order, int number) {
        return order.received().order().orderDate().plusSeconds(60L * number);
    }

    /** When an event arrived. */
    public static Instant arrival(StoredOrder order, int number) {
        return order.received().receivedAt().plusSeconds(60L * number);
    }

    public static EventId id(int number) {
        return EventId.of(String.format("01a22198-ed00-8000-8000-%012x", number));
    }

    public static LogPosition position(int number) {
        return LogPosition.of(String.valueOf(496_700_000_000L + number), 0);
    }

    /** The event's item, as the job writes it. */
    public static Map<String, AttributeValue> item(ReceivedEvent event) {
        Map<String, AttributeValue> item = new HashMap<>();
        EventAttributes.of(event)
                .forEach(
                        one ->
                                item.put(
                                        one.name(),
                                        one.isNumber() ? fromN(one.value()) : fromS(one.value())));
        item.put("archive", fromS("events/dt=2026-11-23/hh=10/slot=00/1795426200000-0000000041/"));
        item.put("part", fromN("0"));
        item.put("lineoffset", fromN("0"));
        return item;
    }
}
