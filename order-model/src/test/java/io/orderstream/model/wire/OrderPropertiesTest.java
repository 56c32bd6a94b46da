package io.orderstream.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.Events;
import io.orderstream.model.Order;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.OrderId;
import io.orderstream.model.Orders;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * Properties of every order and event, and of every input. If a test fails, jqwik prints the seed.
 */
class OrderPropertiesTest {

    @Property
    void parsingAFormattedOrderGivesTheSameOrder(@ForAll("orders") ObjectNode json) {
        Order order = parse(json);

        assertThat(parse(OrderCodec.formatRecord(order))).isEqualTo(order);
    }

    @Property
    void parsingADocumentGivesTheSameOrder(
            @ForAll("orders") ObjectNode json, @ForAll("instants") Instant receivedAt) {
        ReceivedOrder received = new ReceivedOrder(parse(json), receivedAt);

        assertThat(OrderDocument.parse(OrderDocument.format(received))).isEqualTo(received);
        assertThat(OrderDocument.line(received))
                .isEqualTo(bytes(OrderDocument.format(received) + "\n"));
        assertThat(OrderDocument.format(received))
                .startsWith(OrderDocument.startOf(received.order().id()))
                .doesNotContain("\n");
    }

    @Property
    void theIdDoesNotDependOnWhiteSpaceOrTheSequenceOfKeys(
            @ForAll("orders") ObjectNode json, @ForAll Random random) {
        JsonNode shuffled = shuffle(json, random);

        assertThat(parse(bytes(shuffled.toPrettyString())).id()).isEqualTo(parse(json).id());
    }

    @Property
    void theIdDoesNotDependOnTrailingZeros_orOnWhetherANumberIsAString(
            @ForAll("orders") ObjectNode json, @ForAll @IntRange(max = 3) int zeros) {
        ObjectNode other = json.deepCopy();
        ObjectNode details = (ObjectNode) other.path("order").path("details");
        BigDecimal price = new BigDecimal(details.path("unitprice").asText());
        details.put("unitprice", price.setScale(price.scale() + zeros).toPlainString());
        details.put("quantity", new BigDecimal(details.path("quantity").asText()));

        assertThat(parse(other).id()).isEqualTo(parse(json).id());
    }

    @Property
    void theOrderDoesNotDependOnTheOffsetOfItsDate(
            @ForAll("orders") ObjectNode json, @ForAll @IntRange(min = -12, max = 12) int hours) {
        Instant date = parse(json).orderDate();
        ObjectNode other = json.deepCopy();
        String shifted = OffsetDateTime.ofInstant(date, ZoneOffset.ofHours(hours)).toString();
        // A date may have an offset without minutes. Its letters may be in lower case.
        for (String written :
                List.of(
                        shifted,
                        shifted.replaceFirst("([+-][0-9]{2}):00$", "$1"),
                        shifted.replace('T', 't').replace('Z', 'z'))) {
            ((ObjectNode) other.path("order")).put("orderdate", written);

            assertThat(parse(other)).isEqualTo(parse(json));
        }
    }

    @Property
    void idsAreEqual_ifAndOnlyIfTheOrdersAreTheSame(
            @ForAll("orders") ObjectNode one, @ForAll("orders") ObjectNode other) {
        Order first = parse(one);
        Order second = parse(other);
        boolean same =
                first.account().equals(second.account())
                        && first.vendor().equals(second.vendor())
                        && first.orderDate().equals(second.orderDate())
                        && first.unitPrice().compareTo(second.unitPrice()) == 0
                        && first.quantity() == second.quantity()
                        && first.details()
                                .toTree()
                                .get("extra")
                                .equals(second.details().toTree().get("extra"));

        assertThat(first.id().equals(second.id())).isEqualTo(same);
    }

    @Property
    void idsSortByTime(@ForAll("orders") ObjectNode one, @ForAll("orders") ObjectNode other) {
        Order first = parse(one);
        Order second = parse(other);
        long difference = first.orderDate().toEpochMilli() - second.orderDate().toEpochMilli();

        if (difference != 0) {
            assertThat(Integer.signum(first.id().value().compareTo(second.id().value())))
                    .isEqualTo(Long.signum(difference));
        }
        assertThat(first.id().orderDateMillis().toEpochMilli())
                .isEqualTo(first.orderDate().toEpochMilli());
        assertThat(OrderId.of(first.id().value())).isEqualTo(first.id());
    }

