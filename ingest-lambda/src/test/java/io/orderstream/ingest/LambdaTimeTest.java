package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.FakeContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LambdaTimeTest {

    private static final FakeContext CONTEXT = new FakeContext("ingest", Duration.ofSeconds(29));

    private final LambdaTime time = new LambdaTime(CONTEXT);

    @Test
    void isTheInvocationsOwn_lessASecondForTheAnswer() {
        assertThat(time.remaining()).isEqualTo(Duration.ofSeconds(28));
    }

    @Test
    void isNoMoreThanWasAskedFor() {
        assertThat(new LambdaTime(CONTEXT, Duration.ofSeconds(10)).remaining())
                .isEqualTo(Duration.ofSeconds(10));
        assertThat(new LambdaTime(CONTEXT, Duration.ofMillis(28_500)).remaining())
                .isEqualTo(Duration.ofSeconds(28));
    }

    @Test
    void isNegative_whenTheInvocationIsAboutToEnd() {
        assertThat(new LambdaTime(new FakeContext("ingest", Duration.ofMillis(400))).remaining())
                .isEqualTo(Duration.ofMillis(-600));
    }

    @Test
    void aPauseEndsEarly_whenTheInvocationIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThat(time.pause(Duration.ofDays(1))).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }
}
