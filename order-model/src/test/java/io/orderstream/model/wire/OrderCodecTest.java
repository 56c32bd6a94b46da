package io.orderstream.model.wire;

import static io.orderstream.model.Orders.COFFEE;
import static io.orderstream.model.Orders.STAMP;
import static io.orderstream.model.Orders.bytes;
import static io.orderstream.model.Orders.parse;
import static io.orderstream.model.Orders.problemsOf;
import static io.orderstream.model.Orders.withAccount;
import static io.orderstream.model.Orders.withDate;
import static io.orderstream.model.Orders.withDetails;
import static io.orderstream.model.Orders.withPrice;
import static io.orderstream.model.Orders.withQuantity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.Events;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.Order;
import io.orderstream.model.Orders;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.VendorId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderCodecTest {

    private static final String ID_EXPECTED =
            "1 to 128 characters of A-Z a-z 0-9 . _ @ : | + -, the first one a letter or digit";
    private static final String PRICE_EXPECTED =
            "a decimal number from 0, at most 15 digits before and 9 after the point";
    private static final String QUANTITY_EXPECTED = "a whole number from 1 to 999999999999";
    private static final String DATE_EXPECTED =
            "an ISO-8601 date-time from 1970 to 9999, as in 2026-11-23T10:11:12.123456Z";

    @Nested
    class TheExistingClientsOrder {

        @Test
        void isAccepted_withItsNumbersAsStrings() {
            Order order = parse(COFFEE);

            assertThat(order.account()).isEqualTo(AccountId.of("a1"));
            assertThat(order.vendor()).isEqualTo(VendorId.of("v1"));
            assertThat(order.orderDate()).isEqualTo(Instant.parse("2026-11-23T10:11:12.123456Z"));
            assertThat(order.unitPrice()).isEqualTo(new BigDecimal("4.5"));
            assertThat(order.quantity()).isEqualTo(2);
            assertThat(order.total()).isEqualTo(new BigDecimal("9"));
            assertThat(order.details().json())
                    .isEqualTo(
                            "{\"coffeetype\":\"Short Black\",\"coffeesize\":\"Small\","
                                    + "\"unitprice\":\"4.5\",\"quantity\":\"2\"}");
        }

        /**
         * The id is pinned: after a change of the canonical form, a retried order would get a new
         * id.
         */
        @Test
        void keepsItsId() {
            assertThat(parse(COFFEE).id().value())
                    .isEqualTo("01a207e3-627b-8a1f-b4ba-f587d21b0fba");
        }

        @Test
        void hasOneIdHoweverItIsWritten() {
            String other =
                    COFFEE.replace("\"4.5\"", "4.50")
                            .replace("\"2\"", "2.0")
                            .replace("2026-11-23 10:11", "2026-11-23T11:11")
                            .replace(".123456\"", ".123456000+01:00\"");

            assertThat(parse(other).id()).isEqualTo(parse(COFFEE).id());
        }

        @Test
        void becomesThisStreamRecord() {
            Order order = parse(COFFEE);

            assertThat(new String(OrderCodec.formatRecord(order), StandardCharsets.UTF_8))
                    .isEqualTo(
                            "{\"order\":{\"orderid\":\""
                                    + order.id()
                                    + "\",\"accountid\":\"a1\",\"vendorid\":\"v1\","
                                    + "\"orderdate\":\"2026-11-23T10:11:12.123456Z\","
                                    + "\"details\":{\"coffeetype\":\"Short Black\","
                                    + "\"coffeesize\":\"Small\",\"unitprice\":\"4.5\","
                                    + "\"quantity\":\"2\"}}}");
        }
    }

    @Nested
    class WhatIsPosted {

        @Test
        void getsTheTimeOfTheRequest_ifItHasNoDate() throws InvalidOrderException {
            Order order =
                    OrderCodec.parsePosted(
                            bytes(
                                    "{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"details\":"
                                            + "{\"unitprice\":1,\"quantity\":1}}"),
                            STAMP);

            assertThat(order.orderDate()).isEqualTo(STAMP);
        }

        @Test
        void mayHaveADateUpToADayAhead() throws InvalidOrderException {
            String aDayAhead = withDate("\"2026-11-24T09:08:07.654321Z\"");
            String later = withDate("\"2026-11-24T09:08:07.654321001Z\"");

            assertThat(OrderCodec.parsePosted(bytes(aDayAhead), STAMP).orderDate())
                    .isEqualTo(STAMP.plus(OrderCodec.MAX_AHEAD));
            assertThatThrownBy(() -> OrderCodec.parsePosted(bytes(later), STAMP))
                    .isInstanceOf(InvalidOrderException.class)
                    .hasMessage(
                            "order.orderdate: expected a date-time at most a day in the future,"
                                    + " found \"2026-11-24T09:08:07.654321001Z\"");
        }

        /** Two equal orders without a date are two orders. */
        @Test
        void getsADateAMicrosecondLater_forEachOrderOfABatch() throws InvalidOrderException {
            String order =
                    "{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"details\":"
                            + "{\"unitprice\":1,\"quantity\":1}}";

            List<ParsedOrder> parsed =
                    OrderCodec.parsePostedBatch(
                            bytes("{\"orders\":[" + order + "," + order + "]}"), STAMP);

            assertThat(parsed)
                    .extracting(one -> one.order().orElseThrow().orderDate())
                    .containsExactly(STAMP, STAMP.plusNanos(1000));
        }

        @Test
        void keepsItsOwnDate() throws InvalidOrderException {
            assertThat(OrderCodec.parsePosted(bytes(COFFEE), STAMP)).isEqualTo(parse(COFFEE));
        }

        @Test
        void mayBeABatch_eachOrderWithItsOutcome() throws InvalidOrderException {
            String good =
                    "{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"details\":"
                            + "{\"unitprice\":1,\"quantity\":1}}";
            String bad = good.replace("\"quantity\":1", "\"quantity\":0");

            List<ParsedOrder> parsed =
                    OrderCodec.parsePostedBatch(
                            bytes("{\"orders\":[" + good + "," + bad + "," + COFFEE + ",7]}"),
                            STAMP);

            assertThat(parsed).hasSize(4);
            assertThat(parsed.get(0).order()).map(Order::orderDate).contains(STAMP);
            assertThat(parsed.get(1).order()).isEmpty();
            assertThat(parsed.get(1).problems())
                    .containsExactly(
                            new Problem("orders[1].details.quantity", QUANTITY_EXPECTED, "0"));
            assertThat(parsed.get(2).order()).contains(parse(COFFEE));
            assertThat(parsed.get(3).problems())
                    .containsExactly(new Problem("orders[3]", "an order, as a JSON object", "7"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{\"orders\":[]} | orders: expected an array of 1 to 500 orders, found 0 orders",
                    "{\"orders\":{}} | orders: expected an array of 1 to 500 orders, found an object",
                    "{} | orders: expected an array of 1 to 500 orders, found nothing",
                    "[] | $: expected {\"orders\": [...]}, found an array",
                    "{\"orders\":[1],\"x\":1} | x: expected no member of this name, found one",
                })
        void isRefusedAsAWhole_whenItIsNoBatch(String body, String message) {
            assertThatThrownBy(() -> OrderCodec.parsePostedBatch(bytes(body), STAMP))
                    .isInstanceOf(InvalidOrderException.class)
                    .hasMessage(message);
        }

        @Test
        void isRefusedAsAWhole_whenItHasMoreThan500() {
            String body = "{\"orders\":[" + "1,".repeat(500) + "1]}";

            assertThatThrownBy(() -> OrderCodec.parsePostedBatch(bytes(body), STAMP))
                    .hasMessage("orders: expected an array of 1 to 500 orders, found 501 orders");
        }
    }

    @Nested
    class UnusualSpellingsThatAreAccepted {

        @ParameterizedTest
        @CsvSource({
            "2026-11-23T10:11:12+00, 2026-11-23T10:11:12Z",
            "2026-11-23T10:11:12-05, 2026-11-23T15:11:12Z",
            "2026-11-23T10:11:12.120-05, 2026-11-23T15:11:12.120Z",
            "2026-11-23 10:11+01, 2026-11-23T09:11:00Z",
            "2026-11-23T10:11+01, 2026-11-23T09:11:00Z",
            "2026-11-23t10:11:12z, 2026-11-23T10:11:12Z",
            "2026-11-23t10:11:12.12z, 2026-11-23T10:11:12.120Z",
            "2026-11-23t10:11:12.1234567z, 2026-11-23T10:11:12.123456700Z",
            "2026-11-23t10:11:12, 2026-11-23T10:11:12Z",
            "2026-11-23t10:11:12+05:30, 2026-11-23T04:41:12Z",
            "2026-11-23 10:11:12z, 2026-11-23T10:11:12Z",
            "2026-11-23T10:11z, 2026-11-23T10:11:00Z"
        })
        void dates_areKeptInUtc(String date, String canonical) throws InvalidOrderException {
            byte[] order = bytes(withDate('"' + date + '"'));
            for (Order read :
                    List.of(
                            OrderCodec.parsePosted(order, STAMP.plusSeconds(86_400)),
                            OrderCodec.parseByTheRules(order, Entry.arrived(Orders.LATE)))) {
                assertThat(read.orderDate()).isEqualTo(canonical);
                // The id is derived from the text, so the text must be canonical, too.
                assertThat(read).isEqualTo(parse(withDate('"' + canonical + '"')));
                assertThat(new String(OrderCodec.formatRecord(read), StandardCharsets.UTF_8))
                        .contains("\"orderdate\":\"" + canonical + "\"");
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"auth0|5f7c8ec7c33c6c004bbafe82", "ann+orders@example.com", "a|+"})
        void ids_ofIdentityProviders(String id) {
            Order order = parse(withAccount('"' + id + '"'));

            assertThat(order.account().value()).isEqualTo(id);
            assertThat(OrderDocument.parse(OrderDocument.format(new ReceivedOrder(order, STAMP))))
                    .isEqualTo(new ReceivedOrder(order, STAMP));
        }

        @Test
        void aByteOrderMark() throws InvalidOrderException {
            String marked = "\ufeff" + COFFEE;

            assertThat(OrderCodec.parsePosted(bytes(marked), STAMP)).isEqualTo(parse(COFFEE));
            assertThat(parse(marked)).isEqualTo(parse(COFFEE));
            assertThat(
                            OrderCodec.parsePostedBatch(
                                    bytes("\ufeff{\"orders\":[" + COFFEE + "]}"), STAMP))
                    .extracting(parsed -> parsed.order().orElseThrow())
                    .containsExactly(parse(COFFEE));
        }
    }

    @Nested
    class AnIdempotencyKey {

        private final String withKey =
                COFFEE.replace(
                        "\"accountid\"",
                        "\"idempotencykey\": \"" + Events.KEY + "\", \"accountid\"");
        private final String undated = COFFEE.replaceFirst("\"orderdate\": \"[^\"]*\",", "");

        private Order posted(String json, String header) throws InvalidOrderException {
            return OrderCodec.parsePosted(bytes(json), STAMP, Optional.of(header));
        }

        /** The id is pinned, as is that of the same order without a key. */
        @Test
        void isPartOfTheOrder() {
            assertThat(parse(withKey).idempotencyKey()).contains(IdempotencyKey.of(Events.KEY));
            assertThat(parse(withKey).id().value())
                    .isEqualTo("01a207e3-627b-84b5-9eb4-6a71f1403bc4");
            assertThat(parse(COFFEE).idempotencyKey()).isEmpty();
        }

        @Test
        void isInTheRecordAndInTheDocument() {
            Order order = parse(withKey);
            String record = new String(OrderCodec.formatRecord(order), StandardCharsets.UTF_8);
            ReceivedOrder received = new ReceivedOrder(order, STAMP);

            assertThat(record)
                    .contains(
                            "\"orderdate\":\"2026-11-23T10:11:12.123456Z\",\"idempotencykey\":\""
                                    + Events.KEY
                                    + "\",\"details\":{");
            assertThat(parse(record)).isEqualTo(order);
            assertThat(OrderDocument.format(received))
                    .contains(
                            "\"receivedat\":\"2026-11-23T09:08:07.654Z\",\"idempotencykey\":\""
                                    + Events.KEY
                                    + "\",\"unitprice\":\"4.5\"");
            assertThat(OrderDocument.parse(OrderDocument.format(received))).isEqualTo(received);
        }

        @Test
        void mayComeInTheHeader_bareOrInQuotes() throws InvalidOrderException {
            assertThat(posted(COFFEE, Events.KEY)).isEqualTo(parse(withKey));
            assertThat(posted(COFFEE, '"' + Events.KEY + '"')).isEqualTo(parse(withKey));
            assertThat(posted(withKey, Events.KEY)).isEqualTo(parse(withKey));
            assertThat(OrderCodec.parsePosted(bytes(COFFEE), STAMP, Optional.empty()))
                    .isEqualTo(parse(COFFEE));
        }

        @Test
        void givesAnOrderWithoutADateItsTime() throws InvalidOrderException {
            Order order = posted(undated, Events.KEY);

            assertThat(order.orderDate()).isEqualTo(Instant.parse("2026-11-23T10:11:12.128Z"));
            assertThat(
                            OrderCodec.parsePosted(
                                    bytes(undated), STAMP.plusSeconds(9), Optional.of(Events.KEY)))
                    .isEqualTo(order);
            assertThat(posted(undated.replace("Small", "Large"), Events.KEY).id())
                    .isNotEqualTo(order.id());
            assertThat(posted(undated, Events.KEY.replace("0e6d", "0e6e")).id())
                    .isNotEqualTo(order.id());
        }

        @Test
        void ofABatch_isAMemberOfEachOrder() throws InvalidOrderException {
            String one =
                    undated.replace("\"accountid\"", "\"idempotencykey\": \"%s\", \"accountid\"");
            String batch =
                    String.format(
                            "{\"orders\":[" + one + "," + one + "," + one + "," + undated + "]}",
                            Events.KEY,
                            Events.KEY,
                            "01a207e3-6280-4c41-9f2e-5d2b7a1f0e6d");

            List<ParsedOrder> parsed = OrderCodec.parsePostedBatch(bytes(batch), STAMP);

            assertThat(parsed.get(0).order()).contains(posted(undated, Events.KEY));
            assertThat(parsed.get(1).order()).isEqualTo(parsed.get(0).order());
            assertThat(parsed.get(2).problems())
                    .containsExactly(
                            new Problem(
                                    "orders[2].order.idempotencykey",
                                    "a UUID version 7",
                                    "\"01a207e3-6280-4c41-9f2e-5d2b7a1f0e6d\""));
            assertThat(parsed.get(3).order()).map(Order::idempotencyKey).contains(Optional.empty());
        }

        @Test
        void isRefused_ifItIsNoneOrAnotherOrTooFarAhead() {
            String other = Events.KEY.replace("0e6d", "0e6e");
            String future = "ffffffff-ffff-7fff-bfff-ffffffffffff";

            assertThatThrownBy(() -> posted(COFFEE, "retry-1"))
                    .isInstanceOf(InvalidOrderException.class)
                    .hasMessage(
                            "idempotency-key: expected a UUID version 7, bare or in quotes, found"
                                    + " retry-1");
            assertThatThrownBy(() -> posted(COFFEE, future))
                    .isInstanceOf(InvalidOrderException.class)
                    .hasMessage(
                            "idempotency-key: expected a UUID version 7 whose time is at most a day"
                                    + " in the future, found "
                                    + future);
            assertThatThrownBy(() -> posted(withKey, other))
                    .isInstanceOf(InvalidOrderException.class)
                    .hasMessage(
                            "order.idempotencykey: expected the same key as in the header"
                                    + " idempotency-key, or none, found \""
                                    + Events.KEY
                                    + '"');
            assertThatThrownBy(() -> posted(withKey.replace(Events.KEY, future), future))
                    .isInstanceOf(InvalidOrderException.class);
            assertThat(problemsOf(withKey.replace('"' + Events.KEY + '"', "null")))
                    .containsExactly(
                            new Problem("order.idempotencykey", "a UUID version 7", "null"));
        }

        @Test
        void doesNotReplaceTheDate_onTheStream() {
            assertThat(problemsOf(withKey.replaceFirst("\"orderdate\": \"[^\"]*\",", "")))
                    .containsExactly(new Problem("order.orderdate", DATE_EXPECTED, "nothing"));
        }
    }

    @Nested
    class OnTheStream {

        /** Otherwise a record dated 2099 would be the latest order for 73 years. */
        @Test
        void anOrderMayHaveADateUpToADayAfterItsArrival() throws InvalidOrderException {
            Instant receivedAt = Instant.parse("2026-11-23T09:08:07.654Z");
            String aDayAhead = withDate("\"2026-11-24T09:08:07.654Z\"");
            String later = withDate("\"2026-11-24T09:08:07.654000001Z\"");

            assertThat(OrderCodec.parseRecord(bytes(aDayAhead), receivedAt).orderDate())
                    .isEqualTo(receivedAt.plus(OrderCodec.MAX_AHEAD));
            for (String record : List.of(later, later.replace("{\"order\":", " {\"order\" :"))) {
                assertThatThrownBy(() -> OrderCodec.parseRecord(bytes(record), receivedAt))
                        .isInstanceOf(InvalidOrderException.class)
                        .hasMessage(
                                "order.orderdate: expected a date-time at most a day in the future,"
                                        + " found \"2026-11-24T09:08:07.654000001Z\"");
            }
        }

        @Test
        void anOrderWithoutADateIsRefused() {
            String undated = COFFEE.replaceFirst("\"orderdate\": \"[^\"]*\",", "");

            assertThat(problemsOf(undated))
                    .containsExactly(new Problem("order.orderdate", DATE_EXPECTED, "nothing"));
        }
    }

    @Nested
    class Problems {

        @Test
        void areAllReportedAtOnce() {
            assertThat(
                            problemsOf(
                                    "{\"order\":{\"accountid\":\"a#1\",\"vendorid\":7,"
                                            + "\"orderdate\":\"2026-02-30T10:11:12Z\","
                                            + "\"colour\":\"red\",\"details\":{\"unitprice\":-1,"
                                            + "\"quantity\":1.5}},\"more\":1}"))
                    .containsExactly(
                            new Problem("more", "no member of this name", "one"),
                            new Problem(
                                    "order.colour",
                                    "no member of this name; members of your own go into details",
                                    "one"),
                            new Problem("order.accountid", ID_EXPECTED, "\"a#1\""),
                            new Problem("order.vendorid", ID_EXPECTED, "7"),
                            new Problem(
                                    "order.orderdate", DATE_EXPECTED, "\"2026-02-30T10:11:12Z\""),
                            new Problem("order.details.unitprice", PRICE_EXPECTED, "-1"),
                            new Problem("order.details.quantity", QUANTITY_EXPECTED, "1.5"));
        }

        @Test
        void nameEveryMissingMember() {
            assertThat(problemsOf("{\"order\":{}}"))
                    .containsExactly(
                            new Problem("order.accountid", ID_EXPECTED, "nothing"),
                            new Problem("order.vendorid", ID_EXPECTED, "nothing"),
                            new Problem("order.orderdate", DATE_EXPECTED, "nothing"),
                            new Problem("order.details", "a JSON object", "nothing"));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"\"", "\"a$\"", "\"a#\"", "\"a/b\"", "\"-a\"", "\"a b\"", "\"ä\"", "1",
                    "null", "[]", "true"
                })
        void ofAnAccountId(String account) {
            assertThat(problemsOf(withAccount(account)))
                    .singleElement()
                    .satisfies(
                            problem -> {
                                assertThat(problem.path()).isEqualTo("order.accountid");
                                assertThat(problem.expected()).isEqualTo(ID_EXPECTED);
                            });
        }

        /**
         * Without the cut, each path would be 200 KB long, and all paths together a thousand times
         * the record.
         */
        @Test
        void areCutAndCounted_whenThereAreTooMany() {
            String name = "n".repeat(49_000);
            String nested =
                    ("{\"" + name + "\":").repeat(4)
                            + "[1e400"
                            + ",1e400".repeat(8_999)
                            + "]"
                            + "}".repeat(4);
            List<Problem> problems =
                    problemsOf(
                            withDetails("{\"unitprice\":1,\"quantity\":1," + nested.substring(1)));

            assertThat(problems).hasSize(101);
            assertThat(problems.get(0).path())
                    .startsWith("order.details.nnnn")
                    .hasSizeLessThan(202);
            assertThat(problems.get(100))
                    .isEqualTo(
                            new Problem(
                                    "$",
                                    "fewer problems: only the first 100 are listed",
                                    "8900 more"));
        }

        @Test
        void ofABatch_shareOneLimit() throws InvalidOrderException {
            String bad = "{\"details\":{\"a\":[1e400" + ",1e400".repeat(40) + "]}}";

            List<ParsedOrder> parsed =
                    OrderCodec.parsePostedBatch(
                            bytes("{\"orders\":[" + (bad + ",").repeat(499) + bad + "]}"), STAMP);

            assertThat(parsed)
                    .allSatisfy(order -> assertThat(order.problems()).hasSize(9))
                    .hasSize(500);
        }

        @Test
        void showNoControlCharacters() {
            assertThat(problemsOf("{\"order\":{},\"a\\r\\n\\u0000b\":1}").get(0).path())
                    .isEqualTo("a\ufffd\ufffd\ufffdb");
        }

        /**
         * UTF-8 cannot encode half of a surrogate pair. Flink once turned such a half into a
         * question mark between two tasks.
         */
        @Test
        void showNoHalfOfASurrogatePair_whenANameIsCutInsideThePair() {
            String name = "x".repeat(99) + "🫘";

            assertThat(problemsOf("{\"order\":{},\"" + name + "\":1}").get(0).path())
                    .isEqualTo("x".repeat(99) + "\ufffd…");
        }

        @Test
        void ofAnAccountIdOf129Characters() {
            String long129 = "a".repeat(129);
            assertThat(problemsOf(withAccount("\"" + long129 + "\"")))
                    .containsExactly(new Problem("order.accountid", ID_EXPECTED, '"' + long129));
            assertThat(parse(withAccount("\"" + long129.substring(1) + "\"")).account().value())
                    .hasSize(128);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "0",
                    "1.5",
                    "-1",
                    "\"abc\"",
                    "\"0\"",
                    "1000000000000",
                    "1e400",
                    "\"1e400\"",
                    "\"\"",
                    "\" 2\"",
                    "\"+2\"",
                    "\"02\"",
                    "\"0x2\"",
                    "null",
                    "true",
                    "[2]",
                    "{}",
                    "\"1e99999999999\"",
                    "100e2147483647",
                    "\"100e2147483647\"",
                    "3000e2147483640",
                    "100e-2147483640",
                    "1e-5"
                })
        void ofAQuantity(String quantity) {
            assertThat(problemsOf(withQuantity(quantity)))
                    .extracting(Problem::path, Problem::expected)
                    .containsExactly(tuple("order.details.quantity", QUANTITY_EXPECTED));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "-1", "\"-0.01\"", "\"NaN\"", "\"Infinity\"", "\"1e400\"", "1e400",
                    "1000000000000000", "0.0000000001", "\"4,5\"", "null", "false", "\"4.\"",
                    "\"1e2147483648\"", "\"1e-2147483648\""
                })
        void ofAPrice(String price) {
            assertThat(problemsOf(withPrice(price)))
                    .extracting(Problem::path, Problem::expected)
                    .containsExactly(tuple("order.details.unitprice", PRICE_EXPECTED));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "2026-02-29T10:11:12Z",
                    "2026-11-23",
                    "2026-11-23T24:00:00Z",
                    "2026-11-23T10:11:60Z",
                    "2026-11-23  10:11:12",
                    "2026-11-23T10:11:12.1234567891Z",
                    "2026-11-23T10:11:12.Z",
                    "2026-11-23T10:11:12+19:00",
                    "2026-11-23T10:11:12 Z",
                    "1969-12-31T23:59:59.999Z",
                    "1970-01-01T00:00:00+00:01",
                    "9999-12-31T23:59:59-00:01",
                    "+10000-01-01T00:00:00Z",
                    "23.11.2026 10:11:12",
                    ""
                })
        void ofADate(String date) {
            assertThat(problemsOf(withDate("\"" + date + "\"")))
                    .containsExactly(
                            new Problem("order.orderdate", DATE_EXPECTED, "\"" + date + "\""));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{\"order\" | at line 1, column 9:",
                    "{\"order\":{\"accountid\":NaN}} | at line 1, column 26: Non-standard token 'NaN'",
                    "hello | at line 1, column 1: Unrecognized token 'hello'",
                    "{} {} | at line 1, column 4:",
                    "{\"order\":{\"accountid\":\"a\",\"accountid\":\"b\"}} | at line 1, column 38:",
                })
        void ofMalformedJson_sayWhereTheParseStopped(String body, String where) {
            assertThat(problemsOf(body))
                    .singleElement()
                    .satisfies(
                            problem -> {
                                assertThat(problem.path()).isEqualTo("$");
                                assertThat(problem.expected())
                                        .isEqualTo("one JSON object in UTF-8");
                                assertThat(problem.found()).startsWith(where);
                            });
        }

        @ParameterizedTest
        @CsvSource({"[],an array", "7,7", "null,null", "\"x\",\"\"\"x\"\"\""})
        void ofJsonThatIsNotAnObject(String body, String found) {
            assertThat(problemsOf(body.startsWith("x") ? "\"x\"" : body))
                    .containsExactly(
                            new Problem(
                                    "$",
                                    "an order, as a JSON object",
                                    found.replace("\"\"\"", "\"")));
        }

        @Test
        void ofNothing() {
            assertThat(problemsOf(""))
                    .containsExactly(
                            new Problem(
                                    "$", "one JSON object in UTF-8", "nothing: the body is empty"));
            assertThat(problemsOf(" \n"))
                    .containsExactly(
                            new Problem(
                                    "$", "one JSON object in UTF-8", "nothing: the body is blank"));
        }

        @Test
        void ofAnotherEncoding() {
            for (byte[] data :
                    List.of(
                            COFFEE.getBytes(StandardCharsets.UTF_16),
                            COFFEE.getBytes(StandardCharsets.UTF_16LE),
                            ("\ufeff" + COFFEE).getBytes(StandardCharsets.UTF_16BE))) {
                assertThat(problemsOf(data))
                        .containsExactly(
                                new Problem(
                                        "$",
                                        "one JSON object in UTF-8",
                                        "another encoding than UTF-8"));
            }
        }

        @Test
        void ofTwoByteOrderMarks() {
            assertThat(problemsOf("\ufeff\ufeff" + COFFEE))
                    .containsExactly(
                            new Problem("$", "one JSON object in UTF-8", "two byte order marks"));
        }

        @Test
        void ofAByteOrderMarkAndNothingElse() {
            assertThat(problemsOf("\ufeff"))
                    .containsExactly(
                            new Problem(
                                    "$", "one JSON object in UTF-8", "nothing: the body is empty"));
        }

        @ParameterizedTest
        @CsvSource({"101, 103", "99, 101", "262000, 262002"})
        void ofNestingBeyondTheParsersLimit_sayHowDeepItIs(int levels, int found) {
            for (String open : List.of("[", "{\"n\":")) {
                String details = "{\"unitprice\":1,\"quantity\":1,\"n\":" + open.repeat(levels - 1);

                assertThat(problemsOf("{\"order\":{\"details\":" + details))
                        .containsExactly(
                                new Problem(
                                        "$",
                                        "details of at most 30 levels",
                                        found + " levels of nesting"));
            }
        }

        @Test
        void ofNestingAnywhere() {
            assertThat(problemsOf("[".repeat(101) + "]".repeat(101)))
                    .containsExactly(
                            new Problem(
                                    "$", "details of at most 30 levels", "101 levels of nesting"));
            assertThat(problemsOf(withAccount("[".repeat(120) + "]".repeat(120))))
                    .containsExactly(
                            new Problem(
                                    "$", "details of at most 30 levels", "122 levels of nesting"));
            assertThat(
                            problemsOf(
                                    "{\"x\":\"[[\\\"[["
                                            + "[".repeat(200)
                                            + "\",\"y\":"
                                            + "{\"a\":[".repeat(60)))
                    .containsExactly(
                            new Problem(
                                    "$", "details of at most 30 levels", "121 levels of nesting"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "-", "0.", "1e", "1."})
        void ofANumberThatIsTooLong_sayHowLongItIs(String start) {
            String number = start + "7".repeat(1_001 - start.length());

            assertThat(
                            problemsOf(
                                    withDetails(
                                            "{\"unitprice\":1,\"quantity\":1,\"n\":"
                                                    + number
                                                    + "}")))
                    .containsExactly(
                            new Problem("$", "numbers of at most 200 characters", "one of 1001"));
        }

        @Test
        void ofANameThatIsLongerThanDetailsMayBe() {
            assertThat(
                            problemsOf(
                                    withDetails(
                                            "{\"unitprice\":1,\"quantity\":1,\""
                                                    + "n".repeat(70_000)
                                                    + "\":1}")))
                    .containsExactly(
                            new Problem(
                                    "order.details", "at most 65536 bytes of JSON", "70033 bytes"));
        }

        /**
         * A slash as two, three and four bytes. Jackson alone would accept these overlong forms.
         */
        @ParameterizedTest
        @ValueSource(strings = {"\u00c0\u00af", "\u00e0\u0080\u00af", "\u00f0\u0080\u0080\u00af"})
        void ofBytesThatAreNotUtf8(String bytes) {
            byte[] data =
                    withDetails("{\"unitprice\":1,\"quantity\":2,\"x\":\"" + bytes + "\"}")
                            .getBytes(StandardCharsets.ISO_8859_1);

            assertThat(problemsOf(data))
                    .containsExactly(
                            new Problem(
                                    "$",
                                    "one JSON object in UTF-8",
                                    "invalid UTF-8 at byte "
                                            + (new String(data, StandardCharsets.ISO_8859_1)
                                                            .indexOf(bytes)
                                                    + 1)));
        }

        /**
         * Jackson stores the names that it has read in words of four bytes, padded with 0xff. So it
         * took {@code quan\xffity} for the {@code quanity} of an earlier record. A soak found that.
         */
        @Test
        void ofBytesThatAreNotUtf8_doNotDependOnEarlierRecords() {
            String misspelt = withDetails("{\"unitprice\":1,\"quanity\":2}");
            byte[] broken =
                    misspelt.replace("quanity", "quan\u00ffity")
                            .getBytes(StandardCharsets.ISO_8859_1);
            List<Problem> before = problemsOf(broken);

            problemsOf(misspelt);

            assertThat(problemsOf(broken))
                    .isEqualTo(before)
                    .containsExactly(
                            new Problem(
                                    "$",
                                    "one JSON object in UTF-8",
                                    "invalid UTF-8 at byte " + (misspelt.indexOf("quanity") + 5)));
        }

        @Test
        void ofAnOrderIdThatIsNotTheDerivedOne() {
            String other = "019ab043-c95b-8000-8000-000000000000";
            String body =
                    COFFEE.replace(
                            "\"accountid\"", "\"orderid\": \"" + other + "\", \"accountid\"");

            assertThat(problemsOf(body))
                    .containsExactly(
                            new Problem(
                                    "order.orderid",
                                    "the id derived from the order, "
                                            + parse(COFFEE).id()
                                            + ", or none",
                                    other));
        }

        @Test
        void ofAnOrderIdThatIsNotAnId() {
            assertThat(
                            problemsOf(
                                    COFFEE.replace(
                                            "\"accountid\"", "\"orderid\": \"1\", \"accountid\"")))
                    .containsExactly(
                            new Problem(
                                    "order.orderid", "a UUID version 8 in lower case", "\"1\""));
        }
    }

    @Nested
    class DetailsAreKept {

        @Test
        void asTheyWereSent() {
            String details =
                    "{\"z\":[1,2.50,-0.1,1E+3,null,true,{\"é\":\"\\\\ \\\" \\n 😀\"}],\"a\":{},"
                            + "\"unitprice\":4.50,\"quantity\":\"2\"}";

            assertThat(parse(withDetails(details)).details().json()).isEqualTo(details);
        }

        @Test
        void upTo64KiB() {
            String shell = "{\"unitprice\":1,\"quantity\":1,\"note\":\"\"}";
            int room = Details.MAX_BYTES - shell.length();

            String most = shell.replace("\"\"}", "\"" + "x".repeat(room) + "\"}");
            assertThat(parse(withDetails(most)).details().json()).hasSize(Details.MAX_BYTES);

            String tooMuch = shell.replace("\"\"}", "\"" + "x".repeat(room + 1) + "\"}");
            assertThat(problemsOf(withDetails(tooMuch)))
                    .containsExactly(
                            new Problem(
                                    "order.details", "at most 65536 bytes of JSON", "65537 bytes"));
        }

        @Test
        void countedInBytesNotCharacters() {
            String details =
                    "{\"unitprice\":1,\"quantity\":1,\"note\":\"" + "é".repeat(33_000) + "\"}";

            assertThat(problemsOf(withDetails(details)))
                    .containsExactly(
                            new Problem(
                                    "order.details", "at most 65536 bytes of JSON", "66038 bytes"));
        }

        @Test
        void upTo30Levels() {
            assertThat(parse(withDetails(nested(29))).details().json()).isEqualTo(nested(29));
            assertThat(problemsOf(withDetails(nested(30))))
                    .containsExactly(
                            new Problem(
                                    "order.details.deep" + "[0]".repeat(29),
                                    "details of at most 30 levels",
                                    "31 levels"));
            assertThat(problemsOf(withDetails(nested(70))))
                    .extracting(Problem::found)
                    .containsExactly("71 levels");
        }

        private String nested(int arrays) {
            return "{\"unitprice\":1,\"quantity\":1,\"deep\":"
                    + "[".repeat(arrays)
                    + "]".repeat(arrays)
                    + "}";
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "1e126",
                    "1e-131",
                    "123456789012345678901234567890123456789",
                    "-1e999999",
                    "100e2147483647",
                    "100e-2147483640"
                })
        void unlessANumberDoesNotFitIntoDynamoDb(String number) {
            assertThat(
                            problemsOf(
                                    withDetails(
                                            "{\"unitprice\":1,\"quantity\":1,\"n\":"
                                                    + number
                                                    + "}")))
                    .singleElement()
                    .satisfies(
                            problem -> {
                                assertThat(problem.path()).isEqualTo("order.details.n");
                                assertThat(problem.expected())
                                        .isEqualTo(
                                                "a number of at most 38 digits, from 1E-130 to"
                                                        + " 9.9E+125 or 0");
                            });
        }

        @Test
        void unlessATextHasHalfASurrogatePair() {
            assertThat(
                            problemsOf(
                                    withDetails(
                                            "{\"unitprice\":1,\"quantity\":1,\"t\":\"\\ud83d\","
                                                    + "\"u\":[\"\\ude00\"]}")))
                    .containsExactly(
                            new Problem("order.details.t", "Unicode text", "half a surrogate pair"),
                            new Problem(
                                    "order.details.u[0]", "Unicode text", "half a surrogate pair"));
        }

        @Test
        void unlessANameHasHalfASurrogatePair() {
            assertThat(problemsOf(withDetails("{\"unitprice\":1,\"quantity\":1,\"\\ud83d\":1}")))
                    .containsExactly(
                            new Problem(
                                    "order.details",
                                    "member names of Unicode text",
                                    "half a surrogate pair"));
        }

        @Test
        void unlessANameIsEmpty() {
            assertThat(problemsOf(withDetails("{\"unitprice\":1,\"quantity\":1,\"\":1}")))
                    .containsExactly(
                            new Problem(
                                    "order.details", "member names that are not empty", "\"\""));
        }
    }
}