    @Property(tries = 3000)
    void anyBytesEitherParseOrAreRefusedWithProblems(@ForAll byte[] bytes) {
        assertParsesOrIsRefused(bytes);
    }

    @Property(tries = 3000)
    void anyMutatedEventEitherParsesOrIsRefusedWithProblems(
            @ForAll Random random, @ForAll @IntRange(min = 1, max = 8) int mutations) {
        byte[] bytes = bytes(Events.event("refunded", ",\"amount\":\"4.50\",\"reason\":\"é😀\""));
        for (int i = 0; i < mutations; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        assertParsesOrIsRefused(bytes);
    }

    @Property(tries = 3000)
    void anyMutatedOrderEitherParsesOrIsRefusedWithProblems(
            @ForAll("orders") ObjectNode json,
            @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 8) int mutations) {
        byte[] bytes = bytes(json.toString());
        for (int i = 0; i < mutations; i++) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        assertParsesOrIsRefused(bytes);
    }

    @Property
    void anyJsonEitherParsesOrIsRefusedWithProblems(@ForAll("jsonTexts") String json) {
        assertParsesOrIsRefused(bytes(json));
        assertParsesOrIsRefused(bytes("{\"order\":" + json + "}"));
        assertParsesOrIsRefused(bytes(Orders.withDetails(json)));
        assertParsesOrIsRefused(bytes(Orders.withPrice(json)));
        assertParsesOrIsRefused(bytes(Orders.withQuantity(json)));
        assertParsesOrIsRefused(bytes(Orders.withDate(json)));
        assertParsesOrIsRefused(bytes("{\"event\":" + json + "}"));
        assertParsesOrIsRefused(bytes(Events.event("refunded", ",\"amount\":" + json)));
        for (String member :
                List.of("reason", "reference", "ifversion", "idempotencykey", "eventid")) {
            assertParsesOrIsRefused(
                    bytes(Events.event("fulfilled", ",\"" + member + "\":" + json)));
        }
    }

    private static void assertParsesOrIsRefused(byte[] bytes) {
        try {
            Order order = OrderCodec.parseRecord(bytes, Orders.LATE);
            assertThat(parse(OrderCodec.formatRecord(order))).isEqualTo(order);
        } catch (InvalidOrderException e) {
            assertThat(e.problems()).isNotEmpty();
            assertThat(e.problems()).allSatisfy(problem -> assertThat(problem.path()).isNotEmpty());
        }
        try {
            Received received = RecordCodec.parse(bytes, Orders.LATE, Events.POSITION);
            assertThat(received.receivedAt()).isEqualTo(Orders.LATE);
        } catch (InvalidOrderException e) {
            assertThat(e.problems()).isNotEmpty();
        }
        try {
            OrderEvent event =
                    EventCodec.parsePosted(bytes, Events.ARRIVAL, Optional.of(Events.KEY));
            assertThat(
                            EventCodec.parsePosted(
                                    EventCodec.formatRecord(event),
                                    Events.ARRIVAL,
                                    Optional.empty()))
                    .isEqualTo(event);
        } catch (InvalidOrderException e) {
            assertThat(e.problems()).isNotEmpty();
        }
        try {
            assertThat(PostedBatch.parse(bytes, Orders.STAMP)).isNotEmpty();
        } catch (InvalidOrderException e) {
            assertThat(e.problems()).isNotEmpty();
        }
    }

    @Provide
    Arbitrary<ObjectNode> orders() {
        Arbitrary<String> ids =
                Arbitraries.strings()
                        .withChars("abzABZ019._@:|+-")
                        .ofMinLength(1)
                        .ofMaxLength(12)
                        .filter(id -> Character.isLetterOrDigit(id.charAt(0)));
        Arbitrary<BigDecimal> prices =
                Arbitraries.bigDecimals()
                        .between(BigDecimal.ZERO, new BigDecimal("999999999999999"))
                        .ofScale(4);
        Arbitrary<Long> quantities = Arbitraries.longs().between(1, 999_999_999_999L);
        return Combinators.combine(ids, ids, instants(), prices, quantities, values(2))
                .as(OrderPropertiesTest::order);
    }

