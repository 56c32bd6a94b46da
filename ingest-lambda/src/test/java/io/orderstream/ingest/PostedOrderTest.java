package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.lambda.http.AuthorizerType;
import io.orderstream.model.OrderId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/** {@code POST /order}. */
class PostedOrderTest extends IngestFixture {

    private static final String ORDER_ID = "01a207e3-627b-8a1f-b4ba-f587d21b0fba";

    private static final String ACCEPTED =
            "202"
                    + JSON
                    + """
                    {"orderid":"%s","accountid":"a1","vendorid":"v1",\
                    "orderdate":"2026-11-23T10:11:12.123456Z","status":"accepted"}"""
                            .formatted(ORDER_ID);

    @Test
    void anOrderIsAccepted_onceItIsOnTheStream() {
        assertThat(send(Event.of("post-order.json"))).isEqualTo(ACCEPTED);
        assertThat(stream.records()).containsExactly(OrderId.of(ORDER_ID));
    }

    @Test
    void anOrderMayBeInBase64_andHaveNoContentType() {
        assertThat(send(Event.of("post-order-base64.json"))).isEqualTo(ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBodyMayStartWithAByteOrderMark(boolean inBase64) {
        String order = "\ufeff" + UNDATED_ORDER;
        String batch = "\ufeff{\"orders\":[" + UNDATED_ORDER + "]}";

        assertThat(send(event("POST /order", order, inBase64))).startsWith("202 ");
        assertThat(send(event("POST /orders", batch, inBase64))).startsWith("202 ");
        // Both orders got the same date from the fixed clock, so they are the same order.
        assertThat(Set.copyOf(stream.records())).hasSize(1);
    }

    private static Event event(String route, String body, boolean inBase64) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return inBase64
                ? Event.of("post-order-base64.json")
                        .route(route)
                        .body(Base64.getEncoder().encodeToString(bytes))
                : Event.of("post-order.json").route(route).body(body);
    }

    @Test
    void aBareOrderIsAccepted_andGetsTheTimeOfTheRequest_ifItHasNoDate() {
        assertThat(send(Event.of("post-order.json").body(UNDATED_ORDER)))
                .isEqualTo(
                        "202"
                                + JSON
                                + """
                                {"orderid":"%s","accountid":"a2","vendorid":"v3",\
                                "orderdate":"2026-11-23T10:11:13.500Z","status":"accepted"}"""
                                        .formatted(stream.records().get(0)));
    }

    private static final String UNDATED_ORDER =
            """
            {"accountid":"a2","vendorid":"v3","details":{"unitprice":1,"quantity":4}}""";

    @Test
    void anOrderWithoutADateIsAnotherOrder_eachTimeItIsPosted() {
        IngestHandler live =
                new IngestHandler(
                        new IngestConfig("orders", AuthorizerType.NONE, "accountid"),
                        stream,
                        BackoffStrategy.retryImmediately(),
                        Clock.systemUTC());

        for (int i = 0; i < 100; i++) {
            assertThat(Event.of("post-order.json").body(UNDATED_ORDER).sendTo(live, context))
                    .startsWith("202 ");
        }
        assertThat(stream.records()).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void anOrderWithADateIsOneOrder_whenItIsPostedTwice() {
        assertThat(send(Event.of("post-order.json"))).isEqualTo(ACCEPTED);
        assertThat(send(Event.of("post-order.json"))).isEqualTo(ACCEPTED);
    }

    /**
     * The requests arrive at different times, but the order always gets the key's time,
     * 10:11:12.128.
     */
    @Test
    void anOrderWithAKeyIsOneOrder_howeverOftenItIsPosted() {
        IngestHandler live =
                new IngestHandler(
                        new IngestConfig("orders", AuthorizerType.NONE, "accountid"),
                        stream,
                        BackoffStrategy.retryImmediately(),
                        Clock.systemUTC());

        for (String key :
                List.of(Events.KEY, '"' + Events.KEY + '"', Events.KEY.toUpperCase(Locale.ROOT))) {
            assertThat(withKey(key, UNDATED_ORDER).sendTo(live, context))
                    .startsWith("202 ")
                    .contains("\"orderdate\":\"2026-11-23T10:11:12.128Z\"");
        }
        assertThat(Set.copyOf(stream.texts()))
                .containsExactly(
                        """
                        {"order":{"orderid":"%s","accountid":"a2","vendorid":"v3",\
                        "orderdate":"2026-11-23T10:11:12.128Z","idempotencykey":"%s",\
                        "details":{"unitprice":1,"quantity":4}}}"""
                                .formatted(stream.records().get(0), Events.KEY));
    }

    @Test
    void anotherBodyOrAnotherKey_makesAnotherOrder() {
        send(withKey(Events.KEY, UNDATED_ORDER));
        send(withKey(Events.KEY, UNDATED_ORDER.replace("4", "5")));
        send(withKey(Events.KEY.replace("0e6d", "0e6e"), UNDATED_ORDER));

        assertThat(stream.records()).hasSize(3).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "retry-1", Events.ORDER_ID, Events.KEY + "," + Events.KEY})
    void anOrderIsRefused_whenItsKeyIsInvalid(String key) {
        assertThat(send(withKey(key, UNDATED_ORDER)))
                .isEqualTo(
                        invalid(
                                problem(
                                        "idempotency-key",
                                        "a UUID version 7, bare or in quotes",
                                        key),
                                1));
        assertThat(stream.records()).isEmpty();
    }

    @Test
    void anOrderIsRefused_whenItsKeyIsMoreThanADayInTheFuture() {
        String key = "01a20d0a-6280-7000-8000-000000000000";

        assertThat(send(withKey(key, UNDATED_ORDER)))
                .isEqualTo(
                        invalid(
                                problem(
                                        "idempotency-key",
                                        "a UUID version 7 whose time is at most a day in the future",
                                        key),
                                1));
    }

    /**
     * An order's id also depends on its key. So if the client posted the order again with the date
     * in the answer, but without the key, the order would get another id.
     */
    @Test
    void anOrderMustBePostedAgainWithItsKey_whenTheStreamThrottles() {
        context.runsOutOfTime();
        stream.thenThrottles();

        assertThat(send(withKey(Events.KEY, UNDATED_ORDER)))
                .startsWith("503 {content-type=application/problem+json, retry-after=1}\n")
                .contains(
                        "; post the order again with the same idempotency key, so that it stays the"
                                + " same order\"",
                        "\"orderdate\":\"2026-11-23T10:11:12.128Z\"");
    }

    private static Event withKey(String key, String body) {
        return Event.of("post-order.json").header("idempotency-key", key).body(body);
    }

    @Test
    void anOrderIsLogged_withoutItsContents() {
        send(Event.of("post-order.json"));

        assertThat(context.logged())
                .isEqualTo(
                        """
                        {"timestamp":"2026-11-23T10:11:13.500Z","level":"INFO",\
                        "requestid":"8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11",\
                        "route":"POST /order","status":202,"orderid":"%s","durationms":0}
                        """
                                .formatted(ORDER_ID));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json; charset=utf-8",
                "Application/JSON",
                "application/vnd.orders+json"
            })
    void anOrderMayHaveThisContentType(String type) {
        assertThat(send(Event.of("post-order.json").header("content-type", type)))
                .isEqualTo(ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/x-www-form-urlencoded", "text/plain", "application/jsonx", ""})
    void anOrderIsRefused_whenItsContentTypeIsNotJson(String type) {
        assertThat(send(Event.of("post-order.json").header("content-type", type)))
                .isEqualTo(
                        "415"
                                + PROBLEM
                                + """
                                {"type":"urn:orderstream:problem:unsupported-type",\
                                "title":"The body has another type than JSON","status":415,\
                                "detail":"Send content-type: application/json",\
                                "problems":[%s]}"""
                                        .formatted(
                                                problem(
                                                        "content-type",
                                                        "application/json or application/...+json",
                                                        '"' + type + '"')));
        assertThat(stream.records()).isEmpty();
    }

    @Test
    void theBodyOfAnOrderMayHave256KiB_notMore() {
        String prefix =
                """
                {"accountid":"a1","vendorid":"v1",\
                "details":{"unitprice":1,"quantity":1}}""";
        String largest = prefix + " ".repeat(256 * 1024 - prefix.length());

        assertThat(send(Event.of("post-order.json").body(largest))).startsWith("202 ");
        assertThat(send(Event.of("post-order.json").body(largest + " ")))
                .isEqualTo(
                        "413"
                                + PROBLEM
                                + """
                                {"type":"urn:orderstream:problem:too-large",\
                                "title":"The body is too large","status":413,\
                                "detail":"At most 262144 bytes, found 262145; the details of an \
                                order have at most 64 KiB"}""");
    }

    @Test
    void theLengthOfABodyIsCountedInBytes() {
        // 131,073 characters of two bytes each.
        assertThat(send(Event.of("post-order.json").body("é".repeat(128 * 1024 + 1))))
                .startsWith("413 ");
    }

    @Test
    void anOrderIsRefused_whenItsBodyIsNotValidBase64() {
        assertThat(send(Event.of("post-order-base64.json").body("%%%")))
                .isEqualTo(
                        "400"
                                + PROBLEM
                                + """
                                {"type":"urn:orderstream:problem:invalid-body",\
                                "title":"The body cannot be decoded","status":400,\
                                "detail":"The event says that the body is base64, and it is not"}""");
    }

    @Test
    void anOrderIsNotAccepted_whenTheStreamThrottles() {
        context.runsOutOfTime();
        stream.thenThrottles();

        assertThat(send(Event.of("post-order.json")))
                .isEqualTo(
                        "503 {content-type=application/problem+json, retry-after=1}\n"
                                + """
                                {"type":"urn:orderstream:problem:unavailable",\
                                "title":"Not available at the moment","status":503,\
                                "detail":"Did not get an answer from the order stream; post the \
                                order again with \\"orderdate\\": \
                                \\"2026-11-23T10:11:12.123456Z\\", so that it stays the same \
                                order","orderid":"%s","orderdate":"2026-11-23T10:11:12.123456Z"}"""
                                        .formatted(ORDER_ID));
        assertThat(stream.records()).isEmpty();
    }

    @Test
    void anOrderIsRetried_whenTheStreamThrottlesForAMoment() {
        stream.thenThrottles().thenThrottles();

        assertThat(send(Event.of("post-order.json"))).isEqualTo(ACCEPTED);
        assertThat(stream.records()).containsExactly(OrderId.of(ORDER_ID));
    }

    @Test
    void anOrderGetsA500WithItsDate_andWithoutTheError_afterAnUnexpectedException() {
        stream.thenThrows(new IllegalStateException("arn:aws:kinesis:secret"));

        assertThat(send(Event.of("post-order.json")))
                .isEqualTo(
                        "500"
                                + PROBLEM
                                + """
                                {"type":"urn:orderstream:problem:internal-error",\
                                "title":"Something went wrong here","status":500,\
                                "detail":"The log has more about request \
                                8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11; when the error is fixed, \
                                post the order again with \\"orderdate\\": \
                                \\"2026-11-23T10:11:12.123456Z\\", so that it stays the same \
                                order","orderid":"%s","orderdate":"2026-11-23T10:11:12.123456Z"}"""
                                        .formatted(ORDER_ID));
        assertThat(context.logged())
                .contains("\"level\":\"ERROR\"", "Caused by: java.lang.IllegalStateException")
                .endsWith("}\n")
                .containsOnlyOnce("\n");
    }

    @Test
    void anOrderIsAcceptedWithATokenOfItsAccount_andRefusedWithATokenOfAnotherAccount() {
        assertThat(sendWhereTokensAreExpected(Event.of("post-order-with-jwt.json")))
                .isEqualTo(ACCEPTED);
        assertThat(
                        sendWhereTokensAreExpected(
                                Event.of("post-order-with-jwt.json").claim("accountid", "a2")))
                .isEqualTo(
                        "403"
                                + PROBLEM
                                + """
                                {"type":"urn:orderstream:problem:forbidden",\
                                "title":"Not your account","status":403,\
                                "detail":"The account of the token is not the accountid of this \
                                request"}""");
        assertThat(stream.records()).hasSize(1);
    }
}
