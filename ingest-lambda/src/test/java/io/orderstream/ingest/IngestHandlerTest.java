package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.lambda.fixture.FakeContext;
import io.orderstream.lambda.http.Authorization;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.fuzz.CollidingNames;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.ParsedOrder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.retries.api.BackoffStrategy;

class IngestHandlerTest {

    private static final String JSON = " {content-type=application/json}\n";
    private static final String PROBLEM = " {content-type=application/problem+json}\n";

    private final FakeStream stream = new FakeStream();
    private final FakeContext context = new FakeContext("ingest", Duration.ofSeconds(29));
    private final IngestHandler handler = handler(Authorization.NONE);
    private final IngestHandler withTokens = handler(Authorization.JWT);

    private IngestHandler handler(Authorization authorization) {
        return new IngestHandler(
                new IngestConfig("orders", authorization, "accountid"),
                stream,
                BackoffStrategy.retryImmediately(),
                Clock.fixed(Instant.parse("2026-11-23T10:11:13.500Z"), ZoneOffset.UTC));
    }

    private String send(Event event) {
        return event.sendTo(handler, context);
    }

    private String sendWithToken(Event event) {
        return event.sendTo(withTokens, context);
    }

    private static String invalid(String problems, int count) {
        return "400"
                + PROBLEM
                + quoted(
                        "{'type':'urn:orderstream:problem:invalid-order',"
                                + "'title':'The order is invalid','status':400,"
                                + "'detail':'"
                                + (count == 1 ? "1 problem found" : count + " problems found")
                                + "','problems':[")
                + problems
                + "]}";
    }

    private static String problem(String path, String expected, String found) {
        return "{\"path\":\""
                + path
                + "\",\"expected\":\""
                + expected.replace("\"", "\\\"")
                + "\",\"found\":\""
                + found.replace("\"", "\\\"")
                + "\"}";
    }

    private static String quoted(String json) {
        return json.replace('\'', '"');
    }

    @Nested
    class OneOrder {

        private static final String COFFEE = "01a207e3-627b-8a1f-b4ba-f587d21b0fba";

        private static final String ACCEPTED =
                "202"
                        + JSON
                        + "{\"orderid\":\""
                        + COFFEE
                        + "\",\"accountid\":\"a1\",\"vendorid\":\"v1\","
                        + "\"orderdate\":\"2026-11-23T10:11:12.123456Z\",\"status\":\"accepted\"}";

        @Test
        void isAccepted_onceItIsOnTheStream() {
            assertThat(send(Event.of("post-order.json"))).isEqualTo(ACCEPTED);
            assertThat(stream.records()).containsExactly(OrderId.of(COFFEE));
        }

