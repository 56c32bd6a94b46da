package io.orderstream.job.sink;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.orderstream.job.RecordBuilder;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.model.Details;
import io.orderstream.model.LogPosition;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.fuzz.FuzzedRecord;
import io.orderstream.model.fuzz.Fuzzer;
import io.orderstream.model.storage.EventAttributes;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import io.orderstream.model.wire.OrderDocument;
import io.orderstream.model.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class TableItemTest {

    @Test
    void anOrdersItemHasTheseAttributesAndNoOthers() {
        PlacedRecord placed =
                order().account("a1")
                        .vendor("v2")
                        .orderDate("2026-11-23T10:11:12.123456Z")
                        .receivedAt("2026-11-24T05:06:07.089Z")
                        .details(
                                "{\"unitprice\":\"4.50\",\"quantity\":3,\"iced\":true,\"note\":null,"
                                        + "\"extras\":[{\"name\":\"milk\",\"ml\":12.50},\"\"]}")
                        .inSlot(7);
        String id = placed.received().orderId().value();

        assertThat(item(placed))
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
                                        fromS(
                                                "{\"unitprice\":\"4.50\",\"quantity\":3,"
                                                        + "\"iced\":true,\"note\":null,"
                                                        + "\"extras\":[{\"name\":\"milk\",\"ml\":12.50},\"\"]}")),
                                Map.entry("unitprice", fromN("4.5")),
                                Map.entry("quantity", fromN("3")),
                                Map.entry("total", fromN("13.5")),
                                Map.entry(
                                        "archive",
                                        fromS(
                                                "invoices/dt=2026-11-24/hh=05/slot=07/"
                                                        + "1764365112345-0000000123/")),
                                Map.entry("part", fromN("1")),
                                Map.entry("lineoffset", fromN("60000"))));
    }

    @Test
    void theDetailsOfAnOrdersItemAreTheTextThatWasSent_inCompactForm() {
        PlacedRecord placed =
                order().details("{ \"quantity\": 1, \"z\": 12.50, \"unitprice\": 1.0, \"a\": {} }")
                        .inSlot(0);

        assertThat(item(placed))
                .containsEntry(
                        "details",
                        fromS("{\"quantity\":1,\"z\":12.50,\"unitprice\":1.0,\"a\":{}}"));
    }

    @Test
    void anOrdersItemHasTheIdempotencyKey_ifTheOrderHasOne() {
        String key = "01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d";

        assertThat(item(order().idempotencyKey(key).inSlot(0)))
                .containsEntry("idempotencykey", fromS(key));
    }

    @Test
    void anEventsItemHasTheAttributesOfAnEvent_andItsPlaceInTheArchive() {
        String text = "cold \\\"☕\\\"\\n\\\\";
        RecordBuilder builder = order().at("shardId-1", "4967").indexInAggregate(2);
        PlacedRecord placed =
                builder.eventInSlot(
                        7,
                        "refunded",
                        ",\"amount\":\"4.50\",\"ifversion\":3,\"reason\":\"" + text + "\"");
        ReceivedEvent received = (ReceivedEvent) placed.received();
        String order = received.orderId().value();
        String sequence = received.position().value();

        assertThat(item(placed))
                .isEqualTo(
                        Map.ofEntries(
                                Map.entry("accountid", fromS("a1")),
                                Map.entry(
                                        "vendorid_orderid",
                                        fromS(
                                                "v2#"
                                                        + order
                                                        + "#"
                                                        + sequence
                                                        + "#"
                                                        + received.event().id())),
                                Map.entry("orderid", fromS(order)),
                                Map.entry("type", fromS("refunded")),
                                Map.entry("eventdate", fromS("2026-11-23T10:11:12.200Z")),
                                Map.entry("receivedat", fromS("2026-11-23T10:11:12.480Z")),
                                Map.entry("sequence", fromS(sequence)),
                                Map.entry("ifversion", fromN("3")),
                                Map.entry("amount", fromN("4.5")),
                                Map.entry("reason", fromS("cold \"☕\"\n\\")),
                                Map.entry(
                                        "archive",
                                        fromS(
                                                "events/dt=2026-11-23/hh=10/slot=07/"
                                                        + "1764365112345-0000000123/")),
                                Map.entry("part", fromN("1")),
                                Map.entry("lineoffset", fromN("60000"))));
    }

    @Test
    void anEventsItemIsReadAsTheSameEvent() {
        Fuzzer fuzzer = Fuzzer.seeded(20261129);
        Instant receivedAt = Instant.parse("2026-11-29T05:06:07.089Z");
        int events = 0;
        for (int number = 0; number < 3_000; number++) {
            FuzzedRecord record = fuzzer.record(number);
            Received received;
            try {
                received =
                        RecordCodec.parse(
                                record.data(), receivedAt, LogPosition.of("4967", number));
            } catch (InvalidOrderException e) {
                continue;
            }
            if (received instanceof ReceivedOrder) {
                continue;
            }
            Map<String, AttributeValue> item = item(new PlacedRecord(received, "events/x/", 3, 7));

            assertThat(
                            EventAttributes.parse(
                                    name ->
                                            Optional.ofNullable(item.get(name))
                                                    .map(TableItemTest::text)))
                    .as(record::toString)
                    .isEqualTo(received);
            events++;
        }
        assertThat(events).isGreaterThan(100);
    }

    private static String text(AttributeValue value) {
        return value.s() == null ? value.n() : value.s();
    }

    @Test
    void theUnitPriceAndTheTotalOfAnOrdersItemHaveNoExponent() {
        assertThat(item(order().details("{\"unitprice\":2.5,\"quantity\":1e3}").inSlot(0)))
                .containsEntry("unitprice", fromN("2.5"))
                .containsEntry("total", fromN("2500"));
        assertThat(item(order().details("{\"unitprice\":1e-9,\"quantity\":1}").inSlot(0)))
                .containsEntry("unitprice", fromN("0.000000001"))
                .containsEntry("total", fromN("0.000000001"));
    }

    @Test
    void anOrdersItemContainsAllMembersOfTheOrderDocument() {
        Fuzzer fuzzer = Fuzzer.seeded(20261129);
        Instant receivedAt = Instant.parse("2026-11-24T05:06:07.089Z");
        int orders = 0;
        for (int number = 0; number < 3_000; number++) {
            FuzzedRecord record = fuzzer.record(number);
            ReceivedOrder received;
            try {
                received =
                        new ReceivedOrder(
                                OrderCodec.parseRecord(record.data(), receivedAt), receivedAt);
            } catch (InvalidOrderException e) {
                continue;
            }
            Map<String, AttributeValue> item =
                    item(new PlacedRecord(received, "invoices/x/", 3, 7));

            assertThat(document(item))
                    .as(record::toString)
                    .isEqualTo(OrderDocument.format(received));
            orders++;
        }
        assertThat(orders).isGreaterThan(300);
    }

    private static Map<String, AttributeValue> item(PlacedRecord placed) {
        return DynamoDbJson.attributes(TableItem.json(placed));
    }

    private static String document(Map<String, AttributeValue> item) {
        StringBuilder json = new StringBuilder("{");
        for (String name : List.of("orderid", "accountid", "vendorid", "orderdate", "receivedat")) {
            json.append("\"" + name + "\":\"" + item.get(name).s() + "\",");
        }
        if (item.containsKey("idempotencykey")) {
            json.append("\"idempotencykey\":\"" + item.get("idempotencykey").s() + "\",");
        }
        return json.append("\"unitprice\":\"" + item.get("unitprice").n() + "\",")
                .append("\"quantity\":" + item.get("quantity").n() + ",")
                .append("\"total\":\"" + item.get("total").n() + "\",")
                .append("\"details\":" + item.get("details").s() + "}")
                .toString();
    }

    /**
     * Like DynamoDB, this test counts the bytes of names and strings. For each digit of a number,
     * the test counts a byte, and DynamoDB counts about half a byte.
     */
    @Test
    void anItemWithTheLargestDetailsAndIdsIsFarBelowTheLimitOfDynamoDb() {
        String start = "{\"unitprice\":1,\"quantity\":1,\"note\":\"";
        String end = "\"}";
        String id = "a".repeat(128);
        PlacedRecord placed =
                order().account(id)
                        .vendor(id)
                        .details(
                                start
                                        + "x"
                                                .repeat(
                                                        Details.MAX_BYTES
                                                                - start.length()
                                                                - end.length())
                                        + end)
                        .inSlot(0);

        int bytes =
                item(placed).entrySet().stream()
                        .mapToInt(attribute -> size(attribute.getKey(), attribute.getValue()))
                        .sum();

        assertThat(bytes).isBetween(Details.MAX_BYTES, Details.MAX_BYTES + 1024);
    }

    private static int size(String name, AttributeValue value) {
        return utf8(name) + utf8(text(value));
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
