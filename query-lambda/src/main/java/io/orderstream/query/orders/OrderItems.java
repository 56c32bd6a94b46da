package io.orderstream.query.orders;

import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.VendorId;
import io.orderstream.model.storage.EventAttributes;
import io.orderstream.model.storage.OrderTable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads orders and events from items of the table. */
final class OrderItems {

    private OrderItems() {}

    /**
     * The order in an item.
     *
     * @throws CorruptItemException if an attribute that this method reads is missing or has the
     *     wrong type. Only {@link OrderTable#IDEMPOTENCY_KEY} may be missing. The job always writes
     *     the other attributes of an order
     */
    static StoredOrder parse(Map<String, AttributeValue> item) {
        Order order =
                Order.restore(
                        orderId(item),
                        AccountId.of(text(item, OrderTable.ACCOUNT_ID)),
                        VendorId.of(text(item, OrderTable.VENDOR_ID)),
                        Instant.parse(text(item, OrderTable.ORDER_DATE)),
                        Optional.ofNullable(item.get(OrderTable.IDEMPOTENCY_KEY))
                                .map(key -> text(item, OrderTable.IDEMPOTENCY_KEY))
                                .map(IdempotencyKey::of),
                        number(item, OrderTable.UNIT_PRICE),
                        number(item, OrderTable.QUANTITY).longValueExact(),
                        Details.ofJson(text(item, OrderTable.DETAILS)));
        return new StoredOrder(
                new ReceivedOrder(order, Instant.parse(text(item, OrderTable.RECEIVED_AT))),
                text(item, OrderTable.ARCHIVE),
                number(item, OrderTable.PART).intValueExact(),
                number(item, OrderTable.LINE_OFFSET).longValueExact());
    }

    /** Whether the item is an event. Otherwise it is an order. */
    static boolean isEvent(Map<String, AttributeValue> item) {
        return item.containsKey(OrderTable.TYPE);
    }

    /** The id of the order in an item, or of the order that an event in an item is about. */
    static OrderId orderId(Map<String, AttributeValue> item) {
        return OrderId.of(text(item, OrderTable.ORDER_ID));
    }

    /**
     * The event in an item.
     *
     * @throws IllegalArgumentException if an attribute is missing or cannot be read
     */
    static ReceivedEvent parseEvent(Map<String, AttributeValue> item) {
        return EventAttributes.parse(
                name ->
                        Optional.ofNullable(item.get(name))
                                .map(value -> value.n() == null ? value.s() : value.n()));
    }

    /**
     * The order among these items, and its events. Empty if the order is not among them.
     *
     * @param items items with the same orderid. Events with another vendor are left out. They
     *     belong to no order, since an order's id is derived from its content, and the vendor is
     *     part of the content
     */
    static Optional<OrderHistory> history(List<Map<String, AttributeValue>> items) {
        return items.stream()
                .filter(item -> !isEvent(item))
                .map(OrderItems::parse)
                .findFirst()
                .map(
                        order ->
                                new OrderHistory(
                                        order,
                                        items.stream()
                                                .filter(OrderItems::isEvent)
                                                .map(OrderItems::parseEvent)
                                                .filter(event -> isOf(order, event))
                                                .toList()));
    }

    private static boolean isOf(StoredOrder order, ReceivedEvent event) {
        return event.event().vendor().equals(order.vendor());
    }

    private static String text(Map<String, AttributeValue> item, String name) {
        return required(item, name, AttributeValue::s);
    }

    private static BigDecimal number(Map<String, AttributeValue> item, String name) {
        return new BigDecimal(required(item, name, AttributeValue::n));
    }

    private static <T> T required(
            Map<String, AttributeValue> item, String name, Function<AttributeValue, T> value) {
        return Optional.ofNullable(item.get(name))
                .map(value)
                .orElseThrow(
                        () ->
                                new CorruptItemException(
                                        "An item of the order table has no valid " + name));
    }
}