        @Test
        void mayComeInBase64AndWithoutType() {
            assertThat(send(Event.of("post-order-base64.json"))).isEqualTo(ACCEPTED);
        }

        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void mayBeginWithAByteOrderMark(boolean inBase64) {
            String order = "\ufeff" + UNDATED;
            String batch = "\ufeff{\"orders\":[" + UNDATED + "]}";

            assertThat(send(event("POST /order", order, inBase64))).startsWith("202 ");
            assertThat(send(event("POST /orders", batch, inBase64))).startsWith("202 ");
            // The stamps are the same, and so is the order.
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
        void mayBeBare_andIsDatedNowWhenItHasNoDate() {
            assertThat(
                            send(
                                    Event.of("post-order.json")
                                            .body(
                                                    "{\"accountid\":\"a2\",\"vendorid\":\"v3\",\"details\":{\"unitprice\":1,\"quantity\":4}}")))
                    .isEqualTo(
                            "202"
                                    + JSON
                                    + "{\"orderid\":\""
                                    + stream.records().get(0)
                                    + "\",\"accountid\":\"a2\",\"vendorid\":\"v3\","
                                    + "\"orderdate\":\"2026-11-23T10:11:13.500Z\","
                                    + "\"status\":\"accepted\"}");
        }

        private static final String UNDATED =
                "{\"accountid\":\"a2\",\"vendorid\":\"v3\","
                        + "\"details\":{\"unitprice\":1,\"quantity\":4}}";

        @Test
        void isTwoOrders_whenItIsPostedTwiceWithoutADate() {
            IngestHandler live =
                    new IngestHandler(
                            new IngestConfig("orders", Authorization.NONE, "accountid"),
                            stream,
                            BackoffStrategy.retryImmediately(),
                            Clock.systemUTC());

            for (int i = 0; i < 100; i++) {
                assertThat(Event.of("post-order.json").body(UNDATED).sendTo(live, context))
                        .startsWith("202 ");
            }
            assertThat(stream.records()).hasSize(100).doesNotHaveDuplicates();
        }

        @Test
        void isOneOrder_whenItIsPostedTwiceWithItsDate_andNothingTellsSo() {
            assertThat(send(Event.of("post-order.json"))).isEqualTo(ACCEPTED);
            assertThat(send(Event.of("post-order.json"))).isEqualTo(ACCEPTED);
        }

        @Test
        void isLogged_withoutItsContents() {
            send(Event.of("post-order.json"));

            assertThat(context.logged())
                    .isEqualTo(
                            "{\"timestamp\":\"2026-11-23T10:11:13.500Z\",\"level\":\"INFO\","
                                    + "\"requestid\":\"8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11\","
                                    + "\"route\":\"POST /order\",\"status\":202,\"orderid\":\""
                                    + COFFEE
                                    + "\",\"durationms\":0}\n");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/json; charset=utf-8",
                    "Application/JSON",
                    "application/vnd.orders+json"
                })
        void mayHaveThisType(String type) {
            assertThat(send(Event.of("post-order.json").header("content-type", type)))
                    .isEqualTo(ACCEPTED);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/x-www-form-urlencoded",
                    "text/plain",
                    "application/jsonx",
                    ""
                })
        void isRefusedWithAnotherType(String type) {
            assertThat(send(Event.of("post-order.json").header("content-type", type)))
                    .isEqualTo(
                            "415"
                                    + PROBLEM
                                    + quoted(
                                            "{'type':'urn:orderstream:problem:unsupported-type',"
                                                    + "'title':'The body has another type than JSON',"
                                                    + "'status':415,"
                                                    + "'detail':'Send content-type: application/json',"
                                                    + "'problems':[")
                                    + problem(
                                            "content-type",
                                            "application/json, or another type that ends in +json",
                                            '"' + type + '"')
                                    + "]}");
            assertThat(stream.records()).isEmpty();
        }

        @Test
        void isRefusedOver256KiB_andNotUpToIt() {
            String prefix =
                    "{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"details\":{\"unitprice\":1,"
                            + "\"quantity\":1}}";
            String largest = prefix + " ".repeat(256 * 1024 - prefix.length());

            assertThat(send(Event.of("post-order.json").body(largest))).startsWith("202 ");
            assertThat(send(Event.of("post-order.json").body(largest + " ")))
                    .isEqualTo(
                            "413"
                                    + PROBLEM
                                    + quoted(
                                            "{'type':'urn:orderstream:problem:too-large',"
                                                    + "'title':'The body is too large','status':413,"
                                                    + "'detail':'At most 262144 bytes, found 262145;"
                                                    + " the details of an order have at most 64 KiB'}"));
        }

        @Test
        void isCountedInBytes() {
            // 131,073 characters of two bytes each.
            assertThat(send(Event.of("post-order.json").body("é".repeat(128 * 1024 + 1))))
                    .startsWith("413 ");
        }

        @Test
        void isRefused_whenItsBase64IsNone() {
            assertThat(send(Event.of("post-order-base64.json").body("%%%")))
                    .isEqualTo(
                            "400"
                                    + PROBLEM
                                    + quoted(
                                            "{'type':'urn:orderstream:problem:invalid-body',"
                                                    + "'title':'The body cannot be decoded',"
                                                    + "'status':400,'detail':'The event says that the"
                                                    + " body is base64, and it is not'}"));
        }

