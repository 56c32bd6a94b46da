package io.orderstream.model.wire;

import static io.orderstream.model.Events.ARRIVAL;
import static io.orderstream.model.Events.KEY;
import static io.orderstream.model.Events.ORDER_ID;
import static io.orderstream.model.Events.bytes;
import static io.orderstream.model.Events.event;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.Events;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.fuzz.Fuzzer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that {@link FastEventReader} gives either the same event as {@link EventRules}, or no
 * event.
 */
class FastEventReaderTest {

    private static final Entry ARRIVED = Entry.arrived(ARRIVAL);

    /**
     * Times of arrival. The dates, keys and order ids of the tests also contain times. An event is
     * invalid if it contains a time that is more than a day after the event's arrival.
     */
    private static final List<Instant> ARRIVALS =
            List.of(
                    Instant.EPOCH,
                    Instant.parse("2026-11-22T10:11:12.4Z"),
                    Instant.parse("2026-11-27T10:00:00Z"),
                    ARRIVAL);

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static Optional<OrderEvent> read(String json) {
        return FastEventReader.read(bytes(json), ARRIVED);
    }

    @Property
    void theFastReaderGivesTheEventOfTheRules_orNone(
            @ForAll("members") ObjectNode event, @ForAll("more") List<ObjectNode> more) {
        assertBothReadersAgree(record(event));
        more.forEach(event::setAll);
        assertBothReadersAgree(record(event));
    }

    @Test
    void theFastReaderGivesTheEventOfTheRules_orNone_forFuzzedRecords() {
        Fuzzer fuzzer = Fuzzer.seeded(20261129);
        LongStream.range(0, 20_000)
                .mapToObj(number -> fuzzer.record(number).data())
                .forEach(FastEventReaderTest::assertBothReadersAgree);
    }

    private static void assertBothReadersAgree(byte[] record) {
        for (Instant arrival : ARRIVALS) {
            Entry entry = Entry.arrived(arrival);
            FastEventReader.read(record, entry)
                    .ifPresent(event -> assertThat(event).isEqualTo(byTheRules(record, entry)));
        }
    }

    private static OrderEvent byTheRules(byte[] record, Entry entry) {
        try {
            return EventRules.apply(JsonInput.tree(record), entry);
        } catch (InvalidOrderException e) {
            String text = new String(record, StandardCharsets.UTF_8);
            throw new AssertionError("The rules refuse what the fast reader accepted: " + text, e);
        }
    }

    /** The members that all types of events have. Most values are valid. */
    @Provide
    Arbitrary<ObjectNode> members() {
        return Combinators.combine(
                        Arbitraries.of("cancelled", "fulfilled", "refunded", "refunded", "placed"),
                        Arbitraries.of("a1", "a1", "a1", "", "a#1"),
                        Arbitraries.of(
                                ORDER_ID,
                                ORDER_ID,
                                ORDER_ID.toUpperCase(Locale.ROOT),
                                "ffffffff-ffff-8fff-bfff-ffffffffffff"),
                        Arbitraries.of(
                                "2026-11-23T10:11:12Z",
                                "2026-11-28 10:00:00.50",
                                "2026-11-28T11:00:00+01:00",
                                "2026-11-30T10:00:00.123456Z",
                                "yesterday"))
                .as(
                        (type, account, order, date) ->
                                NODES.objectNode()
                                        .put("type", type)
                                        .put("accountid", account)
                                        .put("vendorid", "v1")
                                        .put("orderid", order)
                                        .put("eventdate", date));
    }

    /** Further members, and invalid values of {@code vendorid}. */
    @Provide
    Arbitrary<List<ObjectNode>> more() {
        Arbitrary<JsonNode> numbers =
                Arbitraries.of(
                                "1",
                                "10",
                                "4.50",
                                "007",
                                "0",
                                "-0",
                                "1e2",
                                "-1",
                                "999999999",
                                "1000000000",
                                "1234567890123456",
                                "0.0000000001",
                                "one",
                                "")
                        .map(NODES::textNode);
        Arbitrary<JsonNode> texts =
                Arbitraries.of(
                                "cold",
                                "\"\\\n",
                                "é€\ud83e\uded8",
                                "\ud83e",
                                "",
                                "x".repeat(170),
                                "é".repeat(171),
                                "€".repeat(171),
                                "x".repeat(513))
                        .map(NODES::textNode);
        Arbitrary<JsonNode> keys =
                Arbitraries.of(
                                KEY,
                                KEY.toUpperCase(Locale.ROOT),
                                "ffffffff-ffff-7fff-bfff-ffffffffffff",
                                "retry-1")
                        .map(NODES::textNode);
        Arbitrary<JsonNode> others =
                Arbitraries.of(
                        NODES.numberNode(7),
                        NODES.numberNode(0),
                        NODES.numberNode(-1),
                        NODES.numberNode(1_000_000_000),
                        NODES.numberNode(1L << 40),
                        NODES.numberNode(new BigDecimal("4.50")),
                        NODES.booleanNode(true),
                        NODES.nullNode(),
                        NODES.arrayNode(),
                        NODES.objectNode());
        return Arbitraries.oneOf(
                        member("amount", Arbitraries.oneOf(numbers, numbers, others)),
                        member("ifversion", Arbitraries.oneOf(numbers, others)),
                        member("reason", Arbitraries.oneOf(texts, texts, others)),
                        member("reference", Arbitraries.oneOf(texts, texts, others)),
                        member("idempotencykey", Arbitraries.oneOf(keys, keys, others)),
                        member("vendorid", others),
                        member("details", others))
                .list()
                .ofMaxSize(3);
    }

