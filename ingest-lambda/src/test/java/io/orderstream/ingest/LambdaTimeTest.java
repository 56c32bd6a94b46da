package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.lambda.fixture.FakeContext;
import io.orderstream.model.api.UnavailableException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LambdaTimeTest {

    private final LambdaTime time =
            new LambdaTime(new FakeContext("ingest", Duration.ofSeconds(29)));

    @Test
    void isTheInvocationsOwn() {
        assertThat(time.remaining()).isEqualTo(Duration.ofSeconds(29));
    }

    @Test
    void endsEarly_whenTheInvocationIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> time.pause(Duration.ofDays(1)))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("the order stream");
        assertThat(Thread.interrupted()).isTrue();
    }
}
