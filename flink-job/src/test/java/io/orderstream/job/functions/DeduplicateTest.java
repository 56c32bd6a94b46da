package io.orderstream.job.functions;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import java.time.Duration;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

class DeduplicateTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private static final ReceivedOrder FIRST = order().account("a1").received();
    private static final ReceivedOrder SECOND = order().account("a2").received();
    private static final ReceivedOrder FIRST_AGAIN =
            order().account("a1").receivedAt("2026-11-23T10:11:19.900Z").received();

    private static final ReceivedEvent CANCELLED = order().account("a1").event("cancelled", "");
    private static final ReceivedEvent FULFILLED = order().account("a1").event("fulfilled", "");
    private static final ReceivedEvent CANCELLED_AGAIN =
            order().account("a1").at("shardId-1", "4967").event("cancelled", "");

    @Test
    void differentOrdersGoThrough() throws Exception {
        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR)) {
            harness.open();
            harness.receive(FIRST);
            harness.receive(SECOND);

            assertThat(harness.extractOutputValues()).containsExactly(FIRST, SECOND);
        }
    }

    @Test
    void aDuplicateWithinTheWindowIsDropped() throws Exception {
        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR)) {
            harness.open();
            harness.receive(FIRST);
            harness.setStateTtlProcessingTime(HOUR.toMillis() - 1);
            harness.receive(FIRST_AGAIN);

            assertThat(harness.extractOutputValues()).containsExactly(FIRST);
        }
    }

    @Test
    void aCopyAfterTheWindowGoesThrough() throws Exception {
        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR)) {
            harness.open();
            harness.receive(FIRST);
            harness.setStateTtlProcessingTime(HOUR.toMillis());
            harness.receive(FIRST_AGAIN);

            assertThat(harness.extractOutputValues()).containsExactly(FIRST, FIRST_AGAIN);
        }
    }

    @Test
    void aDuplicateDoesNotProlongTheWindow() throws Exception {
        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR)) {
            harness.open();
            harness.receive(FIRST);
            harness.setStateTtlProcessingTime(HOUR.toMillis() / 2);
            harness.receive(FIRST_AGAIN);
            harness.setStateTtlProcessingTime(HOUR.toMillis());
            harness.receive(FIRST_AGAIN);

            assertThat(harness.extractOutputValues()).containsExactly(FIRST, FIRST_AGAIN);
        }
    }

    @Test
    void anOrderAndItsEventsGoThrough_evenIfAnEventComesFirst() throws Exception {
        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR)) {
            harness.open();
            harness.receive(CANCELLED);
            harness.receive(FIRST);
            harness.receive(FULFILLED);

            assertThat(harness.extractOutputValues()).containsExactly(CANCELLED, FIRST, FULFILLED);
        }
    }

    @Test
    void aDuplicateOfAnEventIsDropped_andDoesNotProlongTheWindow() throws Exception {
        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR)) {
            harness.open();
            harness.receive(CANCELLED);
            harness.setStateTtlProcessingTime(HOUR.toMillis() - 1);
            harness.receive(CANCELLED_AGAIN);
            assertThat(harness.extractOutputValues()).containsExactly(CANCELLED);
            harness.setStateTtlProcessingTime(HOUR.toMillis());
            harness.receive(CANCELLED_AGAIN);

            assertThat(harness.extractOutputValues()).containsExactly(CANCELLED, CANCELLED_AGAIN);
        }
    }

    /**
     * An event has its own window. Neither its order nor another event begins or ends this window.
     */
    @Test
    void eachEventHasItsOwnWindow() throws Exception {
        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR)) {
            harness.open();
            harness.receive(FIRST);
            harness.receive(CANCELLED);
            harness.setStateTtlProcessingTime(HOUR.toMillis() / 2);
            harness.receive(FULFILLED);
            harness.setStateTtlProcessingTime(HOUR.toMillis());
            harness.receive(FULFILLED);
            harness.receive(CANCELLED_AGAIN);
            harness.receive(FIRST_AGAIN);

            assertThat(harness.extractOutputValues())
                    .containsExactly(FIRST, CANCELLED, FULFILLED, CANCELLED_AGAIN, FIRST_AGAIN);
        }
    }

    @Test
    void copiesOfEventsPass_andNoStateIsKept_ifTheTimeToLiveIsZero() throws Exception {
        try (DeduplicateHarness harness = new DeduplicateHarness(Duration.ZERO)) {
            harness.open();
            harness.receive(CANCELLED);
            harness.receive(CANCELLED_AGAIN);

            assertThat(harness.extractOutputValues()).containsExactly(CANCELLED, CANCELLED_AGAIN);
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void anOrderWithoutEventsKeepsOneMark() throws Exception {
        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR)) {
            harness.open();
            harness.receive(FIRST);

            assertThat(harness.numKeyedStateEntries()).isOne();
        }
    }

    @Test
    void marksOfEventsAreRestored() throws Exception {
        OperatorSubtaskState snapshot;
        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR)) {
            harness.open();
            harness.receive(CANCELLED);
            snapshot = harness.snapshot(1, 1);
        }

        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR)) {
            harness.initializeState(snapshot);
            harness.open();
            harness.receive(CANCELLED_AGAIN);
            harness.receive(FULFILLED);

            assertThat(harness.extractOutputValues()).containsExactly(FULFILLED);
        }
    }

    @Test
    void copiesOfOrdersPass_andNoStateIsKept_ifTheTimeToLiveIsZero() throws Exception {
        try (DeduplicateHarness harness = new DeduplicateHarness(Duration.ZERO)) {
            harness.open();
            harness.receive(FIRST);
            harness.receive(FIRST_AGAIN);

            assertThat(harness.extractOutputValues()).containsExactly(FIRST, FIRST_AGAIN);
            assertThat(harness.numKeyedStateEntries()).isZero();
        }
    }

    @Test
    void marksOfOrdersAreRestored() throws Exception {
        OperatorSubtaskState snapshot;
        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR)) {
            harness.open();
            harness.receive(FIRST);
            assertThat(harness.numKeyedStateEntries()).isOne();
            snapshot = harness.snapshot(1, 1);
        }

        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR)) {
            harness.initializeState(snapshot);
            harness.open();
            harness.receive(FIRST_AGAIN);
            harness.receive(SECOND);

            assertThat(harness.extractOutputValues()).containsExactly(SECOND);
        }
    }

    @Test
    void aLongerWindowAppliesToMarksFromAShorterWindow() throws Exception {
        OperatorSubtaskState snapshot;
        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR)) {
            harness.open();
            harness.receive(FIRST);
            snapshot = harness.snapshot(1, 1);
        }

        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR.multipliedBy(2))) {
            harness.initializeState(snapshot);
            harness.open();
            harness.setStateTtlProcessingTime(HOUR.toMillis() + 1);
            harness.receive(FIRST_AGAIN);

            assertThat(harness.extractOutputValues()).isEmpty();
        }
    }

    @Test
    void aJobWithoutDeduplicationRestoresStateWithMarks() throws Exception {
        OperatorSubtaskState snapshot;
        try (DeduplicateHarness harness = new DeduplicateHarness(HOUR)) {
            harness.open();
            harness.receive(FIRST);
            snapshot = harness.snapshot(1, 1);
        }

        try (DeduplicateHarness harness = new DeduplicateHarness(Duration.ZERO)) {
            harness.initializeState(snapshot);
            harness.open();
            harness.receive(FIRST_AGAIN);

            assertThat(harness.extractOutputValues()).containsExactly(FIRST_AGAIN);
        }
    }

    @Test
    void aNegativeTimeToLiveIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Deduplicate(Duration.ofSeconds(-1)))
                .withMessage("Time-to-live: expected 0 or more, found PT-1S");
    }
}
