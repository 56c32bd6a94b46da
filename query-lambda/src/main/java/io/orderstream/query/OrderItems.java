package io.orderstream.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.OrderTable;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.VendorId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Orders from the table's items. A DynamoDB map has no order, so the members of {@code details}
 * come sorted by name; the archive line and the invoice have them as they were sent.
 */
final class OrderItems {

    private static final JsonNodeFactory NODES = new JsonNodeFactory(true);

    private OrderItems() {}

    /**
     * The order in an item.
     *
     * @throws IllegalStateException if an attribute is missing or has another type: the job writes
     *     all of them
     */
    static StoredOrder parse(Map<String, AttributeValue> item) {
        Order order =
                Order.restore(
                        OrderId.of(text(item, OrderTable.ORDER_ID)),
                        AccountId.of(text(item, OrderTable.ACCOUNT_ID)),
                        VendorId.of(text(item, OrderTable.VENDOR_ID)),
                        Instant.parse(text(item, OrderTable.ORDER_DATE)),
                        number(item, OrderTable.UNIT_PRICE),
                        number(item, OrderTable.QUANTITY).longValueExact(),
                        Details.of(object(required(item, OrderTable.DETAILS, AttributeValue::m))));
        return new StoredOrder(
                new ReceivedOrder(order, Instant.parse(text(item, OrderTable.RECEIVED_AT))),
                text(item, OrderTable.ARCHIVE));
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
                                new IllegalStateException(
                                        "An item of the order table has no " + name));
    }

    private static ObjectNode object(Map<String, AttributeValue> members) {
        ObjectNode object = NODES.objectNode();
        new TreeMap<>(members).forEach((name, value) -> object.set(name, node(value)));
        return object;
    }

    private static JsonNode node(AttributeValue value) {
        return switch (value.type()) {
            case S -> NODES.textNode(value.s());
            case N -> NODES.numberNode(new BigDecimal(value.n()));
            case BOOL -> NODES.booleanNode(value.bool());
            case NUL -> NODES.nullNode();
            case M -> object(value.m());
            case L -> {
                ArrayNode array = NODES.arrayNode();
                value.l().forEach(element -> array.add(node(element)));
                yield array;
            }
            default ->
                    throw new IllegalStateException(
                            "An item of the order table has details of type " + value.type());
        };
    }
}
