package io.orderstream.lambda.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.fixture.Hanging;
import io.orderstream.lambda.http.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestThreadTest {

    private static final InvocationDeadline FAR_DEADLINE =
            InvocationDeadline.in(Duration.ofMinutes(5), Clock.systemUTC(), "it");

    @Test
    void returnsTheResult_orThrowsTheFailure() {
        assertThat(RequestThread.<Integer>run(FAR_DEADLINE, () -> 7)).isEqualTo(7);
        assertThatThrownBy(
                        () ->
                                RequestThread.run(
                                        FAR_DEADLINE,
                                        () -> {
                                            throw new IllegalStateException("mine");
                                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
    }

    @Test
    void doesNotWrapAnErrorOfTheVirtualMachine() {
        assertThatThrownBy(
                        () ->
                                RequestThread.run(
                                        FAR_DEADLINE,
                                        () -> {
                                            throw new StackOverflowError();
                                        }))
                .isInstanceOf(StackOverflowError.class);
    }

    @Test
    void interruptsWorkThatHangs_atTheDeadline() throws InterruptedException {
        Hanging hanging = new Hanging();
        InvocationDeadline near =
                InvocationDeadline.in(Duration.ofMillis(300), Clock.systemUTC(), "it");

        assertThatThrownBy(() -> RequestThread.run(near, hanging::forever))
                .isInstanceOf(UnavailableException.class);
        hanging.assertNothingHangs();
    }

    @Test
    void interruptsTheWork_whenItsCallerIsInterrupted() throws InterruptedException {
        Hanging hanging = new Hanging();
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> RequestThread.run(FAR_DEADLINE, hanging::forever))
                .isInstanceOf(UnavailableException.class);
        assertThat(Thread.interrupted()).isTrue();
        hanging.assertNothingHangs();
    }
}
