package io.orderstream.embedded.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadlineTest {

    @Test
    void checksUntilThereIsAValue() {
        Iterator<Optional<String>> answers =
                List.of(Optional.<String>empty(), Optional.<String>empty(), Optional.of("there"))
                        .iterator();

        assertThat(
                        Deadline.in(Duration.ofMinutes(5))
                                .<String>awaitValue("it is there", answers::next))
                .isEqualTo("there");
    }

    @Test
    void timesOutAndSaysWhatItWaitedFor() {
        assertThatThrownBy(
                        () ->
                                Deadline.in(Duration.ofMillis(100))
                                        .await("the sun rises", () -> false))
                .isInstanceOf(StartException.class)
                .hasMessage("Timed out after 0.1 s while waiting until the sun rises.");
    }

    @Test
    void passesOnAnExceptionOfTheCondition() {
        StartException failure = new StartException("it broke");

        assertThatThrownBy(
                        () ->
                                Deadline.in(Duration.ofMinutes(5))
                                        .await(
                                                "it works",
                                                () -> {
                                                    throw failure;
                                                }))
                .isSameAs(failure);
    }

    @ParameterizedTest
    @CsvSource({"0, 50", "1000, 50", "2000, 100", "4000, 200", "60000, 250"})
    void checksLessOftenDuringALongWait(long waitedMillis, long pauseMillis) {
        assertThat(Deadline.pauseNanos(TimeUnit.MILLISECONDS.toNanos(waitedMillis)))
                .isEqualTo(TimeUnit.MILLISECONDS.toNanos(pauseMillis));
    }
}
