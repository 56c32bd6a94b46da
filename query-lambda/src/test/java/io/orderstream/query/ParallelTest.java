package io.orderstream.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.model.api.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParallelTest {

    private static final Deadline FAR = Deadline.in(Duration.ofMinutes(5), Clock.systemUTC());

    private final Deadline near = Deadline.in(Duration.ofMillis(300), Clock.systemUTC());
    private final Hanging hanging = new Hanging();
    private final Parallel parallel = new Parallel();

    @AfterEach
    void close() {
        parallel.close();
    }

    @Test
    void workGivesItsResult_orItsFailure() {
        assertThat(parallel.within(FAR, () -> 7)).isEqualTo(7);
        assertThatThrownBy(
                        () ->
                                parallel.within(
                                        FAR,
                                        () -> {
                                            throw new IllegalStateException("mine");
                                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
    }

    @Test
    void anErrorOfTheVirtualMachineStaysOne() {
        assertThatThrownBy(
                        () ->
                                parallel.within(
                                        FAR,
                                        () -> {
                                            throw new StackOverflowError();
                                        }))
                .isInstanceOf(StackOverflowError.class);
    }

    @Test
    void workThatHangsIsGivenUpAtTheDeadline_andInterrupted() throws InterruptedException {
        assertThatThrownBy(() -> parallel.within(near, hanging::forever))
                .isInstanceOf(UnavailableException.class);
        hanging.assertNothingHangs();
    }

    @Test
    void readsThatHangAreInterrupted_withTheWorkThatWaitsForThem() throws InterruptedException {
        assertThatThrownBy(
                        () ->
                                parallel.within(
                                        near,
                                        () ->
                                                parallel.map(
                                                        List.of(1, 2, 3),
                                                        input -> hanging.forever())))
                .isInstanceOf(UnavailableException.class);
        hanging.assertNothingHangs();
    }

    @Test
    void resultsComeInTheOrderOfTheInputs() {
        List<Integer> inputs = IntStream.range(0, 100).boxed().toList();

        assertThat(parallel.within(FAR, () -> parallel.map(inputs, input -> input * 2)))
                .isEqualTo(inputs.stream().map(input -> input * 2).toList());
    }

    @Test
    void afterAFailureTheReadsThatWereNotBegunNeverBegin() throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        List<Integer> inputs = IntStream.range(0, 10_000).boxed().toList();

        assertThatThrownBy(
                        () ->
                                parallel.map(
                                        inputs,
                                        input -> {
                                            begun.incrementAndGet();
                                            if (input == 0) {
                                                throw new IllegalStateException("first");
                                            }
                                            throw hanging.forever();
                                        }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("first");
        parallel.close();

        // With a few threads, of which each but one hangs.
        assertThat(begun.get()).isLessThan(100);
        hanging.assertNothingHangs();
    }
}
