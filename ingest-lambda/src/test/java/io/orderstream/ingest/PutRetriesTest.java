package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.lambda.fixture.SettableClock;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.retries.api.BackoffStrategy;

class PutRetriesTest {

    private static final Posted A = order("019ab043-c95b-8000-8000-00000000000a");
    private static final Posted B = order("019ab043-c95b-8000-8000-00000000000b");
    private static final Posted C = order("019ab043-c95b-8000-8000-00000000000c");

    private static final BackoffStrategy BACKOFF =
            BackoffStrategy.exponentialDelayWithoutJitter(
                    Duration.ofSeconds(1), Duration.ofSeconds(60));

    private final FakeStream stream = new FakeStream();
    private final SettableClock clock = new SettableClock();
    private final List<Duration> pauses = new ArrayList<>();
    private final InvocationDeadline time = in(Duration.ofSeconds(29));
    private final PutRetries retries = new PutRetries(stream, BACKOFF, this::pause);

    private InvocationDeadline in(Duration left) {
        return InvocationDeadline.in(left, clock, "the stream");
    }

    @Test
    void pausesLongerAfterEachAttempt() {
        stream.thenRefusesRecordsAt(0, 1).thenRefusesRecordsAt(0).thenRefusesRecordsAt(0);

        assertThat(retries.putAll(List.of(A, B), time)).isEqualTo(allTaken(A, B));
        assertThat(pauses)
                .containsExactly(
                        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(stream.batchSizes()).containsExactly(2, 2, 1, 1);
    }

    @Test
    void stopsBeforeTheDeadline_andReportsOnlyWhatWasTaken() {
        stream.thenRefusesRecordsAt(1);
        for (int i = 0; i < 10; i++) {
            stream.thenRefusesRecordsAt(0);
        }

        PutOutcome outcome = retries.putAll(List.of(A, B, C), time);

        assertThat(outcome.taken()).containsExactlyInAnyOrder(A, C);
        assertThat(outcome.failure().orElseThrow())
                .hasMessage("The stream refused a record: ProvisionedThroughputExceededException");
        assertThat(outcome.noneTaken()).isFalse();
        assertThat(stream.batchSizes()).containsExactly(3, 1, 1, 1, 1);
        // After pauses of 1, 2, 4 and 8 s, 14 of 29 s are left. The next pause would take 16 s.
        assertThat(pauses)
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8));
    }

    @Test
    void keepsTwoSecondsForTheNextAttempt() {
        stream.thenThrottles().thenThrottles().thenThrottles();

        assertThat(retries.putAll(List.of(A), in(Duration.ofSeconds(5))).taken()).isEmpty();
        // Pauses of 1 s and 2 s leave 2 s for the last attempt, and no time for a pause of 4 s.
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
        assertThat(stream.batchSizes()).containsExactly(1, 1, 1);
    }

    @Test
    void retriesAllRecordsOfABatch_whoseAnswerWasLost() {
        stream.thenLosesTheAnswer();

        assertThat(retries.putAll(List.of(A, B), time)).isEqualTo(allTaken(A, B));
        assertThat(stream.batchSizes()).containsExactly(2, 2);
    }

    @Test
    void doesNotCallTheStream_forAnEmptyBatch() {
        assertThat(retries.putAll(List.of(), time)).isEqualTo(allTaken());
        assertThat(stream.batchSizes()).isEmpty();
    }

    @Test
    void doesNotRetryACall_thatCannotSucceed() {
        NotTakenException denied = FakeStream.denied();
        stream.thenThrows(denied);

        assertThat(retries.putAll(List.of(A), time))
                .isEqualTo(new PutOutcome(Set.of(), Optional.of(denied), true));
        assertThat(stream.batchSizes()).containsExactly(1);
    }

    @Test
    void retriesOnlyTheRecordsThatCanSucceed() {
        NotTakenException denied = NotTakenException.refusedRecord("KMSDisabledException", false);
        stream.then(posted -> Map.of(0, denied, 1, FakeStream.throttled()));

        PutOutcome outcome = retries.putAll(List.of(A, B), time);

        assertThat(outcome.taken()).containsExactly(B);
        assertThat(outcome.failure()).isPresent();
        assertThat(stream.batchSizes()).containsExactly(2, 1);
    }

    /** Examples of what an attempt may throw. */
    static Stream<Throwable> thrownByAnAttempt() {
        return Stream.of(
                FakeStream.throttled(),
                FakeStream.denied(),
                NotTakenException.notAsked("no time"),
                NotTakenException.noResult(),
                NotTakenException.lost(new IllegalStateException("connection reset")),
                new IllegalStateException("a bug"),
                new NullPointerException("a bug"),
                new StackOverflowError());
    }

    @ParameterizedTest
    @MethodSource("thrownByAnAttempt")
    void ordersThatWereTaken_stayTaken_whateverHappensLater(Throwable thrown) {
        stream.thenRefusesRecordsAt(2);
        for (int i = 0; i < 10; i++) {
            stream.thenThrows(thrown);
        }

        PutOutcome outcome = retries.putAll(List.of(A, B, C), time);

        assertThat(outcome.taken()).containsExactlyInAnyOrder(A, B);
        assertThat(outcome.failure()).isPresent();
        assertThat(outcome.noneTaken()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("thrownByAnAttempt")
    void afterALostAnswer_noneTakenIsFalse_whateverHappensLater(Throwable thrown) {
        stream.thenLosesTheAnswer();
        for (int i = 0; i < 10; i++) {
            stream.thenThrows(thrown);
        }

        PutOutcome outcome = retries.putAll(List.of(A, B, C), time);

        assertThat(outcome.taken()).isEmpty();
        assertThat(outcome.failure()).isPresent();
        assertThat(outcome.noneTaken()).isFalse();
    }

    @Test
    void stops_whenTheThreadIsInterrupted() {
        stream.thenRefusesRecordsAt(1);
        PutRetries interrupted = new PutRetries(stream, BACKOFF, delay -> false);

        PutOutcome outcome = interrupted.putAll(List.of(A, B), time);

        assertThat(outcome.taken()).containsExactly(A);
        assertThat(stream.batchSizes()).containsExactly(2);
    }

    @Test
    void retriesASingleOrderLikeABatch() {
        stream.thenThrottles().thenLosesTheAnswer();

        assertThat(retries.putOne(A, time)).isEqualTo(allTaken(A));
        assertThat(stream.records()).containsExactly(A.orderId(), A.orderId());
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    private static PutOutcome allTaken(Posted... posted) {
        return new PutOutcome(Set.of(posted), Optional.empty(), false);
    }

    private static Posted order(String id) {
        return Posted.of(
                Order.restore(
                        OrderId.of(id),
                        AccountId.of("a1"),
                        VendorId.of("v1"),
                        Instant.parse("2026-11-23T10:11:12Z"),
                        Optional.empty(),
                        new BigDecimal("4.5"),
                        2,
                        Details.ofJson("{\"unitprice\":4.5,\"quantity\":2}")));
    }

    /** Records the pause and moves the clock forward by it. Nothing else moves the clock. */
    private boolean pause(Duration delay) {
        pauses.add(delay);
        clock.advance(delay);
        return true;
    }

    @Test
    void aPauseEndsEarly_whenTheThreadIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThat(PutRetries.sleep(Duration.ofDays(1))).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }
}
