package io.orderstream.lambda.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.orderstream.model.EventId;
import io.orderstream.model.LogPosition;
import io.orderstream.model.OrderId;
import io.orderstream.model.wire.RecordCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

class RequestLogTest {

    private Instant now = Instant.parse("2026-11-23T10:11:12.480Z");
    private final RequestLog log = new RequestLog(new TestClock(), "r-1", "POST /order");

    @Test
    void theLogOfARequestIsOneJsonObjectOnOneLine() {
        now = now.plus(Duration.ofMillis(12));
        log.order(OrderId.of("019ab043-c95b-8000-8000-000000000000"));

        assertThat(line(202))
                .isEqualTo(
                        """
                        {"timestamp":"2026-11-23T10:11:12.492Z","level":"INFO",\
                        "requestid":"r-1","route":"POST /order","status":202,\
                        "orderid":"019ab043-c95b-8000-8000-000000000000","durationms":12}
                        """);
    }

    @Test
    void theLogOfAnEventHasTheIdsOfTheEventAndItsOrder() {
        log.event(EventId.of("01a22198-ed00-87ba-afaf-8628baddbc6f"));
        log.order(OrderId.of("019ab043-c95b-8000-8000-000000000000"));

        assertThat(line(202))
                .isEqualTo(
                        """
                        {"timestamp":"2026-11-23T10:11:12.480Z","level":"INFO",\
                        "requestid":"r-1","route":"POST /order","status":202,\
                        "orderid":"019ab043-c95b-8000-8000-000000000000",\
                        "eventid":"01a22198-ed00-87ba-afaf-8628baddbc6f","durationms":0}
                        """);
    }

    @Test
    void theLogOfABatchHasTheNumberOfOrders() {
        log.orders(7);

        assertThat(line(207))
                .isEqualTo(
                        """
                        {"timestamp":"2026-11-23T10:11:12.480Z","level":"INFO",\
                        "requestid":"r-1","route":"POST /order","status":207,"orders":7,\
                        "durationms":0}
                        """);
    }

    @Test
    void messagesThatMayQuoteTheClientAreLeftOut() {
        byte[] record = "\"secret\"".getBytes(StandardCharsets.UTF_8);
        Throwable invalid =
                catchThrowable(() -> RecordCodec.parse(record, now, LogPosition.of("1", 0)));
        assertThat(invalid).hasMessageContaining("secret");
        log.error(new IllegalStateException("secret", new IOException("secret", invalid)));
        assertThat(line(500))
                .contains("\"error\":\"java.lang.IllegalStateException\\n\\tat io.orderstream.")
                .contains("Caused by: java.io.IOException\\n")
                .contains("Caused by: io.orderstream.model.wire.InvalidOrderException\\n")
                .doesNotContain("secret");

        Throwable parser = new NumberFormatException("For input string: \"secret\"");
        log.error(new UnavailableException("the order table", parser));
        assertThat(line(503))
                .contains("UnavailableException: ", "Caused by: java.lang.NumberFormatException")
                .doesNotContain("secret");
    }

    @Test
    void messagesOfTheSdkAreLogged_exceptThoseThatQuoteAnAnswer() {
        SdkClientException last = SdkClientException.create("Unable to execute HTTP request");
        last.addSuppressed(SdkClientException.create("Request attempt 1 failure"));
        log.error(last);
        assertThat(line(503))
                .contains(
                        "SdkClientException: Unable to execute HTTP request",
                        "Suppressed: software.amazon.awssdk.core.exception.SdkClientException:"
                                + " Request attempt 1 failure");

        log.error(SdkClientException.create("Unable to unmarshall response (secret)"));
        assertThat(line(500)).contains("SdkClientException").doesNotContain("secret");
    }

    @Test
    void theLogOfAnErrorEnds_evenIfItsCausesAreACircle() {
        IllegalStateException first = new IllegalStateException();
        first.initCause(new IllegalStateException(first));
        log.error(first);

        assertThat(line(500)).contains("Caused by: java.lang.IllegalStateException");
    }

    private String line(int status) {
        return new String(log.line(status), StandardCharsets.UTF_8);
    }

    /** A clock that shows {@link #now}. */
    private final class TestClock extends Clock {

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
