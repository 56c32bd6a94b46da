package io.orderstream.job.sink;

import io.orderstream.job.records.PlacedRecord;
import io.orderstream.model.IsoInstants;
import io.orderstream.model.Money;
import io.orderstream.model.Order;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.json.CompactJson;
import io.orderstream.model.storage.EventAttributes;
import io.orderstream.model.storage.OrderTable;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An order or event as an item of the table, in DynamoDB's JSON. The item of an order has
 * attributes of {@link OrderTable}. The item of an event has those of {@link EventAttributes} and
 * the place in the archive.
 *
 * <pre>{@code
 * TableItem.json(placed); // {"accountid":{"S":"a1"},"vendorid_orderid":{"S":"v1#019a…"},…}
 * }</pre>
 *
 * <p>This class writes the JSON itself, because a request made of the SDK's objects takes three
 * times the CPU (docs/decisions/0002). The value of {@code details} stays one text. If each of its
 * members were an attribute, clients could choose names that make the SDK's JSON parser fail
 * (docs/decisions/0004).
 */
public final class TableItem {

    private static final String STRING_TYPE = "\":{\"S\":\"";
    private static final String NUMBER_TYPE = "\":{\"N\":\"";
    private static final String NEXT_ATTRIBUTE = "\"},\"";

    /** The length of a usual item in characters, details included. */
    private static final int USUAL_LENGTH = 640;

    private TableItem() {}

    /** The item as JSON. */
    public static String json(PlacedRecord placed) {
        StringBuilder json = new StringBuilder(USUAL_LENGTH);
        append(json, placed);
        return json.toString();
    }

    /** The body of a BatchWriteItem request that puts the items of these records, in UTF-8. */
    static byte[] puts(String tableName, List<PlacedRecord> records) {
        StringBuilder json = new StringBuilder(records.size() * USUAL_LENGTH);
        // A table name never has characters that must be escaped.
        json.append("{\"RequestItems\":{\"").append(tableName).append("\":");
        String separator = "[";
        for (PlacedRecord record : records) {
            json.append(separator).append("{\"PutRequest\":{\"Item\":");
            append(json, record);
            json.append("}}");
            separator = ",";
        }
        return json.append("]}}").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Appends an item. Ids, dates, numbers and folders have no characters that must be escaped. */
    private static void append(StringBuilder json, PlacedRecord placed) {
        Received received = placed.received();
        if (received instanceof ReceivedEvent) {
            appendEvent(json, (ReceivedEvent) received);
        } else {
            appendOrder(json, (ReceivedOrder) received);
        }
        json.append(",\"" + OrderTable.ARCHIVE + STRING_TYPE)
                .append(placed.archive())
                .append(NEXT_ATTRIBUTE + OrderTable.PART + NUMBER_TYPE)
                .append(placed.part())
                .append(NEXT_ATTRIBUTE + OrderTable.LINE_OFFSET + NUMBER_TYPE)
                .append(placed.offset())
                .append("\"}}");
    }

    private static void appendEvent(StringBuilder json, ReceivedEvent received) {
        char separator = '{';
        for (EventAttributes.Attribute attribute : EventAttributes.of(received)) {
            json.append(separator)
                    .append('"')
                    .append(attribute.name())
                    .append(attribute.isNumber() ? "\":{\"N\":" : "\":{\"S\":");
            if (attribute.isAnyText()) {
                CompactJson.appendText(json, attribute.value());
            } else {
                json.append('"').append(attribute.value()).append('"');
            }
            json.append('}');
            separator = ',';
        }
    }

    private static void appendOrder(StringBuilder json, ReceivedOrder received) {
        Order order = received.order();
        String id = order.id().value();
        json.append("{\"" + OrderTable.ACCOUNT_ID + STRING_TYPE)
                .append(order.account())
                .append(NEXT_ATTRIBUTE + OrderTable.VENDOR_ID_ORDER_ID + STRING_TYPE)
                .append(OrderTable.sortKeyPrefix(order.vendor()))
                .append(id)
                .append(NEXT_ATTRIBUTE + OrderTable.VENDOR_ID + STRING_TYPE)
                .append(order.vendor())
                .append(NEXT_ATTRIBUTE + OrderTable.ORDER_ID + STRING_TYPE)
                .append(id)
                .append(NEXT_ATTRIBUTE + OrderTable.ORDER_DATE + STRING_TYPE)
                .append(IsoInstants.of(order.orderDate()))
                .append(NEXT_ATTRIBUTE + OrderTable.RECEIVED_AT + STRING_TYPE)
                .append(IsoInstants.of(received.receivedAt()));
        order.idempotencyKey()
                .ifPresent(
                        key ->
                                json.append(
                                                NEXT_ATTRIBUTE
                                                        + OrderTable.IDEMPOTENCY_KEY
                                                        + STRING_TYPE)
                                        .append(key));
        json.append(NEXT_ATTRIBUTE + OrderTable.DETAILS + STRING_TYPE)
                .append(quoted(order.details().json()))
                .append(NEXT_ATTRIBUTE + OrderTable.UNIT_PRICE + NUMBER_TYPE)
                .append(Money.plain(order.unitPrice()))
                .append(NEXT_ATTRIBUTE + OrderTable.QUANTITY + NUMBER_TYPE)
                .append(order.quantity())
                .append(NEXT_ATTRIBUTE + OrderTable.TOTAL + NUMBER_TYPE)
                .append(Money.plain(order.total()))
                .append("\"}");
    }

    /** Escapes compact JSON for a JSON string. Compact JSON has no control characters. */
    private static String quoted(String json) {
        return json.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
