package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /order/events}. The time of all requests is 2026-11-23T10:11:13.5Z. */
class PostedEventTest extends IngestFixture {

    private static final String DATE = "2026-11-23T10:11:13Z";
    private static final String CANCELLED =
            Events.undated(
                    "cancelled", ",\"eventdate\":\"" + DATE + "\",\"reason\":\"changed my mind\"");
    private static final String CANCELLED_ID = "01a207e3-65e8-8064-ad98-bcb3cf1a477f";

    private static final String ACCEPTED = accepted(CANCELLED_ID, DATE);

    private static String accepted(String id, String date) {
        return "202"
                + JSON
                + """
                {"eventid":"%s","orderid":"%s","accountid":"a1","vendorid":"v1",\
                "eventdate":"%s","status":"accepted"}"""
                        .formatted(id, Events.ORDER_ID, date);
    }

    @Test
    void anEventIsAccepted_onceItIsOnTheStream() {
        assertThat(send(event(CANCELLED))).isEqualTo(ACCEPTED);
        assertThat(stream.texts())
                .containsExactly(
                        """
                        {"event":{"eventid":"%s","type":"cancelled","accountid":"a1",\
                        "vendorid":"v1","orderid":"%s","eventdate":"%s",\
                        "reason":"changed my mind"}}"""
                                .formatted(CANCELLED_ID, Events.ORDER_ID, DATE));
    }

    @Test
    void anEventWithADateIsOneEvent_whenItIsPostedTwice() {
        assertThat(send(event(CANCELLED))).isEqualTo(ACCEPTED);
        assertThat(send(event(CANCELLED))).isEqualTo(ACCEPTED);
    }

