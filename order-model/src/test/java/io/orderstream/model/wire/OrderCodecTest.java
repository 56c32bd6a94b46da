package io.orderstream.model.wire;

import static io.orderstream.model.Orders.COFFEE;
import static io.orderstream.model.Orders.STAMP;
import static io.orderstream.model.Orders.bytes;
import static io.orderstream.model.Orders.parse;
import static io.orderstream.model.Orders.problemsOf;
import static io.orderstream.model.Orders.withAccount;
import static io.orderstream.model.Orders.withDate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.model.AccountId;
import io.orderstream.model.Order;
import io.orderstream.model.Orders;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.VendorId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderCodecTest {

    private static final String DATE_EXPECTED =
            "an ISO-8601 date-time from 1970 to 9999, as in 2026-11-23T10:11:12.123456Z";

    @Nested
    class TheExampleOrder {

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
         * The id must not change: after a change of the canonical form, a retried order would get a
         * new id.
         */
        @Test
        void keepsItsId() {
            assertThat(parse(COFFEE).id().value())
                    .isEqualTo("01a207e3-627b-8a1f-b4ba-f587d21b0fba");
        }

        @Test
        void ofTheReadme_hasTheIdThatTheReadmeShows() throws Exception {
            String readme = Files.readString(Path.of("../README.md"));
            Matcher posted = Pattern.compile("-d '(\\{\"order\":[^']+)'").matcher(readme);
            Matcher answer =
                    Pattern.compile("\"orderid\":\"([^\"]+)\".+\"orderdate\":\"([^\"]+)\"")
                            .matcher(readme);
            assertThat(posted.find() && answer.find()).isTrue();

            Instant stamp = Instant.parse(answer.group(2));
            assertThat(OrderCodec.parsePosted(bytes(posted.group(1)), stamp).id().value())
                    .isEqualTo(answer.group(1));
        }

        @Test
        void hasTheSameIdInAnotherSpelling() {
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
                    .isEqualTo(STAMP.plus(OrderDateRule.MAX_AHEAD));
            assertThatThrownBy(() -> OrderCodec.parsePosted(bytes(later), STAMP))
                    .isInstanceOf(InvalidOrderException.class)
                    .hasMessage(
                            "order.orderdate: expected a date-time at most a day in the future,"
                                    + " found \"2026-11-24T09:08:07.654321001Z\"");
        }

        @Test
        void keepsItsOwnDate() throws InvalidOrderException {
            assertThat(OrderCodec.parsePosted(bytes(COFFEE), STAMP)).isEqualTo(parse(COFFEE));
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
                // The id is derived from the date's text, so this text must be canonical, too.
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
        }
    }

    @Nested
    class OnTheStream {

        /**
         * Without a limit for dates, an order dated 2099 would be its account's latest order for 73
         * years.
         */
        @Test
        void anOrderMayHaveADateUpToADayAfterItsArrival() throws InvalidOrderException {
            Instant receivedAt = Instant.parse("2026-11-23T09:08:07.654Z");
            String aDayAhead = withDate("\"2026-11-24T09:08:07.654Z\"");
            String later = withDate("\"2026-11-24T09:08:07.654000001Z\"");

            assertThat(OrderCodec.parseRecord(bytes(aDayAhead), receivedAt).orderDate())
                    .isEqualTo(receivedAt.plus(OrderDateRule.MAX_AHEAD));
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
}
