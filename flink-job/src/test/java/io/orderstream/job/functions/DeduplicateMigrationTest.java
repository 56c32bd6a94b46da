package io.orderstream.job.functions;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.StoredState;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedOrder;
import java.time.Duration;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Tests that {@link Deduplicate} reads state that an earlier version of the job wrote. This state
 * has a mark for each order and event that was seen. Flink tests its operators in this way.
 */
class DeduplicateMigrationTest {

    /** Marks of {@link #FIRST} and {@link #SECOND}, written by a version without events. */
    private static final StoredState ORDERS = new StoredState("deduplicate-v2-flink1.20");

    /** Marks of {@link #FIRST} and {@link #CANCELLED}. */
    private static final StoredState EVENTS = new StoredState("deduplicate-v3-flink1.20");

    private static final Duration WINDOW = Duration.ofHours(1);
    private static final long FIRST_SEEN = 1_000;
    private static final long SECOND_SEEN = 2_000;

    // The keys of the marks are order ids. So this test also fails if ids are derived differently.
    private static final ReceivedOrder FIRST = order().account("a1").received();
    private static final ReceivedOrder SECOND = order().account("a2").received();
    private static final ReceivedOrder THIRD = order().account("a3").received();

    private static final Received CANCELLED = order().account("a1").event("cancelled", "");
    private static final Received FULFILLED = order().account("a1").event("fulfilled", "");

    @Test
    @EnabledIfSystemProperty(named = StoredState.WRITE, matches = "true")
    void writeState() throws Exception {
        try (DeduplicateHarness harness = new DeduplicateHarness(WINDOW)) {
            harness.open();
            receive(harness, FIRST, FIRST_SEEN);
            receive(harness, CANCELLED, SECOND_SEEN);
            OperatorSnapshotUtil.writeStateHandle(harness.snapshot(1, 1), EVENTS.free().toString());
        }
    }

    @Test
    void anOrderThatTheEarlierVersionSawIsADuplicate() throws Exception {
        try (DeduplicateHarness harness = restored(ORDERS)) {
            receive(harness, FIRST, SECOND_SEEN);
            receive(harness, SECOND, SECOND_SEEN);
            receive(harness, THIRD, SECOND_SEEN);

            assertThat(harness.extractOutputValues()).containsExactly(THIRD);
        }
    }

    @Test
    void theWindowBeginsWhenTheEarlierVersionSawTheOrder() throws Exception {
        try (DeduplicateHarness harness = restored(ORDERS)) {
            long now = FIRST_SEEN + WINDOW.toMillis();
            receive(harness, FIRST, now);
            receive(harness, SECOND, now);

            assertThat(harness.extractOutputValues()).containsExactly(FIRST);
        }
    }

    @Test
    void anEventThatTheEarlierVersionSawIsADuplicate_inItsWindow() throws Exception {
        try (DeduplicateHarness harness = restored(EVENTS)) {
            long now = FIRST_SEEN + WINDOW.toMillis();
            receive(harness, FIRST, now);
            receive(harness, CANCELLED, now);
            receive(harness, FULFILLED, now);
            receive(harness, CANCELLED, SECOND_SEEN + WINDOW.toMillis());

            assertThat(harness.extractOutputValues()).containsExactly(FIRST, FULFILLED, CANCELLED);
        }
    }

    @Test
    void eventsPassOnce_afterARestoreFromStateWithoutEvents() throws Exception {
        try (DeduplicateHarness harness = restored(ORDERS)) {
            receive(harness, CANCELLED, SECOND_SEEN);
            receive(harness, CANCELLED, SECOND_SEEN);

            assertThat(harness.extractOutputValues()).containsExactly(CANCELLED);
        }
    }

    private static DeduplicateHarness restored(StoredState state) throws Exception {
        DeduplicateHarness harness = new DeduplicateHarness(WINDOW);
        harness.initializeState(OperatorSnapshotUtil.readStateHandle(state.path().toString()));
        harness.open();
        return harness;
    }

    private static void receive(DeduplicateHarness harness, Received received, long processingTime)
            throws Exception {
        harness.setStateTtlProcessingTime(processingTime);
        harness.receive(received);
    }
}
