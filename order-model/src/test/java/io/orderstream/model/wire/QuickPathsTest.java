package io.orderstream.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.AccountId;
import io.orderstream.model.Events;
import io.orderstream.model.IsoInstants;
import io.orderstream.model.Order;
import io.orderstream.model.Orders;
import io.orderstream.model.VendorId;
import io.orderstream.model.fuzz.Fuzzer;
import io.orderstream.model.json.CompactJson;
import io.orderstream.model.json.Decimals;
import io.orderstream.model.json.Json;
import io.orderstream.model.json.Utf8;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that the hand-written fast code gives the same results as the library code that it
 * replaces, and that {@link FastOrderReader} gives the same results as {@link OrderRules}.
 */
class QuickPathsTest {

    /**
     * Times of requests that post an order. The first time is long before all dates of {@link
     * #dates()}, the second is about a day before them, and the third is after them.
     */
    private static final List<Instant> STAMPS =
            List.of(
                    Instant.EPOCH,
                    Instant.parse("2026-11-22T10:11:12.4Z"),
                    Instant.parse("2027-01-01T00:00:00Z"));

    private static final Optional<String> HEADER = Optional.of(Events.KEY);

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern JSON_NUMBER =
            Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

    @Property
    void instantsAreWrittenAsJavaWritesThem(
            @ForAll @LongRange(min = -99_999_999_999L, max = 999_999_999_999L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(max = 9) int zeros) {
        int rounded = nano / (int) Math.pow(10, zeros) * (int) Math.pow(10, zeros);
        Instant instant = Instant.ofEpochSecond(second, rounded);
        assertThat(IsoInstants.of(instant)).isEqualTo(instant.toString());
    }

    @Property
    void instantsAreReadAsTheyWereWritten(
            @ForAll @LongRange(max = 253_402_300_799L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano) {
        Instant instant = Instant.ofEpochSecond(second, nano);
        assertThat(IsoInstants.parse(IsoInstants.of(instant))).contains(instant);
    }

    @Property
    void datesAreReadAsJavaReadsThem(
            @ForAll @IntRange(max = 9999) int year,
            @ForAll @IntRange(max = 14) int month,
            @ForAll @IntRange(max = 33) int day,
            @ForAll @IntRange(max = 25) int hour,
            @ForAll @IntRange(max = 61) int minute,
            @ForAll @IntRange(max = 61) int second) {
        String text =
                String.format(
                        Locale.ROOT,
                        "%04d-%02d-%02dT%02d:%02d:%02d",
                        year,
                        month,
                        day,
                        hour,
                        minute,
                        second);
        assertThat(IsoInstants.parse(text)).isEqualTo(byJava(text));
        assertThat(IsoInstants.parse(text.replace('T', ' '))).isEqualTo(byJava(text));
    }

    private static Optional<Instant> byJava(String text) {
        try {
            return Optional.of(
                    LocalDateTime.parse(text, DateTimeFormatter.ISO_LOCAL_DATE_TIME)
                            .toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    @Property
    void otherFormsAreLeftToJava(
            @ForAll @CharRange(from = '+', to = 'Z') @StringLength(max = 32) String text) {
        assertThat(IsoInstants.parse(text)).isEmpty();
    }

    @Property
    void textsAreReadAsNumbers_ifAndOnlyIfRfc8259AllowsThem(@ForAll("nearlyNumbers") String text) {
        Optional<BigDecimal> number = Decimals.read(NODES.textNode(text));
        assertThat(number)
                .isEqualTo(
                        JSON_NUMBER.matcher(text).matches() ? bigDecimal(text) : Optional.empty());
    }

    private static Optional<BigDecimal> bigDecimal(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            // The exponent is out of the range of BigDecimal.
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<String> nearlyNumbers() {
        return Arbitraries.of(
                        "",
                        "-",
                        "+",
                        "0",
                        "1",
                        "05",
                        "12",
                        ".",
                        ".5",
                        "e",
                        "E+",
                        "e-3",
                        " ",
                        "x",
                        "12345678",
                        "9876543210")
                .list()
                .ofMaxSize(5)
                .map(parts -> String.join("", parts));
    }

    /** Texts of random numbers, with and without trailing zeros and exponents. */
    @Property
    void normalisedTexts_areWhatBigDecimalWritesWithoutTrailingZeros(
            @ForAll @LongRange(min = -2_000_000, max = 2_000_000_000_000L) long unscaled,
            @ForAll @IntRange(min = -2, max = 9) int scale) {
        BigDecimal number = BigDecimal.valueOf(unscaled, scale);
        String stripped = number.stripTrailingZeros().toString();
        assertThat(
                        Stream.of(number.toPlainString(), number.toString(), stripped)
                                .filter(Decimals::isNormalised))
                .allMatch(stripped::equals);
        // The check is not complete: it is false for some normalised texts, such as 0.5.
        assertThat(Decimals.isNormalised(stripped))
                .isEqualTo(stripped.matches("[1-9](?:[0-9.]*[1-9])?"));
    }

    @Property
    void datesThatWereSent_areWrittenAsJavaWritesThem(
            @ForAll @LongRange(min = 86_400, max = 253_402_214_399L) long second,
            @ForAll @IntRange(max = 999_999_999) int nano,
            @ForAll @IntRange(max = 9) int digits,
            @ForAll boolean blank,
            @ForAll("zones") String zone) {
        String text =
                LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC)
                                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss"))
                                .replace('T', blank ? ' ' : 'T')
                        + (digits == 0
                                ? ""
                                : String.format(Locale.ROOT, ".%09d", nano)
                                        .substring(0, 1 + digits))
                        + zone;
        Instant instant = OrderDateRule.parse(text).orElseThrow();
        assertThat(IsoInstants.of(instant, text)).isEqualTo(instant.toString());
    }

    @Provide
    Arbitrary<String> zones() {
        return Arbitraries.of("", "Z", "z", "+00:00", "+0000", "+00", "-01", "+18:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ZZ",
                "Z+0000",
                "Z+00:00",
                "+0000Z",
                "+00:00Z",
                "+02:00+0200",
                "+0200+02:00",
                "+02:00+02:00",
                "+0200+0200"
            })
    void datesWithTwoOffsetsAreRefused(String zones) {
        for (String fraction : List.of("", ".1", ".12", ".123", ".12345", ".12345678")) {
            assertThat(OrderDateRule.parse("2026-11-23T10:11:12" + fraction + zones)).isEmpty();
        }
    }

    /**
     * {@link FastOrderReader} reads objects of at most 32 members. It leaves larger objects to the
     * rules.
     */
    @ParameterizedTest
    @ValueSource(ints = {7, 8, 9, 16, 17, 31, 32, 33, 100})
    void bothReadersGiveTheSameOrder_forRecordsWithManyMembers(int members)
            throws InvalidOrderException {
        List<String> names = new ArrayList<>();
        IntStream.range(2, members).forEach(i -> names.add(String.format(Locale.ROOT, "m%03d", i)));
        names.addAll(List.of("unitprice", "quantity"));
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(names, new Random(seed));
            ObjectNode details = NODES.objectNode();
            names.forEach(name -> details.put(name, 7));
            ObjectNode nested = details.deepCopy();
            byte[] record = record(details.<ObjectNode>set("nested", nested));
            assertThat(OrderCodec.parseRecord(record, Orders.LATE))
                    .isEqualTo(OrderCodec.parseByTheRules(record, Entry.arrived(Orders.LATE)));
        }
    }

    @Provide
    Arbitrary<String> dates() {
        return Combinators.combine(
                        Arbitraries.of("T", " "),
                        Arbitraries.of("", ".5", ".50", ".500", ".123456", ".1234567", ".000Z"),
                        Arbitraries.of("", "Z", "ZZ", "+00:00", "-0130"))
                .as(
                        (separator, fraction, zone) ->
                                "2026-11-23" + separator + "10:11:12" + fraction + zone);
    }

    /** Prices and quantities, some of them invalid. */
    @Provide
    Arbitrary<JsonNode> amounts() {
        Arbitrary<JsonNode> texts =
                Arbitraries.of(
                                "1",
                                "10",
                                "100",
                                "0.5",
                                "4.5",
                                "4.50",
                                "7.0",
                                "1e2",
                                "1E+2",
                                "-0",
                                "007",
                                "1e999999999",
                                "12345678901234567890",
                                "one")
                        .map(NODES::textNode);
        Arbitrary<JsonNode> numbers =
                Arbitraries.of("1", "10", "100", "0.5", "4.50", "7.0", "1E+2", "0E-7", "1E+500")
                        .map(number -> NODES.numberNode(new BigDecimal(number)));
        Arbitrary<JsonNode> ints =
                Arbitraries.of(0, 1, 2, 10, 700, -1, Integer.MAX_VALUE).map(NODES::numberNode);
        return Arbitraries.oneOf(texts, numbers, ints);
    }

    /** Valid keys, invalid keys, a key whose time is far ahead, and no key. */
    @Provide
    Arbitrary<JsonNode> keys() {
        return Arbitraries.of(
                        Events.KEY,
                        Events.KEY.toUpperCase(Locale.ROOT),
                        "01a207e3-6280-4c41-9f2e-5d2b7a1f0e6d",
                        "ffffffff-ffff-7fff-bfff-ffffffffffff",
                        "retry-1",
                        "")
                .map(key -> key.isEmpty() ? MissingNode.getInstance() : NODES.textNode(key));
    }

    private static byte[] record(ObjectNode details) {
        ObjectNode order = NODES.objectNode();
        order.put("accountid", "a1").put("vendorid", "v1").put("orderdate", "2026-11-23T10:11:12Z");
        order.set("details", details);
        return NODES.objectNode().set("order", order).toString().getBytes(StandardCharsets.UTF_8);
    }

    @Property
    void treesAreWrittenAsJacksonWritesThem(@ForAll("trees") JsonNode tree)
            throws JsonProcessingException {
        assertThat(CompactJson.write(tree)).isEqualTo(Json.Mappers.STRICT.writeValueAsString(tree));
    }

    /**
     * Jackson escapes characters beyond U+FFFF when it writes bytes, but not when it writes a
     * string.
     */
    @Property
    void canonicalTextsAreWhatJacksonWritesAsBytes(@ForAll("texts") String text)
            throws JsonProcessingException {
        ObjectNode details = NODES.objectNode().put("note", text);

        ByteBuffer canonical =
                CanonicalForm.of(
                        AccountId.of("a1"),
                        VendorId.of("v1"),
                        IsoInstants.of(Instant.EPOCH),
                        Optional.empty(),
                        CanonicalForm.details(BigDecimal.ONE, BigDecimal.ONE, details));

        assertThat(StandardCharsets.UTF_8.decode(canonical).toString())
                .isEqualTo(
                        "{\"accountid\":\"a1\",\"details\":{\"note\":"
                                + new String(
                                        Json.Mappers.STRICT.writeValueAsBytes(NODES.textNode(text)),
                                        StandardCharsets.UTF_8)
                                + "},\"orderdate\":\"1970-01-01T00:00:00Z\",\"vendorid\":\"v1\"}");
    }

    @Property
    void bothReadersGiveTheSameOrder_orTheSameProblems(
            @ForAll("trees") JsonNode value,
            @ForAll("texts") String name,
            @ForAll("dates") String date,
            @ForAll("amounts") JsonNode price,
            @ForAll("amounts") JsonNode quantity,
            @ForAll("keys") JsonNode key)
            throws JsonProcessingException {
        ObjectNode order =
                NODES.objectNode()
                        .put("accountid", "a1")
                        .put("vendorid", "v1")
                        .put("orderdate", date);
        order.putObject("details")
                .<ObjectNode>set("unitprice", price)
                .<ObjectNode>set("quantity", quantity)
                .<ObjectNode>set(name, value)
                .set("again", value);
        assertBothReadersAgree(
                Json.Mappers.STRICT.writeValueAsBytes(NODES.objectNode().set("order", order)));
        if (!key.isMissingNode()) {
            order.set("idempotencykey", key);
        }
        assertBothReadersAgree(
                Json.Mappers.STRICT.writeValueAsBytes(NODES.objectNode().set("order", order)));
        order.remove("orderdate");
        assertBothReadersAgree(
                Json.Mappers.STRICT.writeValueAsBytes(NODES.objectNode().set("order", order)));
    }

    /**
     * Compares the outcomes of both readers. The data is read as a record, and as an order that was
     * posted at each of {@link #STAMPS}, with and without a key in the header.
     */
    private static void assertBothReadersAgree(byte[] data) {
        assertThat(outcome(data, record -> OrderCodec.parseRecord(record, Orders.LATE)))
                .isEqualTo(
                        outcome(
                                data,
                                record -> parseByTheRules(record, Entry.arrived(Orders.LATE))));
        for (Instant stamp : STAMPS) {
            for (Optional<String> header : List.of(Optional.<String>empty(), HEADER)) {
                assertThat(outcome(data, body -> OrderCodec.parsePosted(body, stamp, header)))
                        .isEqualTo(
                                outcome(
                                        data,
                                        body ->
                                                parseByTheRules(
                                                        body, Entry.posted(stamp, header))));
            }
        }
    }

    private static Order parseByTheRules(byte[] data, Entry entry) throws InvalidOrderException {
        return OrderCodec.parseByTheRules(data, entry);
    }

    @Test
    void bothReadersGiveTheSameOrder_orTheSameProblems_forFuzzedRecords() {
        Fuzzer fuzzer = Fuzzer.seeded(20261125);
        LongStream.range(0, 20_000)
                .mapToObj(number -> fuzzer.record(number).data())
                .forEach(QuickPathsTest::assertBothReadersAgree);
    }

    @Test
    void streamRecordsAreReadByTheFastReader() throws InvalidOrderException {
        String details =
                "{\"unitprice\":\"4.50\",\"quantity\":2,\"b\":[1,{\"z\":1.50,\"a\":[]}],\"a\":\"\ud83d\ude00 é\"}";
        Order order =
                OrderCodec.parseByTheRules(
                        bytes(
                                "{\"accountid\":\"a1\",\"vendorid\":\"v1\","
                                        + "\"orderdate\":\"2026-11-23T10:11:12.5Z\","
                                        + "\"details\":"
                                        + details
                                        + "}"),
                        Entry.arrived(Orders.LATE));

        assertThat(FastOrderReader.read(OrderCodec.formatRecord(order), Entry.arrived(Orders.LATE)))
                .contains(order);
    }

    @Test
    void postedOrdersAreReadByTheFastReader() throws InvalidOrderException {
        String details =
                "{\"coffeetype\": \"Flat White\", \"unitprice\": \"4.50\", \"quantity\": \"2\"}";
        String posted =
                "{\"order\": {\"accountid\": \"a1\", \"vendorid\": \"v1\", %s\"details\": "
                        + details
                        + "}}";
        Instant stamp = Instant.parse("2026-11-23T10:11:12.5Z");
        for (String date : List.of("", "\"orderdate\": \"2026-11-23 10:11:12.123456\", ")) {
            byte[] body = bytes(String.format(posted, date));
            assertThat(FastOrderReader.read(body, Entry.posted(stamp)))
                    .contains(OrderCodec.parseByTheRules(body, Entry.posted(stamp)));
        }
    }

    @Test
    void ordersWithAKeyAreReadByTheFastReader() throws InvalidOrderException {
        Entry header = Entry.posted(Instant.parse("2026-11-23T10:11:12.5Z"), HEADER);
        byte[] posted =
                bytes(
                        "{\"order\":{\"accountid\":\"a1\",\"vendorid\":\"v1\","
                                + "\"details\":{\"unitprice\":4.5,\"quantity\":2}}}");
        Order order = OrderCodec.parseByTheRules(posted, header);

        assertThat(order.idempotencyKey()).isPresent();
        assertThat(FastOrderReader.read(posted, header)).contains(order);
        assertThat(FastOrderReader.read(OrderCodec.formatRecord(order), Entry.arrived(Orders.LATE)))
                .contains(order);
    }

    @Test
    void theFastReaderLeavesDatesTooFarAhead_andRecordsWithoutADate_toTheRules() {
        String order =
                "{\"order\":{\"accountid\":\"a1\",\"vendorid\":\"v1\",%s"
                        + "\"details\":{\"unitprice\":4.5,\"quantity\":2}}}";
        byte[] dated = bytes(String.format(order, "\"orderdate\":\"2026-11-23T10:11:12Z\","));
        Instant dayBefore = Instant.parse("2026-11-22T10:11:12Z");

        assertThat(FastOrderReader.read(dated, Entry.posted(dayBefore))).isPresent();
        assertThat(FastOrderReader.read(dated, Entry.posted(dayBefore.minusNanos(1)))).isEmpty();
        assertThat(
                        FastOrderReader.read(
                                bytes(String.format(order, "")), Entry.arrived(Orders.LATE)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"order\":{}}",
                "{\"order\":{},\"order\":{}}",
                "{\"order\":{\"details\":{\"a\":1,\"a\":1}}}",
                "{\"order\":{\"details\":{\"b\":1,\"a\":1,\"b\":1}}}",
                "{\"order\":{\"details\":{\"quantity\":1e999999999}}}",
                "{\"order\":{\"details\":{\"quantity\":1e99999999999}}}",
                "{\"order\":{\"details\":{\"\":1}}}",
                "{\"order\":{\"details\":{\"a\":\"\\ud800\"}}}",
                "{\"order\":{\"details\":{\"a\":[",
                "{\"order\":{\"details\":{\"a\":x}}}",
                "[]"
            })
    void theFastReaderLeavesInvalidRecordsToTheRules(String record) {
        assertThat(FastOrderReader.read(bytes(record), Entry.arrived(Orders.LATE))).isEmpty();
        assertThat(FastOrderReader.read(bytes(record), Entry.posted(Instant.EPOCH))).isEmpty();
    }

    private interface Parser {
        Order parse(byte[] data) throws InvalidOrderException;
    }

    /** The order, or its problems. */
    private static Object outcome(byte[] data, Parser parser) {
        try {
            return parser.parse(data);
        } catch (InvalidOrderException e) {
            return e.problems();
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Property
    void bytesAreWellFormed_ifAndOnlyIfTheJdkDecodesThem(@ForAll("nearlyUtf8") byte[] bytes) {
        boolean decodes = true;
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            decodes = false;
        }
        assertThat(Utf8.isWellFormed(bytes)).isEqualTo(decodes);
    }

    @Property
    void textsThatTheJdkEncodes_areDecodedToTheSameText(@ForAll("anyTexts") String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        byte[] withMore = Arrays.copyOf(bytes, bytes.length + 9);
        Arrays.fill(withMore, bytes.length, withMore.length, (byte) 'x');

        assertThat(Utf8.decode(withMore, bytes.length)).isEqualTo(text);
    }

    @Provide
    Arbitrary<String> anyTexts() {
        Arbitrary<String> letters = Arbitraries.of("a", "7", "\u007f", "\u0080", "é", "ÿ");
        Arbitrary<String> beyondLatin1 = Arbitraries.of("\u0100", "€", "\ud83d\ude00");
        return Arbitraries.frequencyOf(Tuple.of(60, letters), Tuple.of(1, beyondLatin1))
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<byte[]> nearlyUtf8() {
        Arbitrary<Integer> limits =
                Arbitraries.of(
                        0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2,
                        0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf1, 0xf3, 0xf4, 0xf5,
                        0xff);
        return limits.list()
                .ofMaxSize(14)
                .map(
                        list -> {
                            byte[] bytes = new byte[list.size()];
                            for (int i = 0; i < bytes.length; i++) {
                                bytes[i] = list.get(i).byteValue();
                            }
                            return bytes;
                        });
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                        Arbitraries.strings()
                                .withCharRange((char) 0, (char) 0xd7ff)
                                .withChars('"', '\\', '/', '\n', '\u2028')
                                .ofMaxLength(5),
                        Arbitraries.of("\ud83d\ude00", "\ud800\udc00", "\udbff\udfff"))
                .list()
                .ofMaxSize(4)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<JsonNode> trees() {
        Arbitrary<String> texts = texts();
        Arbitrary<JsonNode> leaves =
                Arbitraries.oneOf(
                        texts.map(NODES::textNode),
                        Arbitraries.bigDecimals().map(DecimalNode::valueOf),
                        Arbitraries.bigIntegers().map(NODES::numberNode),
                        Arbitraries.integers().map(NODES::numberNode),
                        Arbitraries.of(true, false).map(NODES::booleanNode),
                        Arbitraries.just(NODES.nullNode()),
                        Arbitraries.of("emoji \ud83d\ude00", "").map(NODES::textNode));
        return Arbitraries.recursive(
                () -> leaves,
                inner ->
                        Arbitraries.oneOf(
                                inner.list().ofMaxSize(4).map(QuickPathsTest::array),
                                Arbitraries.maps(texts, inner)
                                        .ofMaxSize(4)
                                        .map(
                                                members -> {
                                                    ObjectNode object = NODES.objectNode();
                                                    members.forEach(object::set);
                                                    return object;
                                                })),
                0,
                3);
    }

    private static JsonNode array(Iterable<JsonNode> elements) {
        ArrayNode array = NODES.arrayNode();
        elements.forEach(array::add);
        return array;
    }
}
