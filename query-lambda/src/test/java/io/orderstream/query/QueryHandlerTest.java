package io.orderstream.query;

import static io.orderstream.query.orders.StoredOrders.document;
import static io.orderstream.query.orders.StoredOrders.id;
import static io.orderstream.query.orders.StoredOrders.order;
import static io.orderstream.query.orders.StoredOrders.placed;
import static io.orderstream.query.orders.StoredOrders.withState;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.lambda.fixture.FakeContext;
import io.orderstream.lambda.http.AuthorizerType;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.wire.EventDocument;
import io.orderstream.query.invoices.FakeBucket;
import io.orderstream.query.invoices.InvoiceHtml;
import io.orderstream.query.orders.StoredEvents;
import io.orderstream.query.orders.StoredOrder;
import io.orderstream.query.orders.StoredOrders;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryHandlerTest {

    private static final String JSON = " {content-type=application/json}\n";
    private static final String PROBLEM = " {content-type=application/problem+json}\n";
    private static final String ID_RULE =
            "1 to 128 characters of A-Z a-z 0-9 . _ @ : | + -, the first one a letter or digit";
    private static final String ORDER_ID_RULE = "a UUID version 8 in lower case";
    private static final String DATE_RULE =
            "an ISO-8601 date-time from 1970 to 9999, as in 2026-11-23T10:11:12.123456Z";

    private static final String NO_SUCH_ORDER =
            """
            404 {cache-control=no-store, content-type=application/problem+json, retry-after=1}
            {"type":"urn:orderstream:problem:no-such-order",\
            "title":"No such order is known","status":404,\
            "detail":"An order can be read about a second after it was accepted; \
            if it was accepted just now, ask again"}""";
    private static final String FORBIDDEN =
            "403"
                    + PROBLEM
                    + """
                    {"type":"urn:orderstream:problem:forbidden",\
                    "title":"Not your account","status":403,\
                    "detail":"The account of the token is not the accountid of this request"}""";

    private final FakeTable table = new FakeTable();
    private final FakeBucket bucket = new FakeBucket();
    private final FakeContext context = new FakeContext("query", Duration.ofSeconds(29));
    private final QueryHandler handler = handler(AuthorizerType.NONE);
    private final QueryHandler tokensExpected = handler(AuthorizerType.JWT);

    private QueryHandler handler(AuthorizerType authorization) {
        return Handlers.over(table, bucket, authorization);
    }

    private String send(Event event) {
        return event.sendTo(handler, context);
    }

    private String sendWhereTokensAreExpected(Event event) {
        return event.sendTo(tokensExpected, context);
    }

    private static String invalid(String... problems) {
        return "400"
                + PROBLEM
                + """
                {"type":"urn:orderstream:problem:invalid-query",\
                "title":"The query is invalid","status":400,\
                "detail":"%s","problems":[%s]}"""
                        .formatted(
                                problems.length == 1
                                        ? "1 problem found"
                                        : problems.length + " problems found",
                                String.join(",", problems));
    }

    private static String problem(String path, String expected, String found) {
        return """
        {"path":"%s","expected":"%s","found":"%s"}"""
                .formatted(path, expected, found.replace("\"", "\\\""));
    }

    private static String unavailable(String service) {
        return """
        503 {content-type=application/problem+json, retry-after=1}
        {"type":"urn:orderstream:problem:unavailable",\
        "title":"Not available at the moment","status":503,\
        "detail":"Did not get an answer from %s; the same request can be repeated safely"}"""
                .formatted(service);
    }

    private static String infoLine(String route, String orderId) {
        return """
        {"timestamp":"2026-11-23T10:20:00Z","level":"INFO",\
        "requestid":"8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11",\
        "route":"%s","status":200,"orderid":"%s","durationms":0}
        """
                .formatted(route, orderId);
    }

    /** An order with two refunds, of which the second one is too much, and a cancellation. */
    private StoredOrder busyOrder() {
        StoredOrder order = order("v1", 1);
        table.put(order)
                .put(StoredEvents.refunded(order, 1, "5"))
                .put(StoredEvents.refunded(order, 2, "4.5"))
                .put(StoredEvents.cancelled(order, 3));
        return order;
    }

    private static String state(String status, int version, String refunded, String net) {
        return """
        "status":"%s","version":%d,"refunded":"%s","net":"%s"\
        """
                .formatted(status, version, refunded, net);
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
    class AnOrder {

        private Event get() {
            return Event.of("get-order.json");
        }

        @Test
        void anOrderIsTheLatestOfAccountAndVendor_withoutAnId() {
            table.put(order("v1", 1)).put(order("v1", 2)).put(order("v2", 3));

            assertThat(send(get())).isEqualTo("200" + JSON + "{\"order\":" + placed("v1", 2) + "}");
        }

        @Test
        void anOrderIsFoundByItsId() {
            table.put(order("v1", 1)).put(order("v1", 2));

            assertThat(send(get().with("orderid", id("v1", 1).value())))
                    .isEqualTo("200" + JSON + "{\"order\":" + placed("v1", 1) + "}");
        }

        @Test
        void hasTheStateThatItsEventsGave() {
            busyOrder();
            String cancelled = withState(document("v1", 1), state("cancelled", 2, "5", "0"));

            assertThat(send(get())).isEqualTo("200" + JSON + "{\"order\":" + cancelled + "}");
            assertThat(send(get().with("orderid", id("v1", 1).value())))
                    .isEqualTo("200" + JSON + "{\"order\":" + cancelled + "}");
            assertThat(send(Event.of("get-orders-without-query.json").with("accountid", "a1")))
                    .isEqualTo("200" + JSON + "{\"orders\":[" + cancelled + "]}");
        }

        /** The order arrives at 10:11:13.480, and its events a minute later each. */
        @ParameterizedTest
        @CsvSource({
            "2026-11-23T10:11:13.480Z,        placed, 0, 0, 9",
            "2026-11-23T10:12:13.479999999Z,  placed, 0, 0, 9",
            "2026-11-23T10:12:13.480Z,        placed, 1, 5, 4",
            "2026-11-23T11:13:20+01:00,       placed, 1, 5, 4",
            "2026-11-23 10:14:13.48,       cancelled, 2, 5, 0",
            "9999-12-31T23:59:59Z,         cancelled, 2, 5, 0"
        })
        void hasTheStateOfAnInstant(
                String at, String status, int version, String refunded, String net) {
            busyOrder();

            assertThat(send(get().with("orderid", id("v1", 1).value()).with("at", at)))
                    .isEqualTo(
                            "200"
                                    + JSON
                                    + "{\"order\":"
                                    + withState(
                                            document("v1", 1),
                                            state(status, version, refunded, net))
                                    + "}");
        }

        @ParameterizedTest
        @ValueSource(strings = {"GET /order", "GET /order/events"})
        void isNotFound_beforeItArrived(String route) {
            busyOrder();

            assertThat(
                            send(
                                    get().route(route)
                                            .with("orderid", id("v1", 1).value())
                                            .with("at", "2026-11-23T10:11:13.479Z")))
                    .isEqualTo(
                            """
                            404 {cache-control=no-store, content-type=application/problem+json}
                            {"type":"urn:orderstream:problem:no-such-order",\
                            "title":"No such order is known","status":404,\
                            "detail":"Order %s arrived at 2026-11-23T10:11:13.480Z, which is \
                            after 2026-11-23T10:11:13.479Z"}"""
                                    .formatted(id("v1", 1)));
        }

        @Test
        void needsAnId_atAnInstant() {
            assertThat(send(get().with("at", "2026-11-23T10:12:00Z")))
                    .isEqualTo(invalid(problem("orderid", ORDER_ID_RULE, "nothing")));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "now",
                    "2026-11-23",
                    "1969-12-31T23:59:59Z",
                    "+10000-01-01T00:00:00Z"
                })
        void isRefused_whenTheInstantIsNoDate(String at) {
            assertThat(send(get().with("at", at)))
                    .isEqualTo(invalid(problem("at", DATE_RULE, '"' + at + '"')));
        }

        @Test
        void anOrderIsNotFound_whenTheAccountHasNoOrderWithThisVendor() {
            table.put(order("v2", 1)).put(order("a2", "v1", 2, "{}"));

            assertThat(send(get())).isEqualTo(NO_SUCH_ORDER);
        }

        @Test
        void anOrderIsNotFound_whenTheIdBelongsToAnOrderOfAnotherVendor() {
            table.put(order("v2", 1));

            assertThat(send(get().with("orderid", id("v2", 1).value()))).isEqualTo(NO_SUCH_ORDER);
        }

        @Test
        void anOrderIsUnavailable_notMissing_whenTheTableIsDown() {
            table.goDown();

            assertThat(send(get())).isEqualTo(unavailable("the order table"));
        }

        @Test
        void anOrderIsGivenOnlyToItsOwnAccount() {
            table.put(order("v1", 1));

            assertThat(sendWhereTokensAreExpected(Event.of("get-order-with-jwt.json")))
                    .startsWith("200 ");
            assertThat(
                            sendWhereTokensAreExpected(
                                    Event.of("get-order-with-jwt.json").claim("accountid", "a2")))
                    .isEqualTo(FORBIDDEN);
        }

        @Test
        void anOrderIsLoggedWithItsId_andWithoutTheQuery() {
            table.put(order("v1", 1));
            send(get());

            assertThat(context.logged()).isEqualTo(infoLine("GET /order", id("v1", 1).value()));
        }

        @Test
        void aQueryForAnOrderNeedsAccountAndVendor() {
            assertThat(send(get().without("accountid").without("vendorid")))
                    .isEqualTo(
                            invalid(
                                    problem("accountid", ID_RULE, "nothing"),
                                    problem("vendorid", ID_RULE, "nothing")));
        }

        @Test
        void aQueryForAnOrderIsRefusedWithAllProblemsAtOnce() {
            assertThat(
                            send(
                                    get().with("accountid", "a#1")
                                            .with("vendorid", "")
                                            .with("orderid", "7")
                                            .with("colour", "red")))
                    .isEqualTo(
                            invalid(
                                    problem("accountid", ID_RULE, "\"a#1\""),
                                    problem("vendorid", ID_RULE, "\"\""),
                                    problem("orderid", ORDER_ID_RULE, "\"7\""),
                                    problem(
                                            "colour",
                                            "one of accountid, vendorid, at, orderid",
                                            "a parameter of this name")));
        }

        @Test
        void aQueryForAnOrderIsRefusedWithTheFirst100Problems_andTheNumberOfTheOthers() {
            Event event = get();
            for (int i = 0; i < 3_000; i++) {
                event.with(String.format("p%04d", i), "1");
            }

            String answer = send(event);

            assertThat(answer)
                    .startsWith("400" + PROBLEM)
                    .contains("\"detail\":\"101 problems found\"")
                    .contains("{\"path\":\"p0099\",")
                    .doesNotContain("p0100")
                    .endsWith(
                            problem(
                                            "$",
                                            "fewer problems: only the first 100 are listed",
                                            "2900 more")
                                    + "]}");
        }

        @Test
        void aQueryForAnOrderIsRefusedWithTheStartOfAVeryLongValue() {
            assertThat(send(get().with("vendorid", "y".repeat(7_000))))
                    .isEqualTo(
                            invalid(
                                    """
                                    {"path":"vendorid","expected":"%s","found":"\\"%s…"}"""
                                            .formatted(ID_RULE, "y".repeat(79))));
        }

        @ParameterizedTest
        @ValueSource(strings = {"", " ", "accountid[]", "ACCOUNTID", "orderid\0", "constructor"})
        void aQueryForAnOrderIsRefused_whenAParameterIsUnknown(String name) {
            assertThat(send(get().with(name, "a1")))
                    .startsWith("400" + PROBLEM)
                    .contains("\"expected\":\"one of accountid, vendorid, at, orderid\"");
        }

        @Test
        void aQueryForAnOrderIsRefused_whenAParameterIsGivenTwice() {
            assertThat(send(get().withMore("accountid", "a1")))
                    .isEqualTo(invalid(problem("accountid", ID_RULE, "\"a1,a1\"")));
        }
    }

    @Nested
    class AHistory {

        private Event get() {
            return Event.of("get-order.json")
                    .route("GET /order/events")
                    .with("orderid", id("v1", 1).value());
        }

        private static String decided(ReceivedEvent event, String decision) {
            return withState(EventDocument.format(event), decision);
        }

        @Test
        void hasTheOrderWithItsState_andSaysWhichEventsHadAnEffect() {
            StoredOrder order = busyOrder();

            assertThat(send(get()))
                    .isEqualTo(
                            "200"
                                    + JSON
                                    + "{\"order\":"
                                    + withState(document("v1", 1), state("cancelled", 2, "5", "0"))
                                    + ",\"events\":["
                                    + decided(
                                            StoredEvents.refunded(order, 1, "5"), "\"effect\":true")
                                    + ","
                                    + decided(
                                            StoredEvents.refunded(order, 2, "4.5"),
                                            "\"effect\":false,"
                                                    + "\"because\":\"only 4 was left to refund\"")
                                    + ","
                                    + decided(StoredEvents.cancelled(order, 3), "\"effect\":true")
                                    + "]}");
        }

        @Test
        void hasTheEventsOfAnInstant() {
            StoredOrder order = busyOrder();

            assertThat(send(get().with("at", "2026-11-23T10:12:14Z")))
                    .isEqualTo(
                            "200"
                                    + JSON
                                    + "{\"order\":"
                                    + withState(document("v1", 1), state("placed", 1, "5", "4"))
                                    + ",\"events\":["
                                    + decided(
                                            StoredEvents.refunded(order, 1, "5"), "\"effect\":true")
                                    + "]}");
        }

        @Test
        void isEmpty_whenNothingHappened() {
            table.put(order("v1", 1));

            assertThat(send(get()))
                    .isEqualTo("200" + JSON + "{\"order\":" + placed("v1", 1) + ",\"events\":[]}");
        }

        @Test
        void isNotFound_whenThereAreOnlyEvents() {
            table.put(StoredEvents.cancelled(order("v1", 1), 1));

            assertThat(send(get())).isEqualTo(NO_SUCH_ORDER);
        }

        @Test
        void of5000EventsHasTheFirst1000_andSaysSo() {
            StoredOrder order = order("v1", 1);
            table.put(order);
            for (int i = 0; i < 5_000; i++) {
                table.put(StoredEvents.refunded(order, i, "0.001"));
            }

            String answer = send(get());

            assertThat(answer)
                    .startsWith(
                            "200"
                                    + JSON
                                    + "{\"order\":"
                                    + withState(
                                            document("v1", 1),
                                            state("placed", 1_000, "1", "8")
                                                    + ",\"moreevents\":true"))
                    .endsWith(
                            decided(StoredEvents.refunded(order, 999, "0.001"), "\"effect\":true")
                                    + "]}");
            assertThat(answer.split("\"eventid\"", -1)).hasSize(1_001);
        }

        /** Each control character takes seven bytes in the answer, and each quote takes four. */
        @Test
        void fitsIntoAnAnswerOfLambda_howeverLongItsTextsAre() throws IOException {
            String quotes = "\\\"".repeat(32_000);
            StoredOrder order =
                    order(
                            "a1",
                            "v1",
                            1,
                            "{\"unitprice\":4.5,\"quantity\":2,\"note\":\"" + quotes + "\"}");
            table.put(order);
            for (int i = 0; i < 1_001; i++) {
                table.put(
                        StoredEvents.event(
                                order,
                                order.vendor(),
                                "cancelled",
                                i,
                                Map.of("reason", "\u0001".repeat(512))));
            }
            ByteArrayOutputStream answer = new ByteArrayOutputStream();

            get().sendTo(handler, context, answer);

            assertThat(answer.size()).isBetween(4_000_000, 5_000_000);
        }

        @Test
        void isUnavailableAndNotMissing_whenTheTableIsDown() {
            table.goDown();

            assertThat(send(get())).isEqualTo(unavailable("the order table"));
        }

        @Test
        void isGivenOnlyToItsOwnAccount() {
            busyOrder();

            assertThat(sendWhereTokensAreExpected(get().claim("accountid", "a1")))
                    .startsWith("200 ");
            assertThat(sendWhereTokensAreExpected(get().claim("accountid", "a2")))
                    .isEqualTo(FORBIDDEN);
        }

        @Test
        void isLoggedWithTheIdOfTheOrder() {
            busyOrder();
            send(get());

            assertThat(context.logged())
                    .isEqualTo(infoLine("GET /order/events", id("v1", 1).value()));
        }

        @Test
        void needsAccount_vendorAndOrder() {
            assertThat(
                            send(
                                    get().without("accountid")
                                            .without("vendorid")
                                            .without("orderid")
                                            .with("limit", "1")))
                    .isEqualTo(
                            invalid(
                                    problem("accountid", ID_RULE, "nothing"),
                                    problem("vendorid", ID_RULE, "nothing"),
                                    problem("orderid", ORDER_ID_RULE, "nothing"),
                                    problem(
                                            "limit",
                                            "one of accountid, vendorid, orderid, at",
                                            "a parameter of this name")));
        }
    }

    @Nested
    class Orders {

        private Event get() {
            return Event.of("get-orders-without-query.json").with("accountid", "a1");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", ",", ",,"})
        void ordersAreReturned_whenAParameterHasNoNameAndNoValue(String values) {
            assertThat(send(get().with("", values))).startsWith("200" + JSON);
        }

        @Test
        void ordersComeNewestFirst_fromAllVendors() {
            table.put(order("v1", 1)).put(order("v2", 2)).put(order("v1", 3));

            assertThat(send(get()))
                    .isEqualTo(
                            "200"
                                    + JSON
                                    + "{\"orders\":[%s,%s,%s]}"
                                            .formatted(
                                                    placed("v1", 3),
                                                    placed("v2", 2),
                                                    placed("v1", 1)));
        }

        @Test
        void ordersComeInPages_withOneVendor() {
            table.put(order("v1", 1)).put(order("v2", 2)).put(order("v1", 3));
            Event first = get().with("vendorid", "v1").with("limit", "1");

            assertThat(send(first))
                    .isEqualTo(
                            "200"
                                    + JSON
                                    + "{\"orders\":[%s],\"next\":\"%s\"}"
                                            .formatted(placed("v1", 3), id("v1", 3)));
            assertThat(send(first.with("next", id("v1", 3).value())))
                    .isEqualTo("200" + JSON + "{\"orders\":[" + placed("v1", 1) + "]}");
        }

        @Test
        void aPageHas50Orders_withoutALimit() {
            for (int i = 0; i < 51; i++) {
                table.put(order("v" + i % 3, i));
            }

            assertThat(send(get())).endsWith("],\"next\":\"" + id("v1", 1) + "\"}");
            assertThat(send(get().with("limit", "1000"))).endsWith(placed("v0", 0) + "]}");
        }

        @Test
        void ordersAreAnEmptyList_whenTheAccountHasNoOrders() {
            assertThat(send(get())).isEqualTo("200" + JSON + "{\"orders\":[]}");
        }

        @Test
        void ordersAreUnavailable_notAnEmptyList_whenTheTableIsDown() {
            table.goDown();

            assertThat(send(get())).isEqualTo(unavailable("the order table"));
        }

        @Test
        void ordersAreGivenOnlyToTheirOwnAccount() {
            assertThat(sendWhereTokensAreExpected(get().claim("accountid", "a2")))
                    .isEqualTo(FORBIDDEN);
        }

        @Test
        void aQueryForOrdersIsRefused_whenTheEventHasNoParameters() {
            assertThat(send(Event.of("get-orders-without-query.json")))
                    .isEqualTo(invalid(problem("accountid", ID_RULE, "nothing")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"0", "1001", "-1", "1.5", "01", "ten", "", "1,2"})
        void aQueryForOrdersIsRefused_whenTheLimitIsInvalid(String limit) {
            assertThat(send(get().with("limit", limit)))
                    .isEqualTo(
                            invalid(
                                    problem(
                                            "limit",
                                            "a whole number from 1 to 1000",
                                            '"' + limit + '"')));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "x",
                    "019AB043-c95b-8000-8000-000000000000",
                    "019ab043-c95b-4000-8000-000000000000"
                })
        void aQueryForOrdersIsRefused_whenNextIsNoOrderId(String next) {
            assertThat(send(get().with("next", next)))
                    .isEqualTo(invalid(problem("next", ORDER_ID_RULE, '"' + next + '"')));
        }
    }

    @Nested
    class AnInvoice {

        private Event get() {
            return Event.of("get-invoice.json");
        }

        private void archive(String vendor, int second) {
            table.put(order(vendor, second));
            bucket.put(file(vendor, second), document(vendor, second) + "\n");
        }

        private static String file(String vendor, int second) {
            return StoredOrders.FOLDER
                    + "part-"
                    + vendor
                    + second
                    + "-"
                    + StoredOrders.PART
                    + ".jsonl";
        }

        private static String key(String vendor, int second, String extension) {
            return "issued/a1/" + vendor + "/" + id(vendor, second) + "." + extension;
        }

        private static String address(String vendor, int second, String format) {
            return "https://signed/"
                    + key(vendor, second, format)
                    + "?as=invoice-"
                    + id(vendor, second)
                    + "."
                    + format;
        }

        private static String issued(String vendor, int second, String format) {
            return """
            200 {cache-control=no-store, content-type=application/json}
            {"url":"%s","expiresat":"2026-11-23T10:35:00Z","orderid":"%s","format":"%s"}"""
                    .formatted(address(vendor, second, format), id(vendor, second), format);
        }

        @Test
        void anInvoiceIsThatOfTheAccountsLatestOrder() {
            archive("v1", 1);
            archive("v2", 3);
            archive("v1", 2);

            assertThat(send(get())).isEqualTo(issued("v2", 3, "json"));
        }

        @Test
        void anInvoiceIsThatOfTheLatestOrderWithAVendor() {
            archive("v1", 1);
            archive("v1", 2);
            archive("v2", 3);

            assertThat(send(get().with("vendorid", "v1"))).isEqualTo(issued("v1", 2, "json"));
        }

        @Test
        void anInvoiceIsFoundByTheIdOfItsOrder_withAVendorOrWithout() {
            archive("v1", 1);
            archive("v2", 2);
            archive("v2", 3);

            assertThat(send(get().with("orderid", id("v2", 2).value())))
                    .isEqualTo(issued("v2", 2, "json"));
            assertThat(send(get().with("vendorid", "v1").with("orderid", id("v1", 1).value())))
                    .isEqualTo(issued("v1", 1, "json"));
        }

        @Test
        void anInvoiceIsTheArchivedLine_asJson() {
            archive("v1", 1);
            send(get());

            assertThat(bucket.written(key("v1", 1, "json")))
                    .isEqualTo("application/json " + document("v1", 1));
        }

        @Test
        void anInvoiceIsAPage_asHtml() {
            archive("v1", 1);

            assertThat(send(get().with("format", "html"))).isEqualTo(issued("v1", 1, "html"));
            assertThat(bucket.written(key("v1", 1, "html")))
                    .isEqualTo(
                            "text/html; charset=utf-8 "
                                    + new InvoiceHtml().of(order("v1", 1).received()));
        }

        @Test
        void anInvoiceIsMadeOnce_withFourRequestsToS3() {
            archive("v1", 1);
            String first = send(get());
            String head = "HEAD " + key("v1", 1, "json");
            String list = "LIST " + StoredOrders.FOLDER;
            assertThat(bucket.requests())
                    .hasSize(4)
                    .contains(head, list)
                    .endsWith("GET 0 " + file("v1", 1), "PUT " + key("v1", 1, "json"));

            assertThat(send(get())).isEqualTo(first);
            List<String> requests = bucket.requests();
            assertThat(requests.subList(4, requests.size())).contains(head).isSubsetOf(head, list);
        }

        @Test
        void theAnswerRedirectsToTheInvoice_withRedirectTrue() {
            archive("v1", 1);

            assertThat(send(get().with("redirect", "true")))
                    .isEqualTo(
                            "302 {cache-control=no-store, location="
                                    + address("v1", 1, "json")
                                    + "}\n");
            assertThat(send(get().with("redirect", "false"))).isEqualTo(issued("v1", 1, "json"));
        }

        @Test
        void anInvoiceIsNotFound_whileItsOrderIsNotArchived() {
            table.put(order("v1", 1));

            assertThat(send(get()))
                    .isEqualTo(
                            """
                            404 {cache-control=no-store, content-type=application/problem+json, \
                            retry-after=10}
                            {"type":"urn:orderstream:problem:no-invoice-yet",\
                            "title":"There is no invoice yet","status":404,\
                            "detail":"Order %s is known, but not archived yet; ask again later"}"""
                                    .formatted(id("v1", 1)));
        }

        @ParameterizedTest
        @ValueSource(strings = {"orderid", "vendorid", "none"})
        void anInvoiceIsNotFound_whenThereIsNoOrder(String parameter) {
            Event event =
                    switch (parameter) {
                        case "orderid" -> get().with("orderid", id("v1", 1).value());
                        case "vendorid" -> get().with("vendorid", "v1");
                        default -> get();
                    };
            assertThat(send(event)).isEqualTo(NO_SUCH_ORDER);
        }

        @Test
        void anInvoiceIsUnavailable_notMissing_whenTheBucketIsDown() {
            archive("v1", 1);
            bucket.goDown();

            assertThat(send(get())).isEqualTo(unavailable("the invoice archive"));
        }

        @Test
        void anInvoiceIsGivenOnlyToItsOwnAccount() {
            archive("v1", 1);

            assertThat(sendWhereTokensAreExpected(get().claim("accountid", "a2")))
                    .isEqualTo(FORBIDDEN);
            assertThat(bucket.opened()).isEmpty();
        }

        @Test
        void anInvoiceIsLogged_withoutItsAddress() {
            archive("v1", 1);
            send(get());

            assertThat(context.logged()).isEqualTo(infoLine("GET /invoice", id("v1", 1).value()));
        }

        @Test
        void aQueryForAnInvoiceIsRefusedWithAllProblemsAtOnce() {
            assertThat(
                            send(
                                    get().without("accountid")
                                            .with("format", "pdf")
                                            .with("redirect", "yes")
                                            .with("limit", "1")))
                    .isEqualTo(
                            invalid(
                                    problem("accountid", ID_RULE, "nothing"),
                                    problem("format", "json or html", "\"pdf\""),
                                    problem("redirect", "true or false", "\"yes\""),
                                    problem(
                                            "limit",
                                            "one of accountid, vendorid, orderid, document, format,"
                                                    + " redirect",
                                            "a parameter of this name")));
        }
    }

    @Nested
    class ACreditNote {

        private Event get() {
            return Event.of("get-invoice.json")
                    .with("orderid", id("v1", 1).value())
                    .with("document", "creditnote");
        }

        private static String key(int version, String format) {
            return "issued/a1/v1/creditnote-" + id("v1", 1) + "-" + version + "." + format;
        }

        private static String issued(int version, String format) {
            String number = id("v1", 1) + "-" + version;
            return """
            200 {cache-control=no-store, content-type=application/json}
            {"url":"https://signed/%s?as=creditnote-%s.%s",\
            "expiresat":"2026-11-23T10:35:00Z","orderid":"%s","format":"%s",\
            "document":"creditnote","number":"%s"}"""
                    .formatted(key(version, format), number, format, id("v1", 1), format, number);
        }

        private static String missing(String state) {
            return """
            404 {cache-control=no-store, content-type=application/problem+json, retry-after=1}
            {"type":"urn:orderstream:problem:no-credit-note",\
            "title":"There is no credit note","status":404,\
            "detail":"Order %s is %s, and nothing was refunded"}"""
                    .formatted(id("v1", 1), state);
        }

        @Test
        void isForTheOrderWithItsState_asJson() {
            StoredOrder order = busyOrder();

            assertThat(send(get())).isEqualTo(issued(2, "json"));
            assertThat(bucket.written(key(2, "json")))
                    .isEqualTo(
                            "application/json {\"number\":\"%s-2\",\"credited\":\"9\",\"order\":%s,\"events\":[%s,%s]}"
                                    .formatted(
                                            id("v1", 1),
                                            withState(
                                                    document("v1", 1),
                                                    state("cancelled", 2, "5", "0")),
                                            EventDocument.format(
                                                    StoredEvents.refunded(order, 1, "5")),
                                            EventDocument.format(
                                                    StoredEvents.cancelled(order, 3))));
        }

        @Test
        void isAPage_asHtml() {
            busyOrder();

            assertThat(send(get().with("format", "html"))).isEqualTo(issued(2, "html"));
            assertThat(bucket.written(key(2, "html")))
                    .startsWith("text/html; charset=utf-8 <!DOCTYPE html>")
                    .contains("<title>Credit note " + id("v1", 1) + "-2</title>");
        }

        @Test
        void isAnotherOne_afterALaterRefund() {
            StoredOrder order = order("v1", 1);
            table.put(order).put(StoredEvents.refunded(order, 1, "5"));
            assertThat(send(get())).isEqualTo(issued(1, "json"));
            String first = bucket.written(key(1, "json"));

            table.put(StoredEvents.refunded(order, 2, "0.5"));

            assertThat(send(get())).isEqualTo(issued(2, "json"));
            assertThat(bucket.written(key(1, "json")))
                    .isEqualTo(first)
                    .contains("\"credited\":\"5\"");
            assertThat(bucket.written(key(2, "json"))).contains("\"credited\":\"5.5\"");
        }

        /** An issued document is not written again, so it must not show a state that never was. */
        @Test
        void isForTheStateInTheTable_alsoWhenTheIndexLags() {
            StoredOrder order = order("v1", 1);
            table.put(order)
                    .putNotYetIntoIndex(StoredEvents.refunded(order, 1, "5"))
                    .put(StoredEvents.refunded(order, 2, "0.5"));

            assertThat(send(get().without("orderid"))).isEqualTo(issued(2, "json"));
            assertThat(bucket.written(key(2, "json"))).contains("\"credited\":\"5.5\"");
        }

        @Test
        void isMadeOnce_withTwoRequestsToS3() {
            busyOrder();
            String first = send(get());
            assertThat(bucket.requests())
                    .containsExactly("HEAD " + key(2, "json"), "PUT " + key(2, "json"));

            assertThat(send(get())).isEqualTo(first);
            assertThat(bucket.requests()).hasSize(3).endsWith("HEAD " + key(2, "json"));
        }

        @Test
        void isOfTheLatestOrder_withoutAnId() {
            busyOrder();
            table.put(order("v2", 0));

            assertThat(send(get().without("orderid"))).isEqualTo(issued(2, "json"));
            assertThat(send(get().without("orderid").with("vendorid", "v1")))
                    .isEqualTo(issued(2, "json"));
            assertThat(send(get().with("vendorid", "v1"))).isEqualTo(issued(2, "json"));
        }

        @Test
        void isRedirectedTo_withRedirectTrue() {
            busyOrder();

            assertThat(send(get().with("redirect", "true")))
                    .startsWith(
                            "302 {cache-control=no-store, location=https://signed/"
                                    + key(2, "json"));
        }

        @Test
        void isMissing_whenTheOrderIsNeitherCancelledNorRefunded() {
            table.put(order("v1", 1));
            assertThat(send(get())).isEqualTo(missing("placed"));

            table.put(StoredEvents.fulfilled(order("v1", 1), 1));
            assertThat(send(get())).isEqualTo(missing("fulfilled"));
            assertThat(bucket.requests()).isEmpty();
        }

        @Test
        void isNotFound_whenThereIsNoOrder() {
            table.put(StoredEvents.cancelled(order("v1", 1), 1));

            assertThat(send(get())).isEqualTo(NO_SUCH_ORDER);
        }

        @Test
        void doesNotChangeTheInvoice() {
            busyOrder();
            bucket.put(StoredOrders.FOLDER + "part-u-2.jsonl", document("v1", 1) + "\n");
            send(get());

            assertThat(send(get().with("document", "invoice")))
                    .contains("\"format\":\"json\"}")
                    .isEqualTo(send(get().without("document")));
            assertThat(bucket.written("issued/a1/v1/" + id("v1", 1) + ".json"))
                    .isEqualTo("application/json " + document("v1", 1));
        }

        @Test
        void isRefused_whenTheDocumentIsUnknown() {
            assertThat(send(get().with("document", "receipt")))
                    .isEqualTo(
                            invalid(problem("document", "invoice or creditnote", "\"receipt\"")));
        }

        @Test
        void isGivenOnlyToItsOwnAccount() {
            busyOrder();

            assertThat(sendWhereTokensAreExpected(get().claim("accountid", "a2")))
                    .isEqualTo(FORBIDDEN);
            assertThat(bucket.requests()).isEmpty();
        }
    }

    @Nested
    class WithoutAnAuthorizer {

        private static final String REFUSED =
                "403"
                        + PROBLEM
                        + """
                        {"type":"urn:orderstream:problem:not-authorized",\
                        "title":"Nobody has checked who sends this request","status":403,\
                        "detail":"The log has more about request \
                        8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11"}""";

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "get-order.json",
                    "get-orders-without-query.json",
                    "get-invoice.json",
                    "default-route.json"
                })
        void aRequestWithoutATokenIsRefused_whereTokensAreExpected(String file) {
            table.put(order("v1", 1));

            assertThat(sendWhereTokensAreExpected(Event.of(file))).isEqualTo(REFUSED);
            assertThat(sendWhereTokensAreExpected(Event.of(file).signed())).isEqualTo(REFUSED);
            assertThat(context.logged())
                    .contains(
                            "\"level\":\"WARN\"",
                            "\"refused\":\"AUTHORIZATION is JWT, and the request came without"
                                    + " claims: its route has no JWT authorizer\"");
        }

        @ParameterizedTest
        @ValueSource(strings = {"get-order.json", "get-order-with-jwt.json", "default-route.json"})
        void aRequestWithoutASignatureIsRefused_whereSignaturesAreExpected(String file) {
            table.put(order("v1", 1));

            assertThat(Event.of(file).sendTo(handler(AuthorizerType.AWS_IAM), context))
                    .isEqualTo(REFUSED);
        }

        @Test
        void aSignedRequestIsAnswered_whereSignaturesAreExpected() {
            table.put(order("v1", 1));

            assertThat(
                            Event.of("get-order.json")
                                    .signed()
                                    .sendTo(handler(AuthorizerType.AWS_IAM), context))
                    .startsWith("200 ");
        }

        @Test
        void aPreflightRequestIsAnswered_withoutAToken() {
            assertThat(
                            sendWhereTokensAreExpected(
                                    Event.of("default-route.json")
                                            .route("OPTIONS /{proxy+}")
                                            .request("OPTIONS", "/invoice")))
                    .isEqualTo("204 {allow=GET, OPTIONS}\n");
        }
    }

    @Nested
    class AnUnknownRoute {

        @Test
        void anUnknownRouteIsNotFound() {
            assertThat(send(Event.of("default-route.json")))
                    .isEqualTo(
                            "404"
                                    + PROBLEM
                                    + """
                                    {"type":"urn:orderstream:problem:no-such-route",\
                                    "title":"There is nothing at this path","status":404,\
                                    "detail":"The routes are POST /order, POST /orders, \
                                    POST /order/events, GET /order, GET /orders, \
                                    GET /order/events, GET /invoice"}""");
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "DELETE | /order   | GET, OPTIONS, POST",
                    "PUT    | /orders  | GET, OPTIONS, POST",
                    "POST   | /invoice | GET, OPTIONS"
                })
        void anUnknownMethodIsNotAllowed_onAKnownPath(String method, String path, String allowed) {
            assertThat(send(Event.of("default-route.json").request(method, path)))
                    .isEqualTo(
                            """
                            405 {allow=%2$s, content-type=application/problem+json}
                            {"type":"urn:orderstream:problem:method-not-allowed",\
                            "title":"This path has other methods","status":405,\
                            "detail":"%1$s takes %2$s, not %3$s"}"""
                                    .formatted(path, allowed, method));
        }
    }
}
