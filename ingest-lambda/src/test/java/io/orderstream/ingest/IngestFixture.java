package io.orderstream.ingest;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.lambda.fixture.FakeContext;
import io.orderstream.lambda.http.AuthorizerType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * What the tests of the function share: the function with a stream in memory, and parts of the
 * expected answers.
 */
abstract class IngestFixture {

    static final String JSON = " {content-type=application/json}\n";
    static final String PROBLEM = " {content-type=application/problem+json}\n";

    final FakeStream stream = new FakeStream();
    final FakeContext context = new FakeContext("ingest", Duration.ofSeconds(29));
    final IngestHandler handler = handler(AuthorizerType.NONE);
    final IngestHandler tokensExpected = handler(AuthorizerType.JWT);

    IngestHandler handler(AuthorizerType authorization) {
        return new IngestHandler(
                new IngestConfig("orders", authorization, "accountid"),
                stream,
                BackoffStrategy.retryImmediately(),
                Clock.fixed(Instant.parse("2026-11-23T10:11:13.500Z"), ZoneOffset.UTC));
    }

    String send(Event event) {
        return event.sendTo(handler, context);
    }

    String sendWhereTokensAreExpected(Event event) {
        return event.sendTo(tokensExpected, context);
    }

    /** A request to {@code POST /order/events}. */
    static Event event(String body) {
        return Event.of("post-order.json")
                .route("POST /order/events")
                .request("POST", "/order/events")
                .body(body);
    }

    static String invalid(String problems, int count) {
        return invalid("order", problems, count);
    }

    /**
     * The answer to an invalid order or event.
     *
     * @param kind {@code order} or {@code event}
     */
    static String invalid(String kind, String problems, int count) {
        return "400"
                + PROBLEM
                + """
                {"type":"urn:orderstream:problem:invalid-%1$s",\
                "title":"The %1$s is invalid","status":400,"detail":"%2$s",\
                "problems":[%3$s]}"""
                        .formatted(
                                kind,
                                count == 1 ? "1 problem found" : count + " problems found",
                                problems);
    }

    static String problem(String path, String expected, String found) {
        return """
        {"path":"%s","expected":"%s","found":"%s"}"""
                .formatted(path, expected.replace("\"", "\\\""), found.replace("\"", "\\\""));
    }
}