    @Provide
    Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(50_000, 253_402_200_000L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond);
    }

    @Provide
    Arbitrary<String> jsonTexts() {
        Arbitrary<String> odd =
                Arbitraries.of(
                        "1e400",
                        "-1e400",
                        "1e-400",
                        "0e99999",
                        "1e99999999999",
                        "1E2147483647",
                        "100e2147483647",
                        "\"100e2147483647\"",
                        "-3000e2147483640",
                        "100e-2147483640",
                        "-0",
                        "-0.0",
                        "9".repeat(199),
                        "9".repeat(201),
                        "\"\\ud800\"",
                        "\"\\udfff\\ud800\"",
                        "[".repeat(99) + "]".repeat(99),
                        "[".repeat(200) + "]".repeat(200),
                        "{\"\":{\"\":1}}",
                        "\"1e99999999999\"",
                        "\"0e-99999999999\"",
                        "0.1e1",
                        "\"9999-12-31T23:59:59-18:00\"",
                        "\"\\u0000\"",
                        "{\"a\":1,\"a\":2}",
                        "NaN",
                        "1.0E0",
                        "\"10E-1\"");
        return Arbitraries.oneOf(odd, values(2).map(JsonNode::toString));
    }

    private static Arbitrary<JsonNode> values(int depth) {
        Arbitrary<JsonNode> scalars =
                Arbitraries.oneOf(
                        Arbitraries.strings()
                                .ofMaxLength(8)
                                .map(
                                        text ->
                                                Json.Mappers.STRICT
                                                        .getNodeFactory()
                                                        .textNode(wellFormed(text))),
                        Arbitraries.bigDecimals()
                                .between(new BigDecimal("-1E20"), new BigDecimal("1E20"))
                                .ofScale(5)
                                .map(n -> Json.Mappers.STRICT.getNodeFactory().numberNode(n)),
                        Arbitraries.of(true, false)
                                .map(b -> Json.Mappers.STRICT.getNodeFactory().booleanNode(b)),
                        Arbitraries.create(() -> Json.Mappers.STRICT.getNodeFactory().nullNode()));
        if (depth == 0) {
            return scalars;
        }
        Arbitrary<JsonNode> inner = values(depth - 1);
        Arbitrary<String> names = Arbitraries.strings().ofMinLength(1).ofMaxLength(5);
        return Arbitraries.oneOf(
                scalars,
                inner.list()
                        .ofMaxSize(4)
                        .map(list -> Json.Mappers.STRICT.createArrayNode().addAll(list)),
                Arbitraries.maps(names.map(OrderPropertiesTest::wellFormed), inner)
                        .ofMaxSize(4)
                        .map(map -> Json.Mappers.STRICT.createObjectNode().setAll(map)));
    }

    private static String wellFormed(String text) {
        return DetailsRule.hasLoneSurrogate(text) ? "x" + text.length() : text;
    }

    private static ObjectNode order(
            String account,
            String vendor,
            Instant date,
            BigDecimal price,
            long quantity,
            JsonNode extra) {
        ObjectNode json = Json.Mappers.STRICT.createObjectNode();
        ObjectNode order = json.putObject("order");
        order.put("accountid", account);
        order.put("vendorid", vendor);
        order.put("orderdate", date.toString());
        ObjectNode details = order.putObject("details");
        details.put("unitprice", price.toPlainString());
        details.put("quantity", Long.toString(quantity));
        details.set("extra", extra);
        return json;
    }

    private static JsonNode shuffle(JsonNode node, Random random) {
        if (node.isObject()) {
            List<Map.Entry<String, JsonNode>> members = new ArrayList<>(node.properties());
            Collections.shuffle(members, random);
            ObjectNode shuffled = Json.Mappers.STRICT.createObjectNode();
            members.forEach(
                    member -> shuffled.set(member.getKey(), shuffle(member.getValue(), random)));
            return shuffled;
        }
        if (node.isArray()) {
            ArrayNode copy = Json.Mappers.STRICT.createArrayNode();
            node.forEach(element -> copy.add(shuffle(element, random)));
            return copy;
        }
        return node;
    }

    private static Order parse(JsonNode json) {
        return parse(bytes(json.toString()));
    }

    private static Order parse(byte[] bytes) {
        return Orders.parse(new String(bytes, StandardCharsets.UTF_8));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
