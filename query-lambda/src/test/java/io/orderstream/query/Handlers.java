package io.orderstream.query;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.lambda.fixture.FakeContext;
import io.orderstream.lambda.http.AuthorizerType;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.query.invoices.FakeBucket;
import io.orderstream.query.invoices.InvoiceBucket;
import io.orderstream.query.orders.OrderStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.function.Function;

/** Makes handlers that use the table and the bucket of a test. */
public final class Handlers {

    /**
     * A stopped clock, for handlers whose test gives no clock. It shows the time at which {@link
     * FakeBucket} signs addresses.
     */
    public static final Clock NOW = Clock.fixed(FakeBucket.NOW, ZoneOffset.UTC);

    private Handlers() {}

    /** A handler for an API without an authorizer. */
    public static QueryHandler over(OrderStore table, InvoiceBucket bucket) {
        return over(table, bucket, AuthorizerType.NONE);
    }

    public static QueryHandler over(
            OrderStore table, InvoiceBucket bucket, AuthorizerType authorization) {
        return handler(authorization, deadline -> table, deadline -> bucket, NOW);
    }

    /**
     * A handler for an API without an authorizer. It calls {@code table} and {@code bucket} with
     * the deadline of a request, and uses the results for that request.
     */
    public static QueryHandler over(
            Function<InvocationDeadline, OrderStore> table,
            Function<InvocationDeadline, InvoiceBucket> bucket,
            Clock clock) {
        return handler(AuthorizerType.NONE, table, bucket, clock);
    }

    private static QueryHandler handler(
            AuthorizerType authorization,
            Function<InvocationDeadline, OrderStore> table,
            Function<InvocationDeadline, InvoiceBucket> bucket,
            Clock clock) {
        return new QueryHandler(
                new QueryConfig(
                        "orders", "bucket", Duration.ofMinutes(15), authorization, "accountid"),
                table,
                () -> bucket,
                clock);
    }

    /** Sends a request that Lambda would end after 29 seconds, and returns the answer. */
    public static String send(Event event, QueryHandler handler) {
        return event.sendTo(handler, new FakeContext("query", Duration.ofSeconds(29)));
    }

    /** A deadline in one day, which no test reaches. */
    public static InvocationDeadline farDeadline() {
        return InvocationDeadline.in(Duration.ofDays(1), Clock.systemUTC(), "the services");
    }
}
