package io.orderstream.job.functions;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.StoredState;
import io.orderstream.model.ReceivedOrder;
import java.time.Duration;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Reads marks that an earlier version of the job wrote. Flink tests its operators in this way. */
class DeduplicateMigrationTest {

    private static final StoredState STATE = new StoredState("deduplicate-v2-flink1.20");

    private static final Duration WINDOW = Duration.ofHours(1);
    private static final long FIRST_SEEN = 1_000;
    private static final long SECOND_SEEN = 2_000;

    // The keys of the marks are order ids. So this test also fails if ids are derived differently.
    private static final ReceivedOrder FIRST = order().account("a1").received();
    private static final ReceivedOrder SECOND = order().account("a2").received();
    private static final ReceivedOrder THIRD = order().account("a3").received();

    @Test
    @EnabledIfSystemProperty(named = StoredState.WRITE, matches = "true")
    void writeState() throws Exception {
        try (DeduplicateHarness harness = new DeduplicateHarness(WINDOW)) {
            harness.open();
            receive(harness, FIRST, FIRST_SEEN);
            receive(harness, SECOND, SECOND_SEEN);
            OperatorSnapshotUtil.writeStateHandle(harness.snapshot(1, 1), STATE.free().toString());
        }
    }

    @Test
    void anOrderThatTheEarlierVersionSawIsADuplicate() throws Exception {
        try (DeduplicateHarness harness = restored()) {
            receive(harness, FIRST, SECOND_SEEN);
            receive(harness, SECOND, SECOND_SEEN);
            receive(harness, THIRD, SECOND_SEEN);

            assertThat(harness.extractOutputValues()).containsExactly(THIRD);
        }
    }

    @Test
    void theWindowBeginsWhenTheEarlierVersionSawTheOrder() throws Exception {
        try (DeduplicateHarness harness = restored()) {
            long now = FIRST_SEEN + WINDOW.toMillis();
            receive(harness, FIRST, now);
            receive(harness, SECOND, now);

            assertThat(harness.extractOutputValues()).containsExactly(FIRST);
        }
    }

    private static DeduplicateHarness restored() throws Exception {
        DeduplicateHarness harness = new DeduplicateHarness(WINDOW);
        harness.initializeState(OperatorSnapshotUtil.readStateHandle(STATE.path().toString()));
        harness.open();
        return harness;
    }

    private static void receive(
            DeduplicateHarness harness, ReceivedOrder order, long processingTime) throws Exception {
        harness.setStateTtlProcessingTime(processingTime);
        harness.receive(order);
    }
}
