package io.orderstream.model.wire;

import static io.orderstream.model.Events.ARRIVAL;
import static io.orderstream.model.Events.CANCELLED;
import static io.orderstream.model.Events.FULFILLED;
import static io.orderstream.model.Events.KEY;
import static io.orderstream.model.Events.ORDER_ID;
import static io.orderstream.model.Events.REFUNDED;
import static io.orderstream.model.Events.bytes;
import static io.orderstream.model.Events.event;
import static io.orderstream.model.Events.parse;
import static io.orderstream.model.Events.posted;
import static io.orderstream.model.Events.problemsOfPosted;
import static io.orderstream.model.Events.problemsOfRecord;
import static io.orderstream.model.Events.undated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.orderstream.model.AccountId;
import io.orderstream.model.CancelledEvent;
import io.orderstream.model.FulfilledEvent;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.OrderId;
import io.orderstream.model.RefundedEvent;
import io.orderstream.model.VendorId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {

    private static final String ID_EXPECTED =
            "1 to 128 characters of A-Z a-z 0-9 . _ @ : | + -, the first one a letter or digit";
    private static final String UUID_EXPECTED = "a UUID version 8 in lower case";
    private static final String TYPE_EXPECTED = "cancelled, fulfilled or refunded";
    private static final String DATE_EXPECTED =
            "an ISO-8601 date-time from 1970 to 9999, as in 2026-11-23T10:11:12.123456Z";
    private static final String AMOUNT_EXPECTED =
            "a decimal number above 0, at most 15 digits before and 9 after the point";
    private static final String VERSION_EXPECTED = "a whole number from 0 to 999999999";
    private static final String TEXT_EXPECTED = "text of 1 to 512 bytes";

    @Nested
    class AnEvent {

        @Test
        void hasItsMembers() {
            OrderEvent event = parse(event("refunded", ",\"amount\":\"4.50\",\"ifversion\":\"3\""));

            assertThat(event.type().name()).isEqualTo("refunded");
            assertThat(event.account()).isEqualTo(AccountId.of("a1"));
            assertThat(event.vendor()).isEqualTo(VendorId.of("v1"));
            assertThat(event.orderId()).isEqualTo(OrderId.of(ORDER_ID));
            assertThat(event.eventDate()).isEqualTo(Instant.parse("2026-11-28T10:00:00Z"));
            assertThat(event.ifVersion()).hasValue(3);
            assertThat(event.idempotencyKey()).isEmpty();
            assertThat(((RefundedEvent) event).amount()).isEqualTo(new BigDecimal("4.5"));
            assertThat(((RefundedEvent) event).reason()).isEmpty();
        }

        @Test
        void hasTheMembersOfItsType() {
            assertThat(((CancelledEvent) parse(CANCELLED)).reason()).contains("changed my mind");
            assertThat(((CancelledEvent) parse(event("cancelled", ""))).reason()).isEmpty();
            assertThat(((FulfilledEvent) parse(FULFILLED)).reference()).contains("parcel 7");
            assertThat(
                            ((RefundedEvent)
                                            parse(
                                                    event(
                                                            "refunded",
                                                            ",\"amount\":1,\"reason\":\"cold\"")))
                                    .reason())
                    .contains("cold");
        }

        /**
         * The ids must not change: after a change of the canonical form, a retried event would get
         * a new id. An id consists of the event's date and a hash of the event's canonical form.
         * The canonical forms of the cancellation and of the refund in this test are:
         *
         * <pre>{@code
         * {"event":{"accountid":"a1","eventdate":"2026-11-28T10:00:00Z","orderid":"01a2…","reason":"changed my mind","type":"cancelled","vendorid":"v1"}}
         * {"event":{"accountid":"a1","amount":4.5,"eventdate":"2026-11-28T10:00:00Z","idempotencykey":"01a2…","ifversion":1E+1,"orderid":"01a2…","reason":"cold","type":"refunded","vendorid":"v1"}}
         * }</pre>
         */
        @Test
        void keepsItsId() {
            assertThat(parse(CANCELLED).id().value())
                    .isEqualTo("01a22198-ed00-87ba-afaf-8628baddbc6f");
            assertThat(
                            parse(
                                            event(
                                                    "refunded",
                                                    ",\"amount\":\"4.50\",\"ifversion\":10,\"reason\":\"cold\","
                                                            + "\"idempotencykey\":\""
                                                            + KEY
                                                            + '"'))
                                    .id()
                                    .value())
                    .isEqualTo("01a22198-ed00-822f-b822-e10c0f071597");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "\"4.50\" | 4.5",
                    "\"4.50\" | 4.500",
                    "\"4.50\" | \"45e-1\"",
                    "10:00:00Z | 11:00:00+01:00",
                    "T10:00:00Z | t10:00:00.000z",
                    "{\"event\" |  { \"event\" "
                })
        void hasTheSameIdInEachSpelling(String one, String other) {
            String different = REFUNDED.replace(one, other);

            assertThat(different).isNotEqualTo(REFUNDED);
            assertThat(parse(different)).isEqualTo(parse(REFUNDED));
        }

        @Test
        void hasTheSameId_ifItsMembersAreShuffled() {
            String shuffled =
                    "{\"event\":{\"amount\":4.5,\"eventdate\":\"2026-11-28 10:00\","
                            + "\"vendorid\":\"v1\",\"orderid\":\""
                            + ORDER_ID
                            + "\",\"type\":\"refunded\",\"accountid\":\"a1\"}}";

            assertThat(parse(shuffled)).isEqualTo(parse(REFUNDED));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "4.50 | 4.51",
                    "10:00:00Z | 10:00:00.000000001Z",
                    "a1 | a2",
                    "v1 | v2",
                    "0fba | 0fbb",
                    "\"amount\" | \"ifversion\":0,\"amount\"",
                    "\"amount\" | \"reason\":\"x\",\"amount\"",
                    "\"amount\" | \"idempotencykey\":\"" + KEY + "\",\"amount\""
                })
        void hasAnotherId_ifAMemberDiffers(String one, String other) {
            assertThat(parse(REFUNDED.replaceFirst(one, other)).id())
                    .isNotEqualTo(parse(REFUNDED).id());
        }

        @Test
        void hasAnotherId_ifItsTypeOrReferenceDiffers() {
            assertThat(
                            List.of(
                                    event("cancelled", ""),
                                    event("fulfilled", ""),
                                    FULFILLED,
                                    FULFILLED.replace("parcel 7", "parcel 8")))
                    .extracting(event -> parse(event).id())
                    .doesNotHaveDuplicates();
        }

        @Test
        void becomesThisStreamRecord() {
            OrderEvent event =
                    parse(
                            event(
                                    "refunded",
                                    ",\"reason\":\"a \\\"b\\\"\\n\",\"amount\":4.50,\"ifversion\":2,"
                                            + "\"idempotencykey\":\""
                                            + KEY
                                            + '"'));
            String record = new String(EventCodec.formatRecord(event), StandardCharsets.UTF_8);

            assertThat(record)
                    .isEqualTo(
                            "{\"event\":{\"eventid\":\""
                                    + event.id()
                                    + "\",\"type\":\"refunded\",\"accountid\":\"a1\","
                                    + "\"vendorid\":\"v1\",\"orderid\":\""
                                    + ORDER_ID
                                    + "\",\"eventdate\":\"2026-11-28T10:00:00Z\","
                                    + "\"idempotencykey\":\""
                                    + KEY
                                    + "\",\"ifversion\":2,\"amount\":\"4.5\","
                                    + "\"reason\":\"a \\\"b\\\"\\n\"}}");
            assertThat(parse(record)).isEqualTo(event);
        }

        @Test
        void hasOnlyItsTypeAndIdInItsToString() {
            assertThat(parse(CANCELLED)).hasToString("cancelled[" + parse(CANCELLED).id() + "]");
        }
    }

    @Nested
    class WhatIsPosted {

        @Test
        void getsTheTimeOfTheRequest_ifItHasNoDateAndNoKey() {
            assertThat(posted(undated("cancelled", ""), Optional.empty()).eventDate())
                    .isEqualTo(ARRIVAL);
        }

        @Test
        void getsTheTimeOfItsKey_ifItHasNoDate() {
            String json = undated("refunded", ",\"amount\":1");
            OrderEvent event = posted(json, Optional.of('"' + KEY + '"'));

            assertThat(event.eventDate()).isEqualTo(Instant.parse("2026-11-23T10:11:12.128Z"));
            assertThat(event.idempotencyKey()).contains(IdempotencyKey.of(KEY));
            assertThat(posted(json, Optional.of(KEY))).isEqualTo(event);
            assertThat(
                            posted(
                                    undated(
                                            "refunded",
                                            ",\"amount\":1,\"idempotencykey\":\"" + KEY + '"'),
                                    Optional.empty()))
                    .isEqualTo(event);
        }

        @Test
        void keepsItsOwnDate() {
            assertThat(posted(CANCELLED, Optional.empty())).isEqualTo(parse(CANCELLED));
            assertThat(posted(CANCELLED, Optional.of(KEY)).eventDate())
                    .isEqualTo(parse(CANCELLED).eventDate());
        }

        /**
         * With neither a key nor a date nor a version, each request would get the date of its
         * arrival. Then a retry would be another event, and would refund again.
         */
        @Test
        void needsAKeyOrADateOrAVersion_ifItIsARefund() {
            assertThat(problemsOfPosted(undated("refunded", ",\"amount\":1")))
                    .containsExactly(
                            new Problem(
                                    "event",
                                    "eventdate, ifversion or the header idempotency-key, since a"
                                            + " retry must not refund twice",
                                    "none of them"));
            posted(undated("refunded", ",\"amount\":1,\"ifversion\":0"), Optional.empty());
            posted(undated("refunded", ",\"amount\":1"), Optional.of(KEY));
            posted(REFUNDED, Optional.empty());
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "1", "01a207e3-6280-4c41-9f2e-5d2b7a1f0e6d", "\"retry\""})
        void isRefusedWithAHeaderThatIsNoKey(String header) {
            assertThat(problemsOfPosted(bytes(CANCELLED), Optional.of(header)))
                    .containsExactly(
                            new Problem(
                                    "idempotency-key",
                                    "a UUID version 7, bare or in quotes",
                                    header));
        }

        /**
         * The first 48 bits of a key are its time in milliseconds. In the first key of this test,
         * this time is exactly one day after the arrival.
         */
        @Test
        void isRefused_ifItsKeyIsMoreThanADayAhead() {
            String aDayAhead = "01a226bf-4ae0-7000-8000-000000000000";
            String later = "01a226bf-4ae1-7000-8000-000000000000";

            assertThat(posted(undated("cancelled", ""), Optional.of(aDayAhead)).eventDate())
                    .isEqualTo(ARRIVAL.plus(OrderDateRule.MAX_AHEAD));
            assertThat(problemsOfPosted(bytes(CANCELLED), Optional.of(later)))
                    .containsExactly(
                            new Problem(
                                    "idempotency-key",
                                    "a UUID version 7 whose time is at most a day in the future",
                                    later));
            String member = ",\"idempotencykey\":\"" + later + '"';
            assertThat(problemsOfRecord(event("cancelled", member)))
                    .containsExactly(
                            new Problem(
                                    "event.idempotencykey",
                                    "a UUID version 7 whose time is at most a day in the future",
                                    '"' + later + '"'));
        }

        @Test
        void mayHaveTheSameKeyInTheHeaderAndInTheBody_butNotTwoKeys() {
            String json = event("cancelled", ",\"idempotencykey\":\"" + KEY + '"');
            String upperCase = KEY.toUpperCase(Locale.ROOT);
            String other = KEY.replace("0e6d", "0e6e");

            assertThat(posted(json, Optional.of(KEY))).isEqualTo(parse(json));
            assertThat(posted(json.replace(KEY, upperCase), Optional.of(KEY)))
                    .isEqualTo(parse(json));
            assertThat(problemsOfPosted(bytes(json), Optional.of(other)))
                    .containsExactly(
                            new Problem(
                                    "event.idempotencykey",
                                    "the same key as in the header idempotency-key, or none",
                                    '"' + KEY + '"'));
        }

        @Test
        void mayHaveAByteOrderMark() {
            assertThat(posted("\ufeff" + CANCELLED, Optional.empty())).isEqualTo(parse(CANCELLED));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{} | an object",
                    "[] | an array",
                    "7 | 7",
                    "{\"type\":\"cancelled\"} | an object",
                    "{\"order\":{}} | an object"
                })
        void mustBeInAnEnvelope(String body, String found) {
            assertThat(problemsOfPosted(body))
                    .containsExactly(new Problem("$", "{\"event\": {…}}", found));
        }
    }

    @Nested
    class OnTheStream {

        @Test
        void anEventWithoutADateIsRefused() {
            for (String more : List.of("", ",\"idempotencykey\":\"" + KEY + '"')) {
                assertThat(problemsOfRecord(undated("cancelled", more)))
                        .containsExactly(new Problem("event.eventdate", DATE_EXPECTED, "nothing"));
            }
        }

        @Test
        void anEventMayHaveADateUpToADayAfterItsArrival() {
            String aDayAhead = "2026-11-29T10:00:00.480Z";
            String later = "2026-11-29T10:00:00.480000001Z";

            assertThat(parse(CANCELLED.replace("2026-11-28T10:00:00Z", aDayAhead)).eventDate())
                    .isEqualTo(aDayAhead);
            assertThat(problemsOfRecord(CANCELLED.replace("2026-11-28T10:00:00Z", later)))
                    .containsExactly(
                            new Problem(
                                    "event.eventdate",
                                    "a date-time at most a day in the future",
                                    '"' + later + '"'));
        }

        /** An order's id contains the order's date. That date may be at most a day ahead. */
        @Test
        void anEventOfAnOrderDatedMoreThanADayAheadIsRefused() {
            String aDayAhead = "01a226bf-4ae0-8a1f-b4ba-f587d21b0fba";
            String later = "01a226bf-4ae1-8a1f-b4ba-f587d21b0fba";

            assertThat(parse(CANCELLED.replace(ORDER_ID, aDayAhead)).orderId())
                    .isEqualTo(OrderId.of(aDayAhead));
            assertThat(problemsOfRecord(CANCELLED.replace(ORDER_ID, later)))
                    .containsExactly(
                            new Problem(
                                    "event.orderid",
                                    "the id of an order whose date is at most a day in the future",
                                    later));
        }
    }

    @Nested
    class Problems {

        @Test
        void areAllReportedAtOnce() {
            assertThat(
                            problemsOfRecord(
                                    "{\"event\":{\"type\":\"refunded\",\"accountid\":\"a#1\","
                                            + "\"vendorid\":7,\"orderid\":\"x\",\"amount\":0,"
                                            + "\"eventdate\":\"yesterday\",\"ifversion\":-1,"
                                            + "\"idempotencykey\":1,\"reason\":\"\","
                                            + "\"reference\":\"x\",\"eventid\":2},\"more\":1}"))
                    .containsExactly(
                            new Problem("more", "no member of this name", "one"),
                            new Problem("event.reference", "no member of this name", "one"),
                            new Problem("event.accountid", ID_EXPECTED, "\"a#1\""),
                            new Problem("event.vendorid", ID_EXPECTED, "7"),
                            new Problem("event.orderid", UUID_EXPECTED, "\"x\""),
                            new Problem("event.idempotencykey", "a UUID version 7", "1"),
                            new Problem("event.eventdate", DATE_EXPECTED, "\"yesterday\""),
                            new Problem("event.ifversion", VERSION_EXPECTED, "-1"),
                            new Problem("event.amount", AMOUNT_EXPECTED, "0"),
                            new Problem("event.reason", TEXT_EXPECTED, "\"\""),
                            new Problem("event.eventid", UUID_EXPECTED, "2"));
        }

        @Test
        void nameEveryMissingMember() {
            assertThat(problemsOfRecord("{\"event\":{}}"))
                    .containsExactly(
                            new Problem("event.type", TYPE_EXPECTED, "nothing"),
                            new Problem("event.accountid", ID_EXPECTED, "nothing"),
                            new Problem("event.vendorid", ID_EXPECTED, "nothing"),
                            new Problem("event.orderid", UUID_EXPECTED, "nothing"),
                            new Problem("event.eventdate", DATE_EXPECTED, "nothing"));
            assertThat(problemsOfRecord(event("refunded", "")))
                    .containsExactly(new Problem("event.amount", AMOUNT_EXPECTED, "nothing"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"amended\"", "\"Cancelled\"", "\"\"", "null", "1", "[]"})
        void areReportedForInvalidTypes(String type) {
            assertThat(problemsOfRecord(CANCELLED.replace("\"cancelled\"", type)))
                    .extracting(Problem::path, Problem::expected)
                    .containsExactly(tuple("event.type", TYPE_EXPECTED));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "0",
                    "0.00",
                    "-1",
                    "\"-0.01\"",
                    "1000000000000000",
                    "0.0000000001",
                    "1e400",
                    "\"1e99999999999\"",
                    "100e2147483647",
                    "100e-2147483640",
                    "\"4,5\"",
                    "\"\"",
                    "\"NaN\"",
                    "null",
                    "true",
                    "[1]"
                })
        void areReportedForInvalidAmounts(String amount) {
            assertThat(problemsOfRecord(REFUNDED.replace("\"4.50\"", amount)))
                    .extracting(Problem::path, Problem::expected)
                    .containsExactly(tuple("event.amount", AMOUNT_EXPECTED));
        }

        @Test
        void areNotReportedForAmountsAtTheLimits() {
            for (String amount : List.of("999999999999999.999999999", "0.000000001")) {
                assertThat(((RefundedEvent) parse(REFUNDED.replace("4.50", amount))).amount())
                        .isEqualTo(new BigDecimal(amount));
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "-1",
                    "1.5",
                    "1000000000",
                    "1e400",
                    "\"\"",
                    "\"+1\"",
                    "null",
                    "true",
                    "{}",
                    "100e2147483647"
                })
        void areReportedForInvalidVersions(String version) {
            assertThat(problemsOfRecord(event("cancelled", ",\"ifversion\":" + version)))
                    .extracting(Problem::path, Problem::expected)
                    .containsExactly(tuple("event.ifversion", VERSION_EXPECTED));
        }

        @Test
        void areNotReportedForValidVersions() {
            for (String version : List.of("0", "999999999", "\"7\"", "2.0", "1e2")) {
                assertThat(parse(event("cancelled", ",\"ifversion\":" + version)).ifVersion())
                        .isPresent();
            }
        }

        @Test
        void areReportedForReasonsAndReferencesOfMoreThan512Bytes() {
            String most = "é".repeat(256);
            String tooLong = "x".repeat(64 * 1024);

            assertThat(((CancelledEvent) parse(event("cancelled", reason(most)))).reason())
                    .contains(most);
            assertThat(problemsOfRecord(event("cancelled", reason(most + "x"))))
                    .containsExactly(new Problem("event.reason", TEXT_EXPECTED, "513 bytes"));
            assertThat(problemsOfRecord(event("cancelled", reason(tooLong))))
                    .containsExactly(new Problem("event.reason", TEXT_EXPECTED, "65536 bytes"));
            assertThat(problemsOfRecord(event("fulfilled", ",\"reference\":\"" + tooLong + '"')))
                    .containsExactly(new Problem("event.reference", TEXT_EXPECTED, "65536 bytes"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"\"\"", "null", "7", "[]", "{}", "\"\\ud800\""})
        void areReportedForInvalidReasons(String reason) {
            assertThat(problemsOfRecord(event("cancelled", ",\"reason\":" + reason)))
                    .extracting(Problem::path, Problem::expected)
                    .containsExactly(tuple("event.reason", TEXT_EXPECTED));
        }

        private String reason(String text) {
            return ",\"reason\":\"" + text + '"';
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "01A207E3-627B-8A1F-B4BA-F587D21B0FBA",
                    "01a207e3-627b-7a1f-b4ba-f587d21b0fba",
                    "01a207e3-627b-8a1f-c4ba-f587d21b0fba"
                })
        void areReportedForInvalidOrderIds(String id) {
            assertThat(problemsOfRecord(CANCELLED.replace(ORDER_ID, id)))
                    .containsExactly(new Problem("event.orderid", UUID_EXPECTED, '"' + id + '"'));
        }

        @Test
        void areReportedForAnEventIdThatIsNotTheDerivedOne() {
            String other = "01a22198-ed00-87ba-afaf-8628baddbc60";

            assertThat(problemsOfRecord(event("cancelled", ",\"eventid\":\"" + other + '"')))
                    .containsExactly(
                            new Problem(
                                    "event.eventid",
                                    "the id derived from the event, "
                                            + parse(event("cancelled", "")).id()
                                            + ", or none",
                                    other));
        }

        @Test
        void areReportedForAMemberOfAnotherType() {
            assertThat(problemsOfRecord(event("cancelled", ",\"amount\":1")))
                    .containsExactly(new Problem("event.amount", "no member of this name", "one"));
        }

        @Test
        void areReportedForAnEventThatIsNotAnObject() {
            assertThat(problemsOfRecord("{\"event\":[]}"))
                    .containsExactly(
                            new Problem("event", "an event, as a JSON object", "an array"));
        }

        @Test
        void areReportedForInputThatIsRefusedBeforeTheRulesAreApplied() {
            assertThat(problemsOfPosted(""))
                    .containsExactly(
                            new Problem(
                                    "$", "one JSON object in UTF-8", "nothing: the body is empty"));
            assertThat(problemsOfPosted(CANCELLED + "{}"))
                    .extracting(Problem::expected)
                    .containsExactly("one JSON object in UTF-8");
            assertThat(problemsOfPosted(CANCELLED.replace("\"type\"", "\"type\":1,\"type\"")))
                    .extracting(Problem::expected)
                    .containsExactly("one JSON object in UTF-8");
            assertThat(problemsOfPosted(event("cancelled", ",\"ifversion\":" + "7".repeat(201))))
                    .containsExactly(
                            new Problem("$", "numbers of at most 200 digits", "one of 201"));
            assertThat(problemsOfPosted(event("cancelled", ",\"reason\":" + "[".repeat(200))))
                    .extracting(Problem::found)
                    .containsExactly("202 levels of nesting");
            assertThat(
                            problemsOfPosted(
                                    CANCELLED.getBytes(StandardCharsets.UTF_16LE),
                                    Optional.empty()))
                    .extracting(Problem::found)
                    .containsExactly("another encoding than UTF-8");
        }

        @Test
        void haveShortPaths_andAreOnlyCountedAfterTheFirst100() {
            StringBuilder members = new StringBuilder();
            for (int i = 0; i < 9_000; i++) {
                members.append(",\"").append("n".repeat(300)).append(i).append("\":1");
            }

            assertThat(problemsOfPosted(event("cancelled", members.toString())))
                    .hasSize(101)
                    .allMatch(problem -> problem.path().length() < 202)
                    .last()
                    .isEqualTo(
                            new Problem(
                                    "$",
                                    "fewer problems: only the first 100 are listed",
                                    "8900 more"));
        }
    }
}
