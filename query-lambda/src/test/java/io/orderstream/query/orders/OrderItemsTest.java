package io.orderstream.query.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.VendorId;
import io.orderstream.model.storage.OrderTable;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class OrderItemsTest {

    private static final String ID = "01a207e3-627b-8a1f-b4ba-f587d21b0fba";
    private static final String KEY = "01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d";
    private static final String DETAILS =
            """
            {"unitprice":"4.50","quantity":3,"milk":true,"huge":1E+125,\
            "notes":["hot",[]],"size":{"ml":0.250},"a":null}""";

    private static Map<String, AttributeValue> item() {
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("accountid", fromS("a1"));
        item.put("vendorid_orderid", fromS("v2#" + ID));
        item.put("vendorid", fromS("v2"));
        item.put("orderid", fromS(ID));
        item.put("orderdate", fromS("2026-11-23T10:11:12.123456Z"));
        item.put("receivedat", fromS("2026-11-23T10:11:12.480Z"));
        item.put("idempotencykey", fromS(KEY));
        item.put("details", fromS(DETAILS));
        item.put("unitprice", fromN("4.5"));
        item.put("quantity", fromN("3"));
        item.put("total", fromN("13.5"));
        item.put("archive", fromS(StoredOrders.FOLDER));
        item.put("part", fromN("7"));
        item.put("lineoffset", fromN("5242000"));
        return item;
    }

    @Test
    void anItemBecomesAnOrder_withTheDetailsAsTheyWereSent() {
        assertThat(OrderItems.parse(item()))
                .isEqualTo(
                        new StoredOrder(
                                new ReceivedOrder(
                                        Order.restore(
                                                OrderId.of(ID),
                                                AccountId.of("a1"),
                                                VendorId.of("v2"),
                                                Instant.parse("2026-11-23T10:11:12.123456Z"),
                                                Optional.of(IdempotencyKey.of(KEY)),
                                                new BigDecimal("4.5"),
                                                3,
                                                Details.ofJson(DETAILS)),
                                        Instant.parse("2026-11-23T10:11:12.480Z")),
                                StoredOrders.FOLDER,
                                7,
                                5_242_000));
    }

    @Test
    void anOrderHasNoIdempotencyKey_whenTheAttributeIsMissing() {
        Map<String, AttributeValue> item = item();
        item.remove(OrderTable.IDEMPOTENCY_KEY);

        assertThat(OrderItems.parse(item).received().order().idempotencyKey()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                OrderTable.ORDER_ID,
                OrderTable.ACCOUNT_ID,
                OrderTable.VENDOR_ID,
                OrderTable.ORDER_DATE,
                OrderTable.RECEIVED_AT,
                OrderTable.UNIT_PRICE,
                OrderTable.QUANTITY,
                OrderTable.DETAILS,
                OrderTable.ARCHIVE,
                OrderTable.PART,
                OrderTable.LINE_OFFSET
            })
    void anItemIsRefused_whenAnAttributeIsMissing(String name) {
        Map<String, AttributeValue> item = item();
        item.remove(name);

        assertThatThrownBy(() -> OrderItems.parse(item))
                .isInstanceOf(CorruptItemException.class)
                .hasMessage("An item of the order table has no valid " + name);
    }

    @Test
    void anItemIsAnEvent_whenItHasAType() {
        StoredOrder order = StoredOrders.order("v1", 1);
        ReceivedEvent event = StoredEvents.refunded(order, 1, "4.5");

        assertThat(OrderItems.isEvent(item())).isFalse();
        assertThat(OrderItems.isEvent(StoredEvents.item(event))).isTrue();
        assertThat(OrderItems.parseEvent(StoredEvents.item(event))).isEqualTo(event);
    }

    @ParameterizedTest
    @ValueSource(strings = {OrderTable.DETAILS, OrderTable.IDEMPOTENCY_KEY})
    void anItemIsRefused_whenATextIsNotAString(String name) {
        Map<String, AttributeValue> item = item();
        item.put(name, fromM(Map.of("unitprice", fromS("4.50"))));

        assertThatThrownBy(() -> OrderItems.parse(item))
                .isInstanceOf(CorruptItemException.class)
                .hasMessage("An item of the order table has no valid " + name);
    }
}