        @Test
        void isNotCalledAccepted_whenTheStreamThrottles() {
            context.runsOutOfTime();
            stream.thenThrottles();

            assertThat(send(Event.of("post-order.json")))
                    .isEqualTo(
                            "503 {content-type=application/problem+json, retry-after=1}\n"
                                    + quoted(
                                            "{'type':'urn:orderstream:problem:unavailable',"
                                                    + "'title':'Not available at the moment',"
                                                    + "'status':503,"
                                                    + "'detail':'Did not get an answer from the order"
                                                    + " stream; post the order again with"
                                                    + " \\'orderdate\\': \\'2026-11-23T10:11:12.123456Z\\',"
                                                    + " so that it stays the same order',"
                                                    + "'orderid':'"
                                                    + COFFEE
                                                    + "','orderdate':'2026-11-23T10:11:12.123456Z'}"));
            assertThat(stream.records()).isEmpty();
        }

        @Test
        void isPutAgain_whenTheStreamThrottlesForAMoment() {
            stream.thenThrottles().thenThrottles();

            assertThat(send(Event.of("post-order.json"))).isEqualTo(ACCEPTED);
            assertThat(stream.records()).containsExactly(OrderId.of(COFFEE));
        }

        @Test
        void isAnsweredWithItsDateAndNoDetail_whenSomethingElseFails() {
            stream.thenThrows(new IllegalStateException("arn:aws:kinesis:secret"));

            assertThat(send(Event.of("post-order.json")))
                    .isEqualTo(
                            "500"
                                    + PROBLEM
                                    + quoted(
                                            "{'type':'urn:orderstream:problem:internal-error',"
                                                    + "'title':'Something went wrong here',"
                                                    + "'status':500,"
                                                    + "'detail':'The log has more about request"
                                                    + " 8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11;"
                                                    + " when that is mended, post the order again"
                                                    + " with \\'orderdate\\':"
                                                    + " \\'2026-11-23T10:11:12.123456Z\\',"
                                                    + " so that it stays the same order',"
                                                    + "'orderid':'"
                                                    + COFFEE
                                                    + "','orderdate':'2026-11-23T10:11:12.123456Z'}"));
            assertThat(context.logged())
                    .contains("\"level\":\"ERROR\"", "arn:aws:kinesis:secret")
                    .endsWith("}\n")
                    .containsOnlyOnce("\n");
        }

