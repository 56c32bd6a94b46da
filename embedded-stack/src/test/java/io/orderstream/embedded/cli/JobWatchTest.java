package io.orderstream.embedded.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.embedded.flink.FlinkJob.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobWatchTest {

    private static final Instant TEN_O_CLOCK = Instant.parse("2026-11-28T10:00:00Z");

    private final List<String> said = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();
    private String state = "RUNNING";
    private Optional<Failure> failure = Optional.empty();
    private boolean answers = true;
    private boolean stopping;

    private final JobWatch watch =
            new JobWatch(
                    new JobWatch.Job() {
                        @Override
                        public String state() {
                            if (!answers) {
                                throw new IllegalStateException("connection refused");
                            }
                            return state;
                        }

                        @Override
                        public Optional<Failure> newestFailure() {
                            return failure;
                        }
                    },
                    said::add,
                    lost::add,
                    () -> stopping);

    @Test
    void aRunningJobIsNotReported() {
        assertThat(watch.poll()).isTrue();

        assertThat(said).isEmpty();
        assertThat(lost).isEmpty();
    }

    @Test
    void aFailureIsReportedOnce_andFurtherOnesAtMostOnceAMinute() {
        state = "RESTARTING";
        fail(TEN_O_CLOCK, "no table");
        fail(TEN_O_CLOCK, "no table");
        fail(TEN_O_CLOCK.plusSeconds(5), "no table");
        fail(TEN_O_CLOCK.plusSeconds(59), "no table");
        fail(TEN_O_CLOCK.plusSeconds(61), "no bucket");

        assertThat(said)
                .containsExactly(
                        "The Flink job has failed and restarts: no table",
                        "The Flink job has failed and restarts: no bucket");
        assertThat(lost).isEmpty();
    }

    private void fail(Instant time, String cause) {
        failure = Optional.of(new Failure(time, cause));
        assertThat(watch.poll()).isTrue();
    }

    @Test
    void aJobThatFlinkDoesNotRestartIsLost() {
        state = "FAILED";
        failure = Optional.of(new Failure(TEN_O_CLOCK, "no table"));

        assertThat(watch.poll()).isFalse();

        assertThat(lost)
                .containsExactly(
                        "The Flink job has failed, and Flink will not restart it: no table");
    }

    @Test
    void aCancelledJobIsReported() {
        state = "CANCELED";

        assertThat(watch.poll()).isFalse();

        assertThat(said)
                .containsExactly(
                        "The Flink job is CANCELED: orders are still accepted, but they are not processed.");
        assertThat(lost).isEmpty();
    }

    @Test
    void aCancelledJobIsNotReported_whenTheStackStops() {
        state = "CANCELED";
        failure = Optional.of(new Failure(TEN_O_CLOCK, "no table"));
        stopping = true;

        assertThat(watch.poll()).isFalse();

        assertThat(said).isEmpty();
        assertThat(lost).isEmpty();
    }

    @Test
    void aClusterThatFailsToAnswerThreeTimesInARowIsLost() {
        answers = false;
        assertThat(watch.poll()).isTrue();
        answers = true;
        assertThat(watch.poll()).isTrue();
        answers = false;
        assertThat(watch.poll()).isTrue();
        assertThat(watch.poll()).isTrue();
        assertThat(lost).isEmpty();

        assertThat(watch.poll()).isFalse();

        assertThat(lost).containsExactly("Flink does not answer: connection refused");
    }
}