    @Test
    void anEventGetsTheTimeOfTheRequest_ifItHasNoDateAndNoKey() {
        assertThat(send(event(Events.undated("fulfilled", ""))))
                .contains("\"eventdate\":\"2026-11-23T10:11:13.500Z\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {Events.KEY, '"' + Events.KEY + '"'})
    void anEventGetsTheTimeOfItsKey_ifItHasNoDate(String key) {
        String refund = Events.undated("refunded", ",\"amount\":\"4.50\"");

        assertThat(send(event(refund).header("idempotency-key", key)))
                .startsWith("202 ")
                .contains("\"eventdate\":\"2026-11-23T10:11:12.128Z\"");
        assertThat(stream.texts().get(0))
                .endsWith(
                        """
                        "eventdate":"2026-11-23T10:11:12.128Z","idempotencykey":"%s",\
                        "amount":"4.5"}}"""
                                .formatted(Events.KEY));
    }

    @Test
    void theSameBodyIsAnotherEvent_withAnotherKey() {
        String refund = Events.undated("refunded", ",\"amount\":1");

        send(event(refund).header("idempotency-key", Events.KEY));
        send(event(refund).header("idempotency-key", Events.KEY));
        send(event(refund).header("idempotency-key", Events.KEY.replace("0e6d", "0e6e")));

        assertThat(stream.texts()).hasSize(3);
        assertThat(Set.copyOf(stream.texts())).hasSize(2);
    }

    @Test
    void anEventIsLoggedWithItsIdAndItsOrder_withoutItsContents() {
        send(event(CANCELLED));

        assertThat(context.logged())
                .isEqualTo(
                        """
                        {"timestamp":"2026-11-23T10:11:13.500Z","level":"INFO",\
                        "requestid":"8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11",\
                        "route":"POST /order/events","status":202,"orderid":"%s",\
                        "eventid":"%s","durationms":0}
                        """
                                .formatted(Events.ORDER_ID, CANCELLED_ID));
    }

    @Test
    void anEventMayBeInBase64() {
        byte[] bytes = CANCELLED.getBytes(StandardCharsets.UTF_8);

        assertThat(
                        send(
                                Event.of("post-order-base64.json")
                                        .route("POST /order/events")
                                        .body(Base64.getEncoder().encodeToString(bytes))))
                .isEqualTo(ACCEPTED);
    }

    @Test
    void anEventIsRefused_whenItsContentTypeIsNotJson() {
        assertThat(send(event(CANCELLED).header("content-type", "text/plain"))).startsWith("415 ");
        assertThat(stream.texts()).isEmpty();
    }

    /**
     * A large body gets a 413. A long text in a small body gets a 400: see {@link
     * #anEventIsRefused_whenItsReasonHas64KiB}.
     */
    @Test
    void theBodyOfAnEventMayHave256KiB_notMore() {
        String spaces = " ".repeat(256 * 1024 - CANCELLED.length());

        assertThat(send(event(CANCELLED + spaces))).isEqualTo(ACCEPTED);
        assertThat(send(event(CANCELLED + spaces + " ")))
                .isEqualTo(
                        "413"
                                + PROBLEM
                                + """
                                {"type":"urn:orderstream:problem:too-large",\
                                "title":"The body is too large","status":413,\
                                "detail":"At most 262144 bytes, found 262145; each text of an \
                                event has at most 512 bytes"}""");
    }

    @Test
    void anEventIsRefusedWithAllItsProblems() {
        assertThat(
                        send(
                                event(
                                        """
                                        {"event":{"type":"refunded","accountid":"a1",\
                                        "orderid":"019aafd1-3b4c-7f21-9c3e-5d2b7a1f0e6d",\
                                        "eventdate":"yesterday","ifversion":-1,"amount":0}}""")))
                .isEqualTo(
                        invalid(
                                "event",
                                String.join(
                                        ",",
                                        problem("event.vendorid", ID, "nothing"),
                                        problem(
                                                "event.orderid",
                                                "a UUID version 8 in lower case",
                                                "\"019aafd1-3b4c-7f21-9c3e-5d2b7a1f0e6d\""),
                                        problem(
                                                "event.eventdate",
                                                "an ISO-8601 date-time from 1970 to 9999, as in"
                                                        + " 2026-11-23T10:11:12.123456Z",
                                                "\"yesterday\""),
                                        problem(
                                                "event.ifversion",
                                                "a whole number from 0 to 999999999",
                                                "-1"),
                                        problem("event.amount", AMOUNT, "0")),
                                5));
        assertThat(stream.texts()).isEmpty();
    }

    private static final String ID =
            "1 to 128 characters of A-Z a-z 0-9 . _ @ : | + -, the first one a letter or digit";
    private static final String AMOUNT =
            "a decimal number above 0, at most 15 digits before and 9 after the point";

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"-1, -1", "1234567890123456, 1234567890123456", "`\"1e400\"`, `\"1e400\"`"})
    void anEventIsRefused_whenItsAmountIsInvalid(String amount, String found) {
        String refund = Events.undated("refunded", ",\"ifversion\":0,\"amount\":" + amount);

        assertThat(send(event(refund)))
                .isEqualTo(invalid("event", problem("event.amount", AMOUNT, found), 1));
    }

    @Test
    void anEventIsRefused_whenItsTypeDoesNotExist() {
        assertThat(send(event(Events.undated("amended", ""))))
                .isEqualTo(
                        invalid(
                                "event",
                                problem(
                                        "event.type",
                                        "cancelled, fulfilled or refunded",
                                        "\"amended\""),
                                1));
    }

    @Test
    void anEventIsRefused_whenItsReasonHas64KiB() {
        String reason = "x".repeat(64 * 1024);

        assertThat(send(event(Events.undated("cancelled", ",\"reason\":\"" + reason + '"'))))
                .isEqualTo(
                        invalid(
                                "event",
                                problem("event.reason", "text of 1 to 512 bytes", "65536 bytes"),
                                1));
    }

    @Test
    void anEventIsRefused_whenItsOrderIsMoreThanADayInTheFuture() {
        String ahead = "01a20d0a-6280-8a1f-b4ba-f587d21b0fba";

        assertThat(send(event(CANCELLED.replace(Events.ORDER_ID, ahead))))
                .isEqualTo(
                        invalid(
                                "event",
                                problem(
                                        "event.orderid",
                                        "the id of an order whose date is at most a day in the"
                                                + " future",
                                        ahead),
                                1));
    }

