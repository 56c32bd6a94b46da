package io.orderstream.lambda.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.fixture.FakeContext;
import io.orderstream.lambda.fixture.SettableClock;
import io.orderstream.lambda.http.UnavailableException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class InvocationDeadlineTest {

    private static final Duration CALL_TIME = Duration.ofSeconds(8);

    private final SettableClock clock = new SettableClock();
    private final InvocationDeadline deadline =
            InvocationDeadline.of(
                    new FakeContext("query", Duration.ofSeconds(29)), clock, "the table");

    @Test
    void theDeadlineIsASecondBeforeLambdasLimit() {
        assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(28));

        clock.advance(Duration.ofSeconds(28).minusMillis(1));
        assertThat(deadline.isOver()).isFalse();

        clock.advance(Duration.ofMillis(1));
        assertThat(deadline.isOver()).isTrue();
    }

    @Test
    void aCallMayOnlyTakeTheTimeThatIsLeft() {
        assertThat(deadline.atMost(CALL_TIME)).isEqualTo(CALL_TIME);

        clock.advance(Duration.ofSeconds(25));
        assertThat(deadline.atMost(CALL_TIME)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aCallIsNotMade_afterTheDeadline() {
        clock.advance(Duration.ofSeconds(28));

        // The client reads: "Did not get an answer from the table in time".
        assertThatThrownBy(() -> deadline.atMost(CALL_TIME))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("the table in time");
    }

    /**
     * The SDK refuses a time limit of zero or less. In this test, each reading advances the clock
     * by 10 s. So {@code atMost} must read the clock only once.
     */
    @Test
    void aCallHasTimeLeft_evenIfTheDeadlinePassesDuringAtMost() {
        InstantSource advancing =
                () -> {
                    clock.advance(Duration.ofSeconds(10));
                    return clock.instant();
                };
        InvocationDeadline soonOver =
                InvocationDeadline.in(
                        Duration.ofSeconds(15), advancing.withZone(ZoneOffset.UTC), "the table");

        assertThat(soonOver.atMost(CALL_TIME)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void theDeadlineIsOverAtOnce_whenLambdaLeavesLessThanASecond() {
        assertThat(
                        InvocationDeadline.of(
                                        new FakeContext("query", Duration.ofMillis(900)),
                                        clock,
                                        "the table")
                                .isOver())
                .isTrue();
    }

    @Test
    void theDeadlineCanBeMadeEarlier_notLater() {
        assertThat(deadline.orIn(Duration.ofSeconds(10)).remaining())
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(deadline.orIn(Duration.ofMillis(28_500)).remaining())
                .isEqualTo(Duration.ofSeconds(28));
    }
}
