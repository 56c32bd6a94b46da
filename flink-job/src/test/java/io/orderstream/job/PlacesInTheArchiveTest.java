package io.orderstream.job;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.records.PlacedRecord;
import io.orderstream.model.OrderId;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.storage.ArchiveLayout;
import io.orderstream.model.wire.EventDocument;
import io.orderstream.model.wire.OrderDocument;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests that each item has the place at which FileSink really wrote the item's line: the folder,
 * the part and the byte.
 */
class PlacesInTheArchiveTest {

    private static final ReceivedOrder A = order().account("a").received();
    private static final ReceivedOrder B = order().account("b").received();
    private static final ReceivedOrder C = order().account("c").received();
    private static final ReceivedOrder D = order().account("d").received();

    private static final int FULL_FILE = (int) ArchiveLayout.FULL_FILE_BYTES;
    private static final int LONG_LINE = 60_000;

    @TempDir private Path directory;

    private final CollectingTable table = new CollectingTable();

    @Test
    void aBarrierBeginsAnEpoch() throws Exception {
        try (PlacingTask task = start(1)) {
            task.receive(A);
            task.barrier(7);
            task.receive(B);
            task.barrier(8);
            task.receive(C);
            task.completed(8);

            assertThat(checkpointOf(item(A))).isEqualTo("0000000000");
            assertThat(checkpointOf(item(B))).isEqualTo("0000000007");
            assertThat(checkpointOf(item(C))).isEqualTo("0000000008");
            assertArchived(A, B);
        }
    }

    @Test
    void eventsOfOrdersInDifferentSlotsShareOneFolder_whoseOffsetsStartAtZero() throws Exception {
        Received first = order().account("a").event("cancelled", "");
        Received second = order().account("b").event("fulfilled", "");
        try (PlacingTask task = start(4)) {
            task.receive(A);
            task.receive(first);
            task.receive(second);
            task.barrier(7);
            task.completed(7);

            assertThat(hourAndSlot(A, 4)).isNotEqualTo(hourAndSlot(B, 4));
            assertThat(item(first).archive())
                    .startsWith(hourAndSlot(first, 4))
                    .isEqualTo(item(second).archive());
            assertThat(item(first).offset()).isZero();
            assertThat(item(second).offset())
                    .isEqualTo(EventDocument.line((ReceivedEvent) first).length);
            assertArchived(A, first, second);
        }
    }

    @Test
    void aRestoreBeginsANewEpoch() throws Exception {
        TaskStateSnapshot first;
        PlacedRecord lost;
        try (PlacingTask task = start(1)) {
            task.receive(A);
            first = task.barrier(1);
            task.receive(B);
            task.barrier(2);
            lost = item(B);
        }
        assertArchived();

        try (PlacingTask task = PlacingTask.restore(table, directory, 1, 1, first)) {
            assertArchived(A);
            task.receive(B);
            task.receive(C);
            task.barrier(2);
            task.completed(2);

            assertArchived(A, B, C);
            assertThat(item(B).archive()).isNotEqualTo(lost.archive()).isEqualTo(item(C).archive());
        }
    }

    /**
     * The next completed checkpoint commits the files of two epochs: the epoch before and the epoch
     * after the failed checkpoint.
     */
    @Test
    void aCheckpointThatFailsAfterItsBarrierAlsoEndsAnEpoch() throws Exception {
        try (PlacingTask task = start(1)) {
            task.barrier(1);
            task.receive(A);
            task.barrier(2);
            task.aborted(2);
            task.receive(B);
            assertArchived();
            task.barrier(3);
            task.completed(3);

            assertThat(checkpointOf(item(A))).isEqualTo("0000000001");
            assertThat(checkpointOf(item(B))).isEqualTo("0000000002");
            assertArchived(A, B);
        }
    }

