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

/** Makes the function's handler with a table and a bucket of a test. */
public final class Handlers {

    /** The time of all requests. It is also the time of {@link FakeBucket}. */
    public static final Clock NOW = Clock.fixed(FakeBucket.NOW, ZoneOffset.UTC);

    private Handlers() {}

    /** A handler without an authorizer. */
    public static QueryHandler over(OrderStore table, InvoiceBucket bucket) {
        return over(table, bucket, AuthorizerType.NONE);
    }

    public static QueryHandler over(
            OrderStore table, InvoiceBucket bucket, AuthorizerType authorization) {
        return handler(authorization, deadline -> table, deadline -> bucket, NOW);
    }

    /** A handler without an authorizer. Its table and its bucket get each request's deadline. */
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

    /** The answer to a request that Lambda would end after 29 seconds. */
    public static String send(Event event, QueryHandler handler) {
        return event.sendTo(handler, new FakeContext("query", Duration.ofSeconds(29)));
    }

    /** A deadline in the far future. */
    public static InvocationDeadline farDeadline() {
        return InvocationDeadline.in(Duration.ofDays(1), Clock.systemUTC(), "the services");
    }
}
