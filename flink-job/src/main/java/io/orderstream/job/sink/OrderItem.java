package io.orderstream.job.sink;

import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.IsoInstants;
import io.orderstream.model.Money;
import io.orderstream.model.Order;
import io.orderstream.model.storage.OrderTable;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequest;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequestType;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * An order as an item of the table: the attributes of {@link OrderTable}, no more and no less.
 *
 * <p>Attribute names are the table's own. The client's names are inside the text of {@code
 * details}: the SDK's JSON parser reads items in DynamoDB's answers, and names that a client chose
 * could make its table of names fail.
 */
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
        item.put(OrderTable.ORDER_DATE, text(IsoInstants.of(order.orderDate())));
        item.put(OrderTable.RECEIVED_AT, text(IsoInstants.of(placed.received().receivedAt())));
        item.put(OrderTable.DETAILS, text(order.details().json()));
        item.put(OrderTable.UNIT_PRICE, money(order.unitPrice()));
        item.put(OrderTable.QUANTITY, AttributeValue.fromN(Long.toString(order.quantity())));
        item.put(OrderTable.TOTAL, money(order.total()));
        item.put(OrderTable.ARCHIVE, text(placed.archive()));
        item.put(OrderTable.PART, AttributeValue.fromN(Integer.toString(placed.part())));
        return item;
    }

    /** The connector's request to write that item. */
    static DynamoDbWriteRequest put(PlacedOrder placed) {
        return DynamoDbWriteRequest.builder()
                .setType(DynamoDbWriteRequestType.PUT)
                .setItem(of(placed))
                .build();
    }

    private static AttributeValue text(String text) {
        return AttributeValue.fromS(text);
    }

    private static AttributeValue money(BigDecimal amount) {
        return AttributeValue.fromN(Money.plain(amount));
    }
}
