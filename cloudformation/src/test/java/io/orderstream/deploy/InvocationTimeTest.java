package io.orderstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.fixture.FakeContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Tests the remaining time of an invocation, and its pauses. */
class InvocationTimeTest {

    private final InvocationTime time =
            new InvocationTime(new FakeContext("job-starter", Duration.ofMinutes(15)));

    @Test
    void remainingTimeIsThatOfTheContext() {
        assertThat(time.remaining()).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void aPauseTakesItsTime() {
        long start = System.nanoTime();

        time.pause(Duration.ofMillis(50));

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void anInterruptionEndsAPause_andTheThreadStaysInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> time.pause(Duration.ofMinutes(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