    @Test
    void aCheckpointThatFailsBeforeItsBarrierEndsNoEpoch() throws Exception {
        try (PlacingTask task = start(1)) {
            task.barrier(1);
            task.receive(A);
            task.aborted(2);
            task.abortedBarrier(2);
            task.receive(B);
            task.barrier(3);
            task.completed(3);

            assertThat(checkpointOf(item(B))).isEqualTo("0000000001");
            assertArchived(A, B);
            assertThat(new ArchiveDirectory(directory).files("invoices")).hasSize(1);
        }
    }

    @Test
    void afterARestore_allOrdersSinceTheLastCompletedCheckpointArePlacedAgain() throws Exception {
        TaskStateSnapshot first;
        try (PlacingTask task = start(1)) {
            task.receive(A);
            first = task.barrier(1);
            task.completed(1);
            task.receive(B);
            task.barrier(2);
            task.aborted(2);
            task.receive(C);
        }

        try (PlacingTask task = PlacingTask.restore(table, directory, 1, 1, first)) {
            task.receive(B);
            task.receive(C);
            // The checkpoint coordinator does not use the number of a failed checkpoint again.
            task.barrier(3);
            task.completed(3);

            assertArchived(A, B, C);
            // A is in the first epoch of the first task, and C is in the first epoch of the
            // restored task.
            assertThat(checkpointOf(item(A))).isEqualTo(checkpointOf(item(C)));
            assertThat(item(A).archive()).isNotEqualTo(item(C).archive());
        }
    }

    /**
     * Flink tells a task that a savepoint is complete only if the savepoint stops the job. This
     * savepoint does not stop the job.
     */
    @Test
    void aSavepointEndsAnEpoch() throws Exception {
        TaskStateSnapshot savepoint;
        try (PlacingTask task = start(1)) {
            task.receive(A);
            task.barrier(1);
            task.completed(1);
            task.receive(B);
            savepoint = task.savepoint(2);
            task.receive(C);
            task.barrier(3);
            task.completed(3);

            assertThat(checkpointOf(item(B))).isEqualTo("0000000001");
            assertThat(checkpointOf(item(C))).isEqualTo("0000000002");
            assertArchived(A, B, C);
        }

        try (PlacingTask task = PlacingTask.restore(table, directory, 1, 2, savepoint)) {
            task.receive(D);
            task.barrier(4);
            task.completed(4);

            assertArchived(A, B, C, D);
        }
    }

    /** With three slots, the border between two subtasks lies inside the second slot. */
    @Test
    void twoSubtasksShareASlot() throws Exception {
        try (PlacingTask one = PlacingTask.start(table, directory, 3, 0, 2);
                PlacingTask other = PlacingTask.start(table, directory, 3, 1, 2)) {
            for (long checkpoint = 1; checkpoint <= 3; checkpoint++) {
                for (int i = 0; i < 50; i++) {
                    ReceivedOrder order = order().account(checkpoint + "-" + i).received();
                    (subtaskOf(order) == 0 ? one : other).receive(order);
                }
                one.barrier(checkpoint);
                other.barrier(checkpoint);
                if (checkpoint != 2) {
                    one.completed(checkpoint);
                    other.completed(checkpoint);
                    assertThat(archived()).containsExactlyInAnyOrderElementsOf(table.items());
                }
            }
        }
        assertThat(archived()).hasSize(150);
        assertThat(
                        archived().stream()
                                .filter(line -> line.archive().contains("/slot=01/"))
                                .map(line -> subtaskOf(line.received()))
                                .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(0, 1);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0, x", "0, 1, x", "1, 1, x",
        "-1, 0, é", "0, 1, é", "1, 1, é",
        "-1, 0, 😀", "0, 1, 😀", "1, 1, 😀"
    })
    void aFileEndsAtExactlyItsFullLength(int beyondFull, int expectedPart, String filling)
            throws Exception {
        ReceivedOrder next = ofLength(1_000, 999, filling);
        try (PlacingTask task = start(1)) {
            int number = 0;
            int rest = FULL_FILE + beyondFull;
            for (; rest > LONG_LINE; rest -= LONG_LINE) {
                task.receive(ofLength(LONG_LINE, number++, filling));
            }
            task.receive(ofLength(rest, number, filling));
            task.receive(next);
            task.barrier(1);
            task.completed(1);
        }

        assertThat(table.items())
                .filteredOn(item -> !item.received().equals(next))
                .allMatch(item -> item.part() == 0);
        assertThat(item(next).part()).isEqualTo(expectedPart);
        assertThat(archived()).containsExactlyInAnyOrderElementsOf(table.items());
    }

