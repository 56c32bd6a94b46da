package io.orderstream.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.api.UnavailableException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.retries.api.BackoffStrategy;

class PersistentPutTest {

    private static final Order A = order("019ab043-c95b-8000-8000-00000000000a");
    private static final Order B = order("019ab043-c95b-8000-8000-00000000000b");
    private static final Order C = order("019ab043-c95b-8000-8000-00000000000c");

    private final FakeStream stream = new FakeStream();
    private final Countdown time = new Countdown(Duration.ofSeconds(29));
    private final List<UnavailableException> lostCalls = new ArrayList<>();
    private final PersistentPut put =
            new PersistentPut(
                    stream,
                    BackoffStrategy.exponentialDelayWithoutJitter(
                            Duration.ofSeconds(1), Duration.ofSeconds(60)));

    @Test
    void pausesLongerAfterEachAttempt() {
        stream.thenRefuses(0, 1).thenRefuses(0).thenRefuses(0);

        assertThat(put.put(List.of(A, B), time, lostCalls::add))
                .containsExactlyInAnyOrder(A.id(), B.id());
        assertThat(time.pauses)
                .containsExactly(
                        Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(stream.batchSizes()).containsExactly(2, 2, 1, 1);
    }

    @Test
    void stopsBeforeTheTimeRunsOut_andDoesNotClaimWhatWasNotTaken() {
        stream.thenRefuses(1);
        for (int i = 0; i < 10; i++) {
            stream.thenRefuses(0);
        }

        assertThat(put.put(List.of(A, B, C), time, lostCalls::add))
                .containsExactlyInAnyOrder(A.id(), C.id());
        assertThat(stream.batchSizes()).containsExactly(3, 1, 1, 1, 1);
        // They leave 14 s: not enough for a pause of 16 s.
        assertThat(time.pauses)
                .containsExactly(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        Duration.ofSeconds(8));
    }

    @Test
    void keepsTimeForOneMoreCallAndTheAnswer() {
        stream.thenRefuses(0).thenRefuses(0);
        Countdown tenSeconds = new Countdown(Duration.ofSeconds(10));

        assertThat(put.put(List.of(A), tenSeconds, lostCalls::add)).isEmpty();
        // One pause of 1 s, a call of at most 8 s, and 1 s to answer: that fitted. The next did
        // not.
        assertThat(tenSeconds.pauses).containsExactly(Duration.ofSeconds(1));
        assertThat(stream.records()).isEmpty();
    }

    @Test
    void repeatsAllOfABatchWhoseAnswerWasLost() {
        UnavailableException lost = new UnavailableException("the order stream", null);
        stream.thenThrows(lost);

        assertThat(put.put(List.of(A, B), time, lostCalls::add))
                .containsExactlyInAnyOrder(A.id(), B.id());
        assertThat(stream.batchSizes()).containsExactly(2, 2);
        assertThat(lostCalls).containsExactly(lost);
    }

    @Test
    void doesNotCallAnEmptyBatch() {
        assertThat(put.put(List.of(), time, lostCalls::add)).isEmpty();
        assertThat(stream.batchSizes()).isEmpty();
    }

    @Test
    void doesNotRepeatWhatCannotSucceed() {
        stream.thenThrows(new IllegalStateException("no such stream"));

        assertThatThrownBy(() -> put.put(List.of(A), time, lostCalls::add))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no such stream");
        assertThat(stream.batchSizes()).containsExactly(1);
    }

    private static Order order(String id) {
        return Order.restore(
                OrderId.of(id),
                AccountId.of("a1"),
                VendorId.of("v1"),
                Instant.parse("2026-11-23T10:11:12Z"),
                new BigDecimal("4.5"),
                2,
                Details.ofJson("{\"unitprice\":4.5,\"quantity\":2}"));
    }

    /** Time that passes only in pauses. */
    private static final class Countdown implements TimeLeft {

        private final List<Duration> pauses = new ArrayList<>();
        private Duration left;

        Countdown(Duration left) {
            this.left = left;
        }

        @Override
        public Duration remaining() {
            return left;
        }

        @Override
        public void pause(Duration delay) {
            pauses.add(delay);
            left = left.minus(delay);
        }
    }
}
