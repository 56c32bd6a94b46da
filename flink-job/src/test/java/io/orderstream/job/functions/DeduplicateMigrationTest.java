package io.orderstream.job.functions;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.StoredState;
import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.ReceivedOrder;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OperatorSnapshotUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Marks that an earlier version of the job left behind, as Flink's own operators are tested. */
class DeduplicateMigrationTest {

    private static final StoredState STATE = new StoredState("deduplicate-v1-flink1.20");

    private static final Duration WINDOW = Duration.ofHours(1);
    private static final long FIRST_SEEN = 1_000;
    private static final long SECOND_SEEN = 2_000;

    // Their ids are the keys, so that a change of how ids are derived shows here too.
    private static final ReceivedOrder FIRST = order().account("a1").received();
    private static final ReceivedOrder SECOND = order().account("a2").received();
    private static final ReceivedOrder THIRD = order().account("a3").received();

    @Test
    @EnabledIfSystemProperty(named = StoredState.WRITE, matches = "true")
    void writeState() throws Exception {
        try (Harness harness = new Harness()) {
            harness.open();
            harness.receive(FIRST, FIRST_SEEN);
            harness.receive(SECOND, SECOND_SEEN);
            OperatorSnapshotUtil.writeStateHandle(harness.snapshot(1, 1), STATE.free().toString());
        }
    }

    @Test
    void whatWasSeenBeforeIsADuplicateStill() throws Exception {
        try (Harness harness = Harness.restored()) {
            harness.receive(FIRST, SECOND_SEEN);
            harness.receive(SECOND, SECOND_SEEN);
            harness.receive(THIRD, SECOND_SEEN);

            assertThat(harness.extractOutputValues())
                    .extracting(PlacedOrder::received)
                    .containsExactly(THIRD);
        }
    }

    @Test
    void theWindowCountsFromWhenTheOrderWasFirstSeen() throws Exception {
        try (Harness harness = Harness.restored()) {
            long now = FIRST_SEEN + WINDOW.toMillis();
            harness.receive(FIRST, now);
            harness.receive(SECOND, now);

            assertThat(harness.extractOutputValues())
                    .extracting(PlacedOrder::received)
                    .containsExactly(FIRST);
        }
    }

    private static final class Harness
            extends KeyedOneInputStreamOperatorTestHarness<String, ReceivedOrder, PlacedOrder> {

        private static final int MAX_PARALLELISM = 128;

        Harness() throws Exception {
            super(
                    new KeyedProcessOperator<>(new Deduplicate(WINDOW, new ArchiveSlots(16))),
                    received -> received.order().id().value(),
                    Types.STRING,
                    MAX_PARALLELISM,
                    1,
                    0);
        }

        static Harness restored() throws Exception {
            OperatorSubtaskState state =
                    OperatorSnapshotUtil.readStateHandle(STATE.path().toString());
            Harness harness = new Harness();
            harness.initializeState(state);
            harness.open();
            return harness;
        }

        void receive(ReceivedOrder order, long processingTime) throws Exception {
            setStateTtlProcessingTime(processingTime);
            processElement(order, 0);
        }

        @Override
        public void close() {
            try {
                super.close();
            } catch (Exception e) {
                throw new AssertionError("The operator did not close", e);
            }
        }
    }
}