    @Test
    void aFileOfEventsCanHaveMoreBytesThanAFullFileOfOrders() throws Exception {
        String reason = ",\"reason\":\"" + "x".repeat(500) + '"';
        try (PlacingTask task = start(1)) {
            for (int number = 0; number < 7_000; number++) {
                task.receive(order().account("a" + number).event("cancelled", reason));
            }
            task.barrier(1);
            task.completed(1);
        }

        assertThat(table.items())
                .hasSize(7_000)
                .allMatch(item -> item.part() == 0)
                .anyMatch(item -> item.offset() > FULL_FILE);
        assertThat(Set.copyOf(archived())).isEqualTo(Set.copyOf(table.items()));
    }

    @Test
    void partsCountFromZeroInEachEpoch() throws Exception {
        try (PlacingTask task = start(1)) {
            for (int checkpoint = 1; checkpoint <= 2; checkpoint++) {
                for (int i = 0; i < 100; i++) {
                    task.receive(ofLength(LONG_LINE, checkpoint * 100 + i, "x"));
                }
                task.barrier(checkpoint);
                task.completed(checkpoint);
            }
        }

        assertThat(table.items())
                .extracting(item -> checkpointOf(item) + " " + item.part())
                .containsOnly("0000000000 0", "0000000000 1", "0000000001 0", "0000000001 1");
        assertThat(archived()).containsExactlyInAnyOrderElementsOf(table.items());
    }

    /** Lengths, hours, slots and barriers are random. */
    @RepeatedTest(3)
    void eachItemNamesThePlaceOfItsLine_inARandomHistory() throws Exception {
        long seed = Long.getLong("orderstream.scenario.seed", new Random().nextLong());
        Random random = new Random(seed);
        int checkpoint = 0;
        try (PlacingTask task = start(2)) {
            for (int number = 0; number < 600; number++) {
                int length = random.nextInt(10) == 0 ? 500 : 50_000 + random.nextInt(15_000);
                String filling = List.of("x", "é", "€", "😀").get(random.nextInt(4));
                String hour =
                        random.nextInt(4) == 0
                                ? "2026-11-24T00:00:00Z"
                                : "2026-11-23T23:59:59.999Z";
                ReceivedOrder order = ofLength(length, number, filling, hour);
                // Every fifth record is an event.
                task.receive(
                        number % 5 == 0
                                ? order().account("a" + number)
                                        .receivedAt(hour)
                                        .event("cancelled", ",\"reason\":\"" + filling + "\"")
                                : order);
                // The first 400 records are in one epoch, so that a second file begins in it.
                if (number > 400 && random.nextInt(50) == 0) {
                    task.barrier(++checkpoint);
                    if (random.nextBoolean()) {
                        task.completed(checkpoint);
                    }
                }
            }
            task.barrier(++checkpoint);
            task.completed(checkpoint);
        }

        assertThat(Set.copyOf(archived()))
                .as("seed %s", seed)
                .hasSize(600)
                .isEqualTo(Set.copyOf(table.items()));
        assertThat(table.items())
                .as("seed %s", seed)
                .anyMatch(item -> item.part() > 0)
                .anyMatch(item -> item.archive().startsWith("events/") && item.offset() > 0)
                .allMatch(item -> item.archive().startsWith(hourAndSlot(item.received(), 2)));
    }

