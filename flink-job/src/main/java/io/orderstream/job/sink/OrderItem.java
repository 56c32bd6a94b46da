package io.orderstream.job.sink;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.Order;
import io.orderstream.model.OrderTable;
import io.orderstream.model.UtcText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An order as an item of the table: the attributes of {@link OrderTable}, no more and no less. */
public final class OrderItem {

    private OrderItem() {}

    /** The order's item, attributes in the order of {@link OrderTable}. */
    public static Map<String, AttributeValue> of(PlacedOrder placed) {
        Order order = placed.received().order();
        Map<String, AttributeValue> item = new LinkedHashMap<>();
        item.put(OrderTable.ACCOUNT_ID, text(order.account().value()));
        item.put(
                OrderTable.VENDOR_ID_ORDER_ID,
                text(OrderTable.sortKey(order.vendor(), order.id())));
        item.put(OrderTable.VENDOR_ID, text(order.vendor().value()));
        item.put(OrderTable.ORDER_ID, text(order.id().value()));
        item.put(OrderTable.ORDER_DATE, text(UtcText.of(order.orderDate())));
        item.put(OrderTable.RECEIVED_AT, text(UtcText.of(placed.received().receivedAt())));
        item.put(OrderTable.DETAILS, value(order.details().toTree()));
        item.put(OrderTable.UNIT_PRICE, number(order.unitPrice()));
        item.put(OrderTable.QUANTITY, number(BigDecimal.valueOf(order.quantity())));
        item.put(OrderTable.TOTAL, number(order.total()));
        item.put(OrderTable.ARCHIVE, text(placed.archivePrefix()));
        return item;
    }

    /** A JSON value as an attribute: the kinds of the one are the kinds of the other. */
    private static AttributeValue value(JsonNode node) {
        switch (node.getNodeType()) {
            case OBJECT:
                Map<String, AttributeValue> members = new LinkedHashMap<>();
                node.properties()
                        .forEach(member -> members.put(member.getKey(), value(member.getValue())));
                return AttributeValue.fromM(members);
            case ARRAY:
                List<AttributeValue> elements = new ArrayList<>(node.size());
                node.forEach(element -> elements.add(value(element)));
                return AttributeValue.fromL(elements);
            case STRING:
                return text(node.textValue());
            case NUMBER:
                return number(node.decimalValue());
            case BOOLEAN:
                return AttributeValue.fromBool(node.booleanValue());
            case NULL:
                return AttributeValue.fromNul(true);
            default:
                throw new IllegalStateException("JSON has no " + node.getNodeType());
        }
    }

    private static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    /** A number as DynamoDB reads it; not in plain digits, of which 1E+125 would have too many. */
    private static AttributeValue number(BigDecimal number) {
        // A zero may come with any exponent, and DynamoDB would look at it.
        return AttributeValue.fromN(number.signum() == 0 ? "0" : number.toString());
    }
}
