package io.orderstream.job.sink;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromBool;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromL;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromM;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromNul;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.orderstream.job.records.PlacedOrder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrderItemTest {

    @Test
    void anItemHasTheTablesAttributesAndNoOthers() {
        PlacedOrder placed =
                order().account("a1")
                        .vendor("v2")
                        .orderDate("2026-11-23T10:11:12.123456Z")
                        .receivedAt("2026-11-24T05:06:07.089Z")
                        .details(
                                "{\"unitprice\":\"4.50\",\"quantity\":3,\"iced\":true,\"note\":null,"
                                        + "\"extras\":[{\"name\":\"milk\",\"ml\":12.50},\"\"]}")
                        .inSlot(7);
        String id = placed.received().order().id().value();

        assertThat(OrderItem.of(placed))
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("accountid", fromS("a1")),
                                Map.entry("vendorid_orderid", fromS("v2#" + id)),
                                Map.entry("vendorid", fromS("v2")),
                                Map.entry("orderid", fromS(id)),
                                Map.entry("orderdate", fromS("2026-11-23T10:11:12.123456Z")),
                                Map.entry("receivedat", fromS("2026-11-24T05:06:07.089Z")),
                                Map.entry(
                                        "details",
                                        fromM(
                                                Map.of(
                                                        "unitprice",
                                                        fromS("4.50"),
                                                        "quantity",
                                                        fromN("3"),
                                                        "iced",
                                                        fromBool(true),
                                                        "note",
                                                        fromNul(true),
                                                        "extras",
                                                        fromL(
                                                                List.of(
                                                                        fromM(
                                                                                Map.of(
                                                                                        "name",
                                                                                        fromS(
                                                                                                "milk"),
                                                                                        "ml",
                                                                                        fromN(
                                                                                                "12.50"))),
                                                                        fromS("")))))),
                                Map.entry("unitprice", fromN("4.5")),
                                Map.entry("quantity", fromN("3")),
                                Map.entry("total", fromN("13.5")),
                                Map.entry(
                                        "archive",
                                        fromS("invoices/dt=2026-11-24/hh=05/slot=07/"))));
    }

    @Test
    void aVeryLargeNumberIsWrittenShort() {
        PlacedOrder placed =
                order().details("{\"unitprice\":1,\"quantity\":1,\"n\":1E+125}").inSlot(0);

        assertThat(OrderItem.of(placed).get("details").m()).containsEntry("n", fromN("1E+125"));
    }

    @Test
    void aZeroHasNoExponent() {
        PlacedOrder placed =
                order().details("{\"unitprice\":\"1\",\"quantity\":1,\"x\":0e-999999999}")
                        .inSlot(7);

        assertThat(OrderItem.of(placed).get("details").m()).containsEntry("x", fromN("0"));
    }
}
