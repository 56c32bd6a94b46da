package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.model.OrderId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code POST /orders}. */
class PostedBatchTest extends IngestFixture {

    private static final String FIRST = "01a207e3-5a30-853c-885b-a2cc1f87e712";
    private static final String SECOND = "01a207e3-5e18-83ae-bb13-ae964b415763";
    private static final String THIRD = "01a207e3-6200-8585-a619-a2ed89901c42";

    private static String result(int index, String id, String status) {
        return """
        {"index":%s,"orderid":"%s","orderdate":"%s","status":"%s"}"""
                .formatted(index, id, OrderId.of(id).orderDateMillis(), status);
    }

    private static String results(String... results) {
        return "{\"results\":[" + String.join(",", results) + "]}";
    }

    @Test
    void aBatchIsAccepted_whenEveryOrderIsAccepted() {
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
    void onlyTheOrdersThatTheStreamDidNotTakeAreRetried() {
        stream.thenRefusesRecordsAt(0, 2).thenRefusesRecordsAt(1);

        assertThat(send(Event.of("post-orders.json"))).startsWith("202 ");
        assertThat(stream.batchSizes()).containsExactly(3, 2, 1);
        assertThat(stream.records())
                .extracting(OrderId::value)
                .containsExactly(SECOND, FIRST, THIRD);
    }

    @Test
    void invalidOrdersAreRefused_andTheOtherOrderIsAccepted() {
        String body =
                """
                {"orders":[{"order":{"accountid":"a1","vendorid":"v1",\
                "orderdate":"2026-11-23T10:11:12Z","details":{"unitprice":1,"quantity":0}}},\
                {"accountid":"a1","vendorid":"v1",\
                "orderdate":"2026-11-23T10:11:12Z","details":{"unitprice":1,"quantity":1}},7]}""";

        assertThat(send(Event.of("post-orders.json").body(body)))
                .isEqualTo(
                        "207"
                                + JSON
                                + results(
                                        """
                                        {"index":0,"status":"refused","problems":[%s]}"""
                                                .formatted(
                                                        problem(
                                                                "orders[0].order.details.quantity",
                                                                "a whole number from 1 to 999999999999",
                                                                "0")),
                                        result(1, stream.records().get(0).value(), "accepted"),
                                        """
                                        {"index":2,"status":"refused","problems":[%s]}"""
                                                .formatted(
                                                        problem(
                                                                "orders[2]",
                                                                "an order, as a JSON object",
                                                                "7"))));
    }

    @Test
    void anOrderThatABatchHasTwiceIsPutOnce_andReportedTwice() {
        String order =
                """
                {"accountid":"a1","vendorid":"v1",\
                "orderdate":"2026-11-23T10:11:10Z","details":{"unitprice":"4.5","quantity":1}}""";

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
    void aBatchMayHaveAKeyForEachOrder() {
        String order =
                """
                {"idempotencykey":"%s","accountid":"a1","vendorid":"v1",\
                "details":{"unitprice":"4.5","quantity":1}}""";
        String first = order.formatted(Events.KEY);
        String second = order.formatted(Events.KEY.replace("0e6d", "0e6e"));
        String body = "{\"orders\":[" + first + "," + second + "," + first + "]}";

        assertThat(send(Event.of("post-orders.json").body(body)))
                .startsWith("202 ")
                .contains("\"orderdate\":\"2026-11-23T10:11:12.128Z\"");
        assertThat(send(Event.of("post-orders.json").body(body))).startsWith("202 ");
        assertThat(stream.records()).hasSize(4);
        assertThat(Set.copyOf(stream.records())).hasSize(2);
    }

    /** If the function ignored the header, a client would wrongly believe that a retry is safe. */
    @Test
    void aBatchWithOneKeyForAllOrdersIsRefused() {
        assertThat(send(Event.of("post-orders.json").header("idempotency-key", Events.KEY)))
                .isEqualTo(
                        invalidBatch(
                                "idempotency-key",
                                "no such header; each order of a batch has a key of its own, the"
                                        + " member idempotencykey",
                                Events.KEY));
        assertThat(stream.records()).isEmpty();
    }

    @Test
    void ordersAreRefused_whenTheTokenIsForAnotherAccount() {
        assertThat(
                        sendWhereTokensAreExpected(
                                Event.of("post-orders.json").claim("accountid", "a9")))
                .isEqualTo(
                        "207" + JSON + results(refusedForA9(0), refusedForA9(1), refusedForA9(2)));
        assertThat(stream.records()).isEmpty();
    }

    private static String refusedForA9(int index) {
        return """
        {"index":%s,"status":"refused","problems":[%s]}"""
                .formatted(
                        index,
                        problem(
                                "orders[" + index + "]",
                                "an order of the token's own account",
                                "one of \"a1\""));
    }

    @Test
    void anOrderThatTheStreamNeverTookIsReportedAsFailed_andCountedInTheLog() {
        context.runsOutOfTime();
        stream.thenRefusesRecordsAt(1);

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
                        """
                        {"timestamp":"2026-11-23T10:11:13.500Z","level":"WARN",\
                        "requestid":"8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11",\
                        "route":"POST /orders","status":207,"orders":3,"failed":1,\
                        "durationms":0,\
                        "error":"io.orderstream.ingest.NotTakenException: The stream \
                        refused a record: ProvisionedThroughputExceededException\\n"}
                        """);
    }

    @Test
    void allOrdersAreReportedAsFailed_whenTheStreamThrottles() {
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
    void aBatchIsLoggedWithItsNumberOfOrders() {
        send(Event.of("post-orders.json"));

        assertThat(context.logged())
                .isEqualTo(
                        """
                        {"timestamp":"2026-11-23T10:11:13.500Z","level":"INFO",\
                        "requestid":"8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11",\
                        "route":"POST /orders","status":202,"orders":3,"durationms":0}
                        """);
    }

    @Test
    void aBatchMayHave500Orders() {
        assertThat(send(Event.of("post-orders.json").body(batchOf(500, i -> "{}"))))
                .startsWith("207 ");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 orders", "501, 501 orders"})
    void aBatchMustHave1To500Orders(int count, String found) {
        assertThat(send(Event.of("post-orders.json").body(batchOf(count, i -> "{}"))))
                .isEqualTo(invalidBatch("orders", "an array of 1 to 500 orders", found));
    }

    @Test
    void aBatchMayHave500OrdersOf8KB() {
        String body =
                batchOf(
                        500,
                        i ->
                                """
                                {"accountid":"a1","vendorid":"v1","details":{"unitprice":"4.5",\
                                "quantity":1,"number":%s,"note":"%s"}}"""
                                        .formatted(i, "x".repeat(8_100)));
        assertThat(body.length()).isBetween(4_000_000, 4 * 1024 * 1024);

        assertThat(send(Event.of("post-orders.json").body(body))).startsWith("202 ");
        assertThat(stream.records()).hasSize(500).doesNotHaveDuplicates();
    }

    @Test
    void aBatchMayHave4MiB_notMore() {
        String batch = batchOf(1, i -> "{}");
        String largest = batch + " ".repeat(4 * 1024 * 1024 - batch.length());

        assertThat(send(Event.of("post-orders.json").body(largest))).startsWith("207 ");
        assertThat(send(Event.of("post-orders.json").body(largest + " ")))
                .isEqualTo(
                        "413"
                                + PROBLEM
                                + """
                                {"type":"urn:orderstream:problem:too-large",\
                                "title":"The body is too large","status":413,\
                                "detail":"At most 4194304 bytes, found 4194305; post fewer orders \
                                at a time"}""");
    }

    /**
     * In a problem, a value is cut after 80 characters, and the name of a member after 100. So each
     * path has about 120 characters. Most characters of the path take four bytes in the answer to
     * Lambda.
     */
    @Test
    void aBatchWithThousandsOfProblemsGetsAnAnswerBelowLambdasLimit() throws IOException {
        String name = "\\\\".repeat(220);
        String number = "9".repeat(90);
        StringBuilder details = new StringBuilder("{\"unitprice\":1,\"quantity\":1");
        for (int i = 0; i < 10; i++) {
            details.append(",\"").append(i).append(name).append("\":").append(number);
        }
        String order = "{\"accountid\":\"a1\",\"vendorid\":\"v1\",\"details\":" + details + "}}";
        String body = batchOf(500, i -> order);
        assertThat(body.length()).isLessThan(4 * 1024 * 1024);

        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        Event.of("post-orders.json").body(body).sendTo(handler, context, answer);

        assertThat(answer.size()).isBetween(2_000_000, 6_291_556);
    }

    @Test
    void aBatchMustHaveABody() {
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
                + """
                {"type":"urn:orderstream:problem:invalid-batch",\
                "title":"The batch is invalid","status":400,\
                "detail":"1 problem found","problems":[%s]}"""
                        .formatted(problem(path, expected, found));
    }
}
