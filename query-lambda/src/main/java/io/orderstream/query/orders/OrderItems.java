package io.orderstream.query.orders;

import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.VendorId;
import io.orderstream.model.storage.OrderTable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads orders from items of the table. */
final class OrderItems {

    private OrderItems() {}

    /**
     * The order in an item.
     *
     * @throws IllegalStateException if an attribute is missing or has another type. The job always
     *     writes all attributes
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
                        Details.ofJson(text(item, OrderTable.DETAILS)));
        return new StoredOrder(
                new ReceivedOrder(order, Instant.parse(text(item, OrderTable.RECEIVED_AT))),
                text(item, OrderTable.ARCHIVE),
                number(item, OrderTable.PART).intValueExact(),
                number(item, OrderTable.LINE_OFFSET).longValueExact());
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
}
