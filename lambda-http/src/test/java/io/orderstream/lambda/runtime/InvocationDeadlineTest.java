package io.orderstream.lambda.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.fixture.FakeContext;
import io.orderstream.lambda.fixture.SettableClock;
import io.orderstream.lambda.http.UnavailableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class InvocationDeadlineTest {

    private static final Duration CALL = Duration.ofSeconds(8);

    private final SettableClock clock = new SettableClock();
    private final InvocationDeadline deadline =
            InvocationDeadline.of(
                    new FakeContext("query", Duration.ofSeconds(29)), clock, "the table");

    @Test
    void isASecondBeforeLambdasOwnLimit() {
        assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(28));

        clock.advance(Duration.ofSeconds(28).minusMillis(1));
        assertThat(deadline.isOver()).isFalse();

        clock.advance(Duration.ofMillis(1));
        assertThat(deadline.isOver()).isTrue();
    }

    @Test
    void shortensACallToTheTimeThatIsLeft() {
        assertThat(deadline.atMost(CALL)).isEqualTo(CALL);

        clock.advance(Duration.ofSeconds(25));
        assertThat(deadline.atMost(CALL)).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void leavesNoTimeForACall_whenItIsOver() {
        clock.advance(Duration.ofSeconds(28));

        assertThatThrownBy(() -> deadline.atMost(CALL))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("the table in time");
    }

    @Test
    void isOverAtOnce_whenLambdaLeavesLessTimeThanTheMargin() {
        assertThat(
                        InvocationDeadline.of(
                                        new FakeContext("query", Duration.ofMillis(900)),
                                        clock,
                                        "the table")
                                .isOver())
                .isTrue();
    }

    @Test
    void canBeMadeEarlier_notLater() {
        assertThat(deadline.orIn(Duration.ofSeconds(10)).remaining())
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(deadline.orIn(Duration.ofMillis(28_500)).remaining())
                .isEqualTo(Duration.ofSeconds(28));
    }
}