    private static String hourAndSlot(Received received, int slots) {
        String hour = ArchiveLayout.hour(received.receivedAt());
        if (received instanceof ReceivedEvent) {
            return "events/" + hour + "/slot=00/";
        }
        int keyGroup =
                KeyGroupRangeAssignment.assignToKeyGroup(
                        received.orderId(), PlacingTask.MAX_PARALLELISM);
        int slot = keyGroup * slots / PlacingTask.MAX_PARALLELISM;
        return "invoices/" + hour + "/slot=0" + slot + "/";
    }

    /** The writer forgets a folder at the second barrier after the folder's last line. */
    @Test
    void theArchivesStateDoesNotGrowWithTheNumberOfFinishedFolders() throws Exception {
        Set<Long> sizes = new HashSet<>();
        try (PlacingTask task = start(4)) {
            for (int checkpoint = 1; checkpoint <= 30; checkpoint++) {
                for (int i = 0; i < 40; i++) {
                    task.receive(order().account(checkpoint + "-" + i).received());
                }
                TaskStateSnapshot state = task.barrier(checkpoint);
                task.completed(checkpoint);
                if (checkpoint > 1) {
                    sizes.add(operatorStateBytes(state));
                }
            }
        }

        assertThat(sizes).hasSize(1);
    }

    private static long operatorStateBytes(TaskStateSnapshot state) {
        long bytes = 0;
        for (var operator : state.getSubtaskStateMappings()) {
            OperatorSubtaskState subtask = operator.getValue();
            bytes += subtask.getManagedOperatorState().getStateSize();
        }
        return bytes;
    }

    private PlacingTask start(int slots) throws Exception {
        return PlacingTask.start(table, directory, slots);
    }

    private List<PlacedRecord> archived() throws Exception {
        ArchiveDirectory archive = new ArchiveDirectory(directory);
        List<PlacedRecord> archived = new ArrayList<>(archive.orders());
        archived.addAll(archive.events());
        return archived;
    }

    /**
     * Asserts that the archive has each of these records once, at the place in its item, and no
     * other record.
     */
    private void assertArchived(Received... records) throws Exception {
        List<PlacedRecord> items = new ArrayList<>();
        for (Received received : records) {
            items.add(item(received));
        }
        assertThat(archived()).containsExactlyInAnyOrderElementsOf(items);
    }

    private PlacedRecord item(Received received) {
        return table.items().stream()
                .filter(item -> item.received().equals(received))
                .findFirst()
                .orElseThrow();
    }

    /** The number of the checkpoint that began the epoch; 0 for the first epoch. */
    private static String checkpointOf(PlacedRecord item) {
        String folder = item.archive();
        return folder.substring(folder.lastIndexOf('-') + 1, folder.length() - 1);
    }

    private static int subtaskOf(Received received) {
        OrderId id = received.orderId();
        return KeyGroupRangeAssignment.assignKeyToParallelOperator(
                id, PlacingTask.MAX_PARALLELISM, 2);
    }

    private static ReceivedOrder ofLength(int bytes, int number, String filling) {
        return ofLength(bytes, number, filling, "2026-11-23T10:11:12.480Z");
    }

    /** An order whose line has this length in bytes. */
    private static ReceivedOrder ofLength(
            int bytes, int number, String filling, String receivedAt) {
        int rest = bytes - OrderDocument.line(withNote(number, "", receivedAt)).length;
        int fillingBytes = filling.getBytes(StandardCharsets.UTF_8).length;
        return withNote(
                number,
                filling.repeat(rest / fillingBytes) + "x".repeat(rest % fillingBytes),
                receivedAt);
    }

    private static ReceivedOrder withNote(int number, String note, String receivedAt) {
        return order().account("a" + number)
                .receivedAt(receivedAt)
                .details("{\"unitprice\":\"4.5\",\"quantity\":1,\"note\":\"" + note + "\"}")
                .received();
    }
}
