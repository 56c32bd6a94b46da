package io.orderstream.query;

import static io.orderstream.query.orders.StoredOrders.order;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.lambda.fixture.FakeContext;
import io.orderstream.lambda.http.AuthorizerType;
import io.orderstream.query.invoices.FakeBucket;
import io.orderstream.query.orders.StoredEvents;
import io.orderstream.query.orders.StoredOrder;
import java.time.Duration;

/** What the tests of the routes share: handlers that use a table and a bucket in memory. */
abstract class QueryRouteFixture {

    static final String JSON = " {content-type=application/json}\n";
    static final String PROBLEM = " {content-type=application/problem+json}\n";
    static final String ID_RULE =
            "1 to 128 characters of A-Z a-z 0-9 . _ @ : | + -, the first one a letter or digit";
    static final String ORDER_ID_RULE = "a UUID version 8 in lower case";
    static final String DATE_RULE =
            "an ISO-8601 date-time from 1970 to 9999, as in 2026-11-23T10:11:12.123456Z";

    static final String NO_SUCH_ORDER =
            """
            404 {cache-control=no-store, content-type=application/problem+json, retry-after=1}
            {"type":"urn:orderstream:problem:no-such-order",\
            "title":"No such order is known","status":404,\
            "detail":"An order can be read about a second after it was accepted; \
            if it was accepted just now, ask again"}""";
    static final String FORBIDDEN =
            "403"
                    + PROBLEM
                    + """
                    {"type":"urn:orderstream:problem:forbidden",\
                    "title":"Not your account","status":403,\
                    "detail":"The account of the token is not the accountid of this request"}""";

    final FakeTable table = new FakeTable();
    final FakeBucket bucket = new FakeBucket();
    final FakeContext context = new FakeContext("query", Duration.ofSeconds(29));
    final QueryHandler handler = handler(AuthorizerType.NONE);
    final QueryHandler tokensExpected = handler(AuthorizerType.JWT);

    QueryHandler handler(AuthorizerType authorization) {
        return Handlers.over(table, bucket, authorization);
    }

    String send(Event event) {
        return event.sendTo(handler, context);
    }

    String sendWhereTokensAreExpected(Event event) {
        return event.sendTo(tokensExpected, context);
    }

    static String invalid(String... problems) {
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

    static String problem(String path, String expected, String found) {
        return """
        {"path":"%s","expected":"%s","found":"%s"}"""
                .formatted(path, expected, found.replace("\"", "\\\""));
    }

    static String unavailable(String service) {
        return """
        503 {content-type=application/problem+json, retry-after=1}
        {"type":"urn:orderstream:problem:unavailable",\
        "title":"Not available at the moment","status":503,\
        "detail":"Did not get an answer from %s; the same request can be repeated safely"}"""
                .formatted(service);
    }

    static String infoLine(String route, String orderId) {
        return """
        {"timestamp":"2026-11-23T10:20:00Z","level":"INFO",\
        "requestid":"8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11",\
        "route":"%s","status":200,"orderid":"%s","durationms":0}
        """
                .formatted(route, orderId);
    }

    /**
     * Puts an order into the table, with two refunds and a cancellation. The second refund exceeds
     * the amount that is left, so it has no effect.
     */
    StoredOrder busyOrder() {
        StoredOrder order = order("v1", 1);
        table.put(order)
                .put(StoredEvents.refunded(order, 1, "5"))
                .put(StoredEvents.refunded(order, 2, "4.5"))
                .put(StoredEvents.cancelled(order, 3));
        return order;
    }

    static String state(String status, int version, String refunded, String net) {
        return """
        "status":"%s","version":%s,"refunded":"%s","net":"%s"\
        """
                .formatted(status, version, refunded, net);
    }
}