    private static Arbitrary<ObjectNode> member(String name, Arbitrary<JsonNode> values) {
        return values.map(value -> NODES.objectNode().set(name, value));
    }

    private static byte[] record(ObjectNode event) {
        // UTF-8 cannot encode half of a surrogate pair, so this half is written as an escape.
        return NODES.objectNode()
                .set("event", event)
                .toString()
                .replace("\ud83e\"", "\\ud83e\"")
                .getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cancelled",
                "cancelled\",\"reason\":\"changed \\\"my\\\" mind: é€\ud83e\uded8",
                "cancelled\",\"ifversion\":0,\"reason\":\"x",
                "fulfilled\",\"reference\":\"parcel 7",
                "fulfilled\",\"idempotencykey\":\"" + KEY,
                "refunded\",\"amount\":\"4.50\",\"ifversion\":\"10\",\"reason\":\"cold",
                "refunded\",\"amount\":4.5,\"ifversion\":7,\"idempotencykey\":\"" + KEY,
                "refunded\",\"amount\":\"1000"
            })
    void theFastReaderReadsRecordsOfTheApi(String type) throws InvalidOrderException {
        OrderEvent event = Events.posted(event(type, ""), Optional.empty());

        assertThat(FastEventReader.read(EventCodec.formatRecord(event), ARRIVED)).contains(event);
    }

    @Test
    void theFastReaderReadsRecordsOfOtherProducers_withoutAnId_andWithMembersShuffled() {
        String record =
                "{ \"event\" : {\"ifversion\":\"3\",\"reason\":\"cold\",\"amount\":\"4.50\","
                        + "\"orderid\":\""
                        + ORDER_ID
                        + "\",\"eventdate\":\"2026-11-28 10:00:00\",\"vendorid\":\"v1\","
                        + "\"accountid\":\"a1\",\"type\":\"refunded\"} }\n";

        assertThat(read(record))
                .contains(
                        Events.parse(
                                event(
                                        "refunded",
                                        ",\"amount\":4.5,\"ifversion\":3,\"reason\":\"cold\"")));
    }

    @Test
    void theFastReaderLeavesDatesMoreThanADayAheadToTheRules() {
        byte[] record = bytes(event("cancelled", ",\"idempotencykey\":\"" + KEY + '"'));
        Instant dayBefore = Instant.parse("2026-11-27T10:00:00Z");

        assertThat(FastEventReader.read(record, Entry.arrived(dayBefore))).isPresent();
        assertThat(FastEventReader.read(record, Entry.arrived(dayBefore.minusNanos(1)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"event\":{}}",
                "{\"event\":7}",
                "{\"event\":[",
                "{\"order\":{}}",
            })
    void theFastReaderLeavesInvalidRecordsToTheRules(String record) {
        assertThat(read(record)).isEmpty();
    }

    @Test
    void theFastReaderLeavesRecordsWithMoreThanAnEventToTheRules() {
        assertThat(read(Events.CANCELLED)).isPresent();
        assertThat(read("\ufeff" + Events.CANCELLED)).isEmpty();
        assertThat(read(Events.CANCELLED + "{}")).isEmpty();
        assertThat(read(Events.CANCELLED.replaceFirst("}$", ",\"order\":{}}"))).isEmpty();
        assertThat(read(Events.CANCELLED.replaceFirst("}$", ",\"event\":{}}"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"reason\":\"again\"",
                "\"accountid\":\"a1\"",
                "\"reference\":\"parcel 7\"",
                "\"details\":\"7\"",
                "\"ifversion\":-1",
                "\"ifversion\":1e3",
                "\"ifversion\":1000000000",
                "\"ifversion\":\"\"",
                "\"idempotencykey\":\"retry-1\"",
                "\"idempotencykey\":\"ffffffff-ffff-7fff-bfff-ffffffffffff\"",
                "\"eventid\":\"01a22198-ed00-87ba-afaf-8628baddbc60\"",
                "\"eventid\":7"
            })
    void theFastReaderLeavesDuplicateUnknownAndUnusualMembersToTheRules(String member) {
        assertThat(read(event("cancelled", ",\"reason\":\"cold\"," + member))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.5", "\"0\"", "\"-1\"", "\"1234567890123456\"", "\"one\"", "null"})
    void theFastReaderLeavesAmountsToTheRules_unlessTheyAreValidStrings(String amount) {
        assertThat(read(event("refunded", ",\"amount\":" + amount))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\\ud83e"})
    void theFastReaderLeavesInvalidTextsToTheRules(String text) {
        assertThat(read(event("cancelled", ",\"reason\":\"" + text + '"'))).isEmpty();
    }

    @Test
    void theFastReaderLeavesTextsThatMayBeTooLongToTheRules() {
        for (int length : new int[] {171, 513}) {
            String reason = ",\"reason\":\"" + "x".repeat(length) + '"';
            assertThat(read(event("cancelled", reason))).isEmpty();
        }
    }
}
