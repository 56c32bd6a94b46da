package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.Event;
import io.orderstream.lambda.http.AuthorizerType;
import io.orderstream.model.Order;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.ParsedOrder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * If Lambda's event cannot be read, or if the parser of the posted body throws an unexpected
 * exception, the request gets a 500. The next request is accepted.
 */
class UnreadableInputTest extends IngestFixture {

    @Test
    void aLambdaEventThatCannotBeRead_isA500WithALogLine() throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();

        handler.handleRequest(
                new ByteArrayInputStream("{\"routeKey\":".getBytes(StandardCharsets.UTF_8)),
                answer,
                context);

        assertThat(answer.toString(StandardCharsets.UTF_8)).startsWith("{\"statusCode\":500,");
        assertThat(context.logged())
                .contains("\"level\":\"ERROR\"", "\"route\":\"\"", "JsonEOFException")
                .containsOnlyOnce("\n");
        assertThat(send(Event.of("post-order.json"))).startsWith("202 ");
    }

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
    void anExceptionOfTheParserFailsOneRequest_andTheNextOneIsAccepted(Throwable planted) {
        IngestHandler fragile =
                new IngestHandler(
                        new IngestConfig("orders", AuthorizerType.NONE, "accountid"),
                        new FailingOnce(planted),
                        stream,
                        BackoffStrategy.retryImmediately(),
                        Clock.systemUTC());

        for (Event event :
                List.of(
                        Event.of("post-order.json"),
                        Event.of("post-orders.json"),
                        event(Events.undated("cancelled", "")))) {
            assertThat(event.sendTo(fragile, context))
                    .isEqualTo(
                            "500"
                                    + PROBLEM
                                    + """
                                    {"type":"urn:orderstream:problem:internal-error",\
                                    "title":"Something went wrong here","status":500,\
                                    "detail":"The log has more about request \
                                    8f5c0f6e-0d5c-4c7a-9c5f-2f5d4a1b7e11"}""");
            assertThat(event.sendTo(fragile, context)).startsWith("202 ");
        }
        assertThat(stream.records()).hasSize(5);
        String name = planted.getClass().getName();
        assertThat(context.logged().lines().filter(line -> line.contains(name)))
                .hasSize(3)
                .allMatch(line -> line.contains("\"level\":\"ERROR\""));
        // The message of a parser's exception may quote what the client sent.
        assertThat(context.logged()).doesNotContain("planted");
    }

    /** Fails on the first order, the first batch and the first event. */
    private static final class FailingOnce implements OrderParser {

        private final Throwable planted;
        private boolean orderFailed;
        private boolean batchFailed;
        private boolean eventFailed;

        FailingOnce(Throwable planted) {
            this.planted = planted;
        }

        @Override
        public Order order(byte[] body, Instant stamp, Optional<String> key)
                throws InvalidOrderException {
            if (!orderFailed) {
                orderFailed = true;
                fail();
            }
            return OrderParser.CODEC.order(body, stamp, key);
        }

        @Override
        public List<ParsedOrder> batch(byte[] body, Instant stamp) throws InvalidOrderException {
            if (!batchFailed) {
                batchFailed = true;
                fail();
            }
            return OrderParser.CODEC.batch(body, stamp);
        }

        @Override
        public OrderEvent event(byte[] body, Instant stamp, Optional<String> key)
                throws InvalidOrderException {
            if (!eventFailed) {
                eventFailed = true;
                fail();
            }
            return OrderParser.CODEC.event(body, stamp, key);
        }

        private void fail() {
            if (planted instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) planted;
        }
    }
}