        @Test
        void isAcceptedFromItsOwnAccount_andRefusedFromAnother() {
            assertThat(sendWithToken(Event.of("post-order-with-jwt.json"))).isEqualTo(ACCEPTED);
            assertThat(sendWithToken(Event.of("post-order-with-jwt.json").claim("accountid", "a2")))
                    .isEqualTo(
                            "403"
                                    + PROBLEM
                                    + quoted(
                                            "{'type':'urn:orderstream:problem:forbidden',"
                                                    + "'title':'Not your account','status':403,"
                                                    + "'detail':'The account of the token is not the"
                                                    + " accountid of this request'}"));
            assertThat(stream.records()).hasSize(1);
        }
    }

    @Nested
    class WithoutAnAuthorizer {

        private static final String REFUSED =
                "403"
                        + PROBLEM
                        + "{\"type\":\"urn:orderstream:problem:not-authorized\","
                        + "\"title\":\"Nobody has checked who sends this request\",\"status\":403,"
                        + "\"detail\":\"The log has more about request"
                        + " 8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11\"}";

        @ParameterizedTest
        @ValueSource(strings = {"post-order.json", "post-orders.json", "post-order-base64.json"})
        void nothingIsAccepted_whereTokensAreExpected(String file) {
            assertThat(sendWithToken(Event.of(file))).isEqualTo(REFUSED);
            assertThat(sendWithToken(Event.of(file).signed())).isEqualTo(REFUSED);
            assertThat(stream.records()).isEmpty();
            assertThat(context.logged())
                    .contains(
                            "\"level\":\"WARN\"",
                            "\"refused\":\"AUTHORIZATION is JWT, and the request came without"
                                    + " claims: its route has no JWT authorizer\"");
        }

        @ParameterizedTest
        @ValueSource(strings = {"post-order.json", "post-orders.json", "post-order-with-jwt.json"})
        void nothingIsAccepted_whereSignaturesAreExpected(String file) {
            assertThat(Event.of(file).sendTo(handler(Authorization.AWS_IAM), context))
                    .isEqualTo(REFUSED);
            assertThat(stream.records()).isEmpty();
        }

        @Test
        void aRouteThatWasAddedLaterIsRefused_too() {
            assertThat(sendWithToken(Event.of("post-order.json").route("POST /order/events")))
                    .isEqualTo(REFUSED);
            assertThat(sendWithToken(Event.of("post-order.json").route("$default")))
                    .isEqualTo(REFUSED);
        }

        @Test
        void aSignedOrderIsAccepted_whereSignaturesAreExpected() {
            assertThat(
                            Event.of("post-order.json")
                                    .signed()
                                    .sendTo(handler(Authorization.AWS_IAM), context))
                    .startsWith("202 ");
        }

        @Test
        void aPreflightRequestIsAnswered() {
            assertThat(
                            sendWithToken(
                                    Event.of("post-order.json")
                                            .route("OPTIONS /{proxy+}")
                                            .request("OPTIONS", "/order")))
                    .isEqualTo("204 {allow=GET, OPTIONS, POST}\n");
        }
    }

    @Nested
    class BadInput {

        private static final String NO_OBJECT = "one JSON object in UTF-8";
        private static final String ID =
                "1 to 128 characters of A-Z a-z 0-9 . _ @ : | + -, the first one a letter or digit";
        private static final String PRICE =
                "a decimal number from 0, at most 15 digits before and 9 after the point";
        private static final String QUANTITY = "a whole number from 1 to 999999999999";
        private static final String DATE =
                "an ISO-8601 date-time from 1970 to 9999, as in 2026-11-23T10:11:12.123456Z";

        private String post(String body) {
            String answer = send(Event.of("post-order.json").body(body));
            assertThat(stream.records()).isEmpty();
            return answer;
        }

        @Test
        void noBody() {
            assertThat(send(Event.of("post-order-without-body.json")))
                    .isEqualTo(invalid(problem("$", NO_OBJECT, "nothing: the body is empty"), 1));
        }

        @Test
        void emptyBody() {
            assertThat(post(""))
                    .isEqualTo(invalid(problem("$", NO_OBJECT, "nothing: the body is empty"), 1));
        }

        @Test
        void noJson() {
            assertThat(post("{\"order\": {\"accountid\": a1}}"))
                    .isEqualTo(
                            invalid(
                                    problem(
                                            "$",
                                            NO_OBJECT,
                                            "at line 1, column 25: Unrecognized token 'a1'"),
                                    1));
        }

        @ParameterizedTest
        @CsvSource({"[], an array", "7, 7", "null, null"})
        void jsonButNoObject(String body, String found) {
            assertThat(post(body))
                    .isEqualTo(invalid(problem("$", "an order, as a JSON object", found), 1));
        }

        @Test
        void everythingAtOnce() {
            assertThat(
                            post(
                                    "{\"order\":{\"accountid\":\"a#1\",\"orderdate\":\"2026-02-30T10:11:12Z\","
                                            + "\"colour\":1,\"details\":{\"unitprice\":-1,\"quantity\":\"abc\"}}}"))
                    .isEqualTo(
                            invalid(
                                    String.join(
                                            ",",
                                            problem(
                                                    "order.colour",
                                                    "no member of this name; what is special to"
                                                            + " an order goes into details",
                                                    "one"),
                                            problem("order.accountid", ID, "\"a#1\""),
                                            problem("order.vendorid", ID, "nothing"),
                                            problem(
                                                    "order.orderdate",
                                                    DATE,
                                                    "\"2026-02-30T10:11:12Z\""),
                                            problem("order.details.unitprice", PRICE, "-1"),
                                            problem("order.details.quantity", QUANTITY, "\"abc\"")),
                                    6));
        }

        @ParameterizedTest
        @ValueSource(strings = {"a$1", "a#1", "a/1", "", "-a", "129"})
        void badIds(String id) {
            String bad = id.equals("129") ? "a".repeat(129) : id;
            String found = id.equals("129") ? '"' + "a".repeat(79) + "…" : '"' + id + '"';
            assertThat(
                            post(
                                    "{\"accountid\":\""
                                            + bad
                                            + "\",\"vendorid\":\"v1\",\"details\":{\"unitprice\":1,\"quantity\":1}}"))
                    .isEqualTo(invalid(problem("accountid", ID, found), 1));
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "1.5", "-1", "\"abc\"", "true", "\"0\""})
        void badQuantities(String quantity) {
            assertThat(
                            post(
                                    "{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"details\":{\"unitprice\":1,\"quantity\":"
                                            + quantity
                                            + "}}"))
                    .isEqualTo(invalid(problem("details.quantity", QUANTITY, quantity), 1));
        }

        @ParameterizedTest
        @ValueSource(strings = {"-1", "\"NaN\"", "\"1e400\"", "{}"})
        void badPrices(String price) {
            String found = price.equals("{}") ? "an object" : price;
            assertThat(
                            post(
                                    "{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"details\":{\"unitprice\":"
                                            + price
                                            + ",\"quantity\":1}}"))
                    .isEqualTo(invalid(problem("details.unitprice", PRICE, found), 1));
        }

        @ParameterizedTest
        @CsvSource({
            "2026-11-24T10:11:13.501Z, a date-time at most a day in the future",
            "2099-01-01T00:00:00Z, a date-time at most a day in the future"
        })
        void aDateInTheFuture(String date, String expected) {
            String order =
                    "{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"orderdate\":\""
                            + date
                            + "\",\"details\":{\"unitprice\":1,\"quantity\":1}}";
            assertThat(post(order))
                    .isEqualTo(invalid(problem("orderdate", expected, '"' + date + '"'), 1));
            assertThat(post("{\"order\":" + order + "}"))
                    .isEqualTo(invalid(problem("order.orderdate", expected, '"' + date + '"'), 1));
        }
    }

    @Nested
    class Batch {

        private static final String FIRST = "01a207e3-5a30-853c-885b-a2cc1f87e712";
        private static final String SECOND = "01a207e3-5e18-83ae-bb13-ae964b415763";
        private static final String THIRD = "01a207e3-6200-8585-a619-a2ed89901c42";

        private static String result(int index, String id, String status) {
            return "{\"index\":"
                    + index
                    + ",\"orderid\":\""
                    + id
                    + "\",\"orderdate\":\""
                    + OrderId.of(id).orderDateMillis()
                    + "\",\"status\":\""
                    + status
                    + "\"}";
        }

        private static String results(String... results) {
            return "{\"results\":[" + String.join(",", results) + "]}";
        }

        @Test
        void isAccepted_whenEveryOrderIs() {
            assertThat(send(Event.of("post-orders.json")))
                    .isEqualTo(
                            "202"
                                    + JSON
                                    + results(
                                            result(0, FIRST, "accepted"),
                                            result(1, SECOND, "accepted"),
                                            result(2, THIRD, "accepted")));
            assertThat(stream.records())
                    .extracting(OrderId::value)
                    .containsExactly(FIRST, SECOND, THIRD);
        }

        @Test
        void repeatsOnlyWhatTheStreamDidNotTake() {
            stream.thenRefuses(0, 2).thenRefuses(1);

            assertThat(send(Event.of("post-orders.json"))).startsWith("202 ");
            assertThat(stream.batchSizes()).containsExactly(3, 2, 1);
            assertThat(stream.records())
                    .extracting(OrderId::value)
                    .containsExactly(SECOND, FIRST, THIRD);
        }

        @Test
        void refusesAnInvalidOrder_andAcceptsTheOthers() {
            assertThat(
                            send(
                                    Event.of("post-orders.json")
                                            .body(
                                                    "{\"orders\":[{\"order\":{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"orderdate\":\"2026-11-23T10:11:12Z\",\"details\":{\"unitprice\":1,\"quantity\":0}}},"
                                                            + "{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"orderdate\":\"2026-11-23T10:11:12Z\",\"details\":{\"unitprice\":1,\"quantity\":1}},7]}")))
                    .isEqualTo(
                            "207"
                                    + JSON
                                    + results(
                                            "{\"index\":0,\"status\":\"refused\",\"problems\":["
                                                    + problem(
                                                            "orders[0].order.details.quantity",
                                                            "a whole number from 1 to 999999999999",
                                                            "0")
                                                    + "]}",
                                            result(1, stream.records().get(0).value(), "accepted"),
                                            "{\"index\":2,\"status\":\"refused\",\"problems\":["
                                                    + problem(
                                                            "orders[2]",
                                                            "an order, as a JSON object",
                                                            "7")
                                                    + "]}"));
        }

        @Test
        void putsTheSameOrderOnce_andReportsItTwice() {
            String order =
                    "{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"orderdate\":\"2026-11-23T10:11:10Z\",\"details\":{\"unitprice\":\"4.5\",\"quantity\":1}}";

            assertThat(
                            send(
                                    Event.of("post-orders.json")
                                            .body("{\"orders\":[" + order + "," + order + "]}")))
                    .isEqualTo(
                            "202"
                                    + JSON
                                    + results(
                                            result(0, FIRST, "accepted"),
                                            result(1, FIRST, "accepted")));
            assertThat(stream.records()).extracting(OrderId::value).containsExactly(FIRST);
        }

        @Test
        void refusesOrdersOfAnotherAccountThanTheTokens() {
            assertThat(sendWithToken(Event.of("post-orders.json").claim("accountid", "a9")))
                    .isEqualTo(
                            "207"
                                    + JSON
                                    + results(refusedForA9(0), refusedForA9(1), refusedForA9(2)));
            assertThat(stream.records()).isEmpty();
        }

        private static String refusedForA9(int index) {
            return "{\"index\":"
                    + index
                    + ",\"status\":\"refused\",\"problems\":["
                    + problem(
                            "orders[" + index + "]",
                            "an order of the token's own account",
                            "one of \"a1\"")
                    + "]}";
        }

        @Test
        void doesNotClaimWhatTheStreamNeverTook_andLogsHowMany() {
            context.runsOutOfTime();
            stream.thenRefuses(1);

            assertThat(send(Event.of("post-orders.json")))
                    .isEqualTo(
                            "207 {content-type=application/json, retry-after=1}\n"
                                    + results(
                                            result(0, FIRST, "accepted"),
                                            result(1, SECOND, "failed"),
                                            result(2, THIRD, "accepted")));
            assertThat(stream.records()).extracting(OrderId::value).containsExactly(FIRST, THIRD);
            assertThat(context.logged())
                    .isEqualTo(
                            "{\"timestamp\":\"2026-11-23T10:11:13.500Z\",\"level\":\"WARN\","
                                    + "\"requestid\":\"8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11\","
                                    + "\"route\":\"POST /orders\",\"status\":207,\"orders\":3,"
                                    + "\"failed\":1,\"durationms\":0,\"error\":"
                                    + "\"io.orderstream.ingest.NotTakenException: The stream refused"
                                    + " a record: ProvisionedThroughputExceededException\\n\"}\n");
        }

        @Test
        void claimsNothing_whenTheStreamDoesNotAnswer() {
            context.runsOutOfTime();
            stream.thenThrottles();

            assertThat(send(Event.of("post-orders.json")))
                    .isEqualTo(
                            "207 {content-type=application/json, retry-after=1}\n"
                                    + results(
                                            result(0, FIRST, "failed"),
                                            result(1, SECOND, "failed"),
                                            result(2, THIRD, "failed")));
            assertThat(context.logged())
                    .contains("\"failed\":3", "NotTakenException: The stream refused the call");
        }

        @Test
        void isLoggedAsACount() {
            send(Event.of("post-orders.json"));

            assertThat(context.logged())
                    .isEqualTo(
                            "{\"timestamp\":\"2026-11-23T10:11:13.500Z\",\"level\":\"INFO\","
                                    + "\"requestid\":\"8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11\","
                                    + "\"route\":\"POST /orders\",\"status\":202,\"orders\":3,"
                                    + "\"durationms\":0}\n");
        }

        @Test
        void mayHold500() {
            assertThat(send(Event.of("post-orders.json").body(batchOf(500, i -> "{}"))))
                    .startsWith("207 ");
        }

        @ParameterizedTest
        @CsvSource({"0, 0 orders", "501, 501 orders"})
        void mustHold1To500(int count, String found) {
            assertThat(send(Event.of("post-orders.json").body(batchOf(count, i -> "{}"))))
                    .isEqualTo(invalidBatch("orders", "an array of 1 to 500 orders", found));
        }

        @Test
        void mayHold500OrdersOf8KB() {
            String body =
                    batchOf(
                            500,
                            i ->
                                    "{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"details\":{\"unitprice\":\"4.5\","
                                            + "\"quantity\":1,\"number\":"
                                            + i
                                            + ",\"note\":\""
                                            + "x".repeat(8_100)
                                            + "\"}}");
            assertThat(body.length()).isBetween(4_000_000, 4 * 1024 * 1024);

            assertThat(send(Event.of("post-orders.json").body(body))).startsWith("202 ");
            assertThat(stream.records()).hasSize(500).doesNotHaveDuplicates();
        }

        @Test
        void isRefusedOver4MiB_andNotUpToIt() {
            String batch = batchOf(1, i -> "{}");
            String largest = batch + " ".repeat(4 * 1024 * 1024 - batch.length());

            assertThat(send(Event.of("post-orders.json").body(largest))).startsWith("207 ");
            assertThat(send(Event.of("post-orders.json").body(largest + " ")))
                    .isEqualTo(
                            "413"
                                    + PROBLEM
                                    + quoted(
                                            "{'type':'urn:orderstream:problem:too-large',"
                                                    + "'title':'The body is too large','status':413,"
                                                    + "'detail':'At most 4194304 bytes, found 4194305;"
                                                    + " post fewer orders at a time'}"));
        }

        /**
         * Paths of 200 characters, most of which take four bytes in the answer that goes to Lambda,
         * and values of 80.
         */
        @Test
        void isAnsweredWithinWhatLambdaTakes_howeverManyProblemsItHas() throws IOException {
            String name = "\\\\".repeat(220);
            String number = "9".repeat(90);
            StringBuilder details = new StringBuilder("{\"unitprice\":1,\"quantity\":1");
            for (int i = 0; i < 10; i++) {
                details.append(",\"").append(i).append(name).append("\":").append(number);
            }
            String order =
                    "{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"details\":" + details + "}}";
            String body = batchOf(500, i -> order);
            assertThat(body.length()).isLessThan(4 * 1024 * 1024);

            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            Event.of("post-orders.json").body(body).sendTo(handler, context, answer);

            assertThat(answer.size()).isBetween(2_000_000, 6_291_556);
        }

        @Test
        void mustBeAnObject() {
            assertThat(send(Event.of("post-orders.json").withoutBody()))
                    .isEqualTo(
                            invalidBatch(
                                    "$", "one JSON object in UTF-8", "nothing: the body is empty"));
        }

        private static String batchOf(int count, IntFunction<String> order) {
            return IntStream.range(0, count)
                    .mapToObj(order)
                    .collect(Collectors.joining(",", "{\"orders\":[", "]}"));
        }

        private static String invalidBatch(String path, String expected, String found) {
            return "400"
                    + PROBLEM
                    + quoted(
                            "{'type':'urn:orderstream:problem:invalid-batch',"
                                    + "'title':'The batch is invalid','status':400,"
                                    + "'detail':'1 problem found','problems':[")
                    + problem(path, expected, found)
                    + "]}";
        }
    }

    @Nested
    class AParserThatFails {

        static Stream<Throwable> thrown() {
            return Stream.of(
                    new IllegalStateException("planted"),
                    new ArrayIndexOutOfBoundsException("planted"),
                    new NullPointerException("planted"),
                    new ClassCastException("planted"),
                    new NumberFormatException("planted"),
                    new ArithmeticException("planted"),
                    new UncheckedIOException(new IOException("planted")),
                    new StackOverflowError("planted"));
        }

        @ParameterizedTest
        @MethodSource("thrown")
        void failsOneRequest_andTheNextOneWorks(Throwable planted) {
            IngestHandler fragile =
                    new IngestHandler(
                            new IngestConfig("orders", Authorization.NONE, "accountid"),
                            new FailingOnce(planted),
                            stream,
                            BackoffStrategy.retryImmediately(),
                            Clock.systemUTC());

            for (String file : List.of("post-order.json", "post-orders.json")) {
                assertThat(Event.of(file).sendTo(fragile, context))
                        .isEqualTo(
                                "500"
                                        + PROBLEM
                                        + quoted(
                                                "{'type':'urn:orderstream:problem:internal-error',"
                                                        + "'title':'Something went wrong here',"
                                                        + "'status':500,"
                                                        + "'detail':'The log has more about request"
                                                        + " 8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11'}"));
                assertThat(Event.of(file).sendTo(fragile, context)).startsWith("202 ");
            }
            assertThat(stream.records()).hasSize(4);
            assertThat(context.logged().lines().filter(line -> line.contains("planted")))
                    .hasSize(2)
                    .allMatch(line -> line.contains("\"level\":\"ERROR\""));
        }

        /** Fails on the first body of each kind. */
        private static final class FailingOnce implements OrderParser {

            private final Throwable planted;
            private boolean oneFailed;
            private boolean batchFailed;

            FailingOnce(Throwable planted) {
                this.planted = planted;
            }

            @Override
            public Order one(byte[] body, Instant stamp) throws InvalidOrderException {
                if (!oneFailed) {
                    oneFailed = true;
                    fail();
                }
                return OrderParser.CODEC.one(body, stamp);
            }

            @Override
            public List<ParsedOrder> batch(byte[] body, Instant stamp)
                    throws InvalidOrderException {
                if (!batchFailed) {
                    batchFailed = true;
                    fail();
                }
                return OrderParser.CODEC.batch(body, stamp);
            }

            private void fail() {
                if (planted instanceof Error error) {
                    throw error;
                }
                throw (RuntimeException) planted;
            }
        }
    }

    @Test
    void anEventThatCannotBeRead_isA500WithALogLine() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();

        handler.handleRequest(
                new ByteArrayInputStream("{\"routeKey\":".getBytes(StandardCharsets.UTF_8)),
                answer,
                context);

        assertThat(answer.toString(StandardCharsets.UTF_8)).startsWith("{\"statusCode\":500,");
        assertThat(context.logged())
                .contains("\"level\":\"ERROR\"", "\"route\":\"\"", "JsonEOFException")
                .containsOnlyOnce("\n");
    }

    @Nested
    class NamesThatCollide {

        @Test
        void inOrders_areAccepted() {
            List<String> hostile = CollidingNames.hostileOrders();
            for (String order : hostile) {
                assertThat(send(Event.of("post-order.json").body(order))).startsWith("202 ");
            }
            assertThat(send(Event.of("post-orders.json"))).startsWith("202 ");
            assertThat(stream.records()).hasSize(hostile.size() + 3);
        }

        @Test
        void inHeadersAndParameters_doNoHarm() {
            for (int i = 0; i < 8; i++) {
                Event event = Event.of("post-order.json");
                for (String name : CollidingNames.inBytes(i * 300_000, 300)) {
                    event.header(name, "x").with(name, "y");
                }
                assertThat(send(event)).startsWith("202 ");
            }
        }
    }
}
