package io.orderstream.query;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.lambda.fixture.FakeContext;
import io.orderstream.lambda.http.Authorization;
import io.orderstream.lambda.runtime.InvocationDeadline;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.function.Function;

/** The function's handler over services that a test has made. */
final class Handlers {

    /** When requests come: at the time of {@link FakeBucket}. */
    static final Clock NOW = Clock.fixed(FakeBucket.NOW, ZoneOffset.UTC);

    private Handlers() {}

    /** A handler that asks nobody who calls. */
    static QueryHandler over(OrderStore table, InvoiceBucket bucket) {
        return over(table, bucket, Authorization.NONE);
    }

    static QueryHandler over(OrderStore table, InvoiceBucket bucket, Authorization authorization) {
        return handler(authorization, deadline -> table, deadline -> bucket, NOW);
    }

    /** A handler that asks nobody who calls, over services that keep its deadlines. */
    static QueryHandler over(
            Function<InvocationDeadline, OrderStore> table,
            Function<InvocationDeadline, InvoiceBucket> bucket,
            Clock clock) {
        return handler(Authorization.NONE, table, bucket, clock);
    }

    private static QueryHandler handler(
            Authorization authorization,
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

    /** The answer to a request that has 29 seconds. */
    static String send(Event event, QueryHandler handler) {
        return event.sendTo(handler, new FakeContext("query", Duration.ofSeconds(29)));
    }

    /** A deadline far from now. */
    static InvocationDeadline far() {
        return InvocationDeadline.in(Duration.ofDays(1), Clock.systemUTC(), "the services");
    }
}