    @Test
    void aRefundIsRefused_whenItHasNoDateNoKeyAndNoVersion() {
        assertThat(send(event(Events.undated("refunded", ",\"amount\":1"))))
                .isEqualTo(
                        invalid(
                                "event",
                                problem(
                                        "event",
                                        "eventdate, ifversion or the header idempotency-key, since"
                                                + " a retry must not refund twice",
                                        "none of them"),
                                1));
        assertThat(stream.texts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "retry-1", Events.ORDER_ID, Events.KEY + ", " + Events.KEY})
    void anEventIsRefused_whenItsKeyIsInvalid(String key) {
        assertThat(send(event(CANCELLED).header("idempotency-key", key)))
                .isEqualTo(
                        invalid(
                                "event",
                                problem(
                                        "idempotency-key",
                                        "a UUID version 7, bare or in quotes",
                                        key),
                                1));
        assertThat(stream.texts()).isEmpty();
    }

    @Test
    void anOrderIsRefusedOnTheRouteOfEvents_andAnEventOnTheRouteOfOrders() {
        String order = "{\"order\":{\"accountid\":\"a1\"}}";

        assertThat(send(event(order)))
                .isEqualTo(invalid("event", problem("$", "{\"event\": {…}}", "an object"), 1));
        assertThat(send(event(CANCELLED).route("POST /order"))).startsWith("400 ");
        assertThat(stream.texts()).isEmpty();
    }

    @Test
    void anEventGetsA503WithItsDate_whenTheStreamThrottles() {
        context.runsOutOfTime();
        stream.thenThrottles();

        assertThat(send(event(CANCELLED)))
                .isEqualTo(
                        "503 {content-type=application/problem+json, retry-after=1}\n"
                                + """
                                {"type":"urn:orderstream:problem:unavailable",\
                                "title":"Not available at the moment","status":503,\
                                "detail":"Did not get an answer from the order stream; post the \
                                event again with \\"eventdate\\": \\"%3$s\\", so that it stays \
                                the same event","eventid":"%1$s","orderid":"%2$s",\
                                "eventdate":"%3$s"}"""
                                        .formatted(CANCELLED_ID, Events.ORDER_ID, DATE));
        assertThat(stream.texts()).isEmpty();
    }

    @Test
    void anEventGetsA500WithItsDate_afterAnUnexpectedException() {
        stream.thenThrows(new IllegalStateException("planted"));

        assertThat(send(event(CANCELLED)))
                .startsWith("500" + PROBLEM)
                .contains(
                        "\"eventid\":\"" + CANCELLED_ID + '"',
                        "\"eventdate\":\"" + DATE + '"',
                        "when the error is fixed, post the event again with");
        assertThat(context.logged())
                .contains("\"level\":\"ERROR\"", "java.lang.IllegalStateException")
                .doesNotContain("planted");
    }

    @Test
    void anEventIsRetried_whenTheStreamThrottlesForAMoment() {
        stream.thenThrottles().thenThrottles();

        assertThat(send(event(CANCELLED))).isEqualTo(ACCEPTED);
        assertThat(stream.texts()).hasSize(1);
    }

    @Test
    void anEventIsAcceptedWithATokenOfItsAccount_andRefusedWithATokenOfAnotherAccount() {
        assertThat(sendWhereTokensAreExpected(event(CANCELLED).claim("accountid", "a1")))
                .isEqualTo(ACCEPTED);
        assertThat(sendWhereTokensAreExpected(event(CANCELLED).claim("accountid", "a2")))
                .isEqualTo(
                        "403"
                                + PROBLEM
                                + """
                                {"type":"urn:orderstream:problem:forbidden",\
                                "title":"Not your account","status":403,\
                                "detail":"The account of the token is not the accountid of this \
                                request"}""");
        assertThat(stream.texts()).hasSize(1);
    }
}
