package io.orderstream.query.invoices;

import static io.orderstream.query.orders.StoredOrders.FOLDER;
import static io.orderstream.query.orders.StoredOrders.document;
import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.model.storage.ArchiveLayout;
import io.orderstream.query.orders.CorruptItemException;
import io.orderstream.query.orders.StoredOrder;
import io.orderstream.query.orders.StoredOrders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InvoiceLineReaderTest {

    private static final int SECONDS_AFTER_EPOCH = 600;

    /**
     * An order whose item has two hints: the line is in file 2, and begins at byte 1. The byte is
     * wrong in each test with this order.
     */
    private static final StoredOrder ORDER = at(1);

    private static final String SLOT = "invoices/dt=2026-11-23/hh=10/slot=07/";
    private static final String LINE = document("v1", SECONDS_AFTER_EPOCH) + "\n";
    private static final String OTHER_LINES = document("v1", 1) + "\n" + document("v1", 2) + "\n";
    private static final long RUN_START = 1_795_426_200_000L;
    private static final long CHECKPOINT = 41;

    private final FakeBucket bucket = new FakeBucket();

    private static StoredOrder at(long offset) {
        return new StoredOrder(
                order("v1", SECONDS_AFTER_EPOCH).received(), FOLDER, StoredOrders.PART, offset);
    }

    private static Optional<String> find(StoredOrder order, FakeBucket bucket) {
        InvoiceLineReader archive = new InvoiceLineReader(bucket, order);
        return archive.document(archive.folder());
    }

    private static String folder(long start, long checkpoint) {
        return SLOT + ArchiveLayout.epoch(start, checkpoint) + "/";
    }

    private static String file(long start, long checkpoint) {
        return folder(start, checkpoint) + "part-u-0.jsonl";
    }

    private static String fileInItemsFolder(String writer, int number) {
        return FOLDER + "part-" + writer + "-" + number + ".jsonl";
    }

    private void assertFound() {
        assertThat(find(ORDER, bucket)).contains(document("v1", SECONDS_AFTER_EPOCH));
    }

    private void assertNotFound() {
        assertThat(find(ORDER, bucket)).isEmpty();
    }

    @Nested
    class InTheFolderOfTheItem {

        @Test
        void theHintedFileIsTheOnlyOneRead() {
            bucket.put(fileInItemsFolder("u", 1), OTHER_LINES)
                    .put(fileInItemsFolder("u", 2), OTHER_LINES + LINE + OTHER_LINES);
            bucket.put(fileInItemsFolder("u", 3), OTHER_LINES)
                    .put(fileInItemsFolder("u", 12), OTHER_LINES);

            assertFound();
            assertThat(bucket.requests())
                    .containsExactly(
                            "LIST " + FOLDER,
                            "GET 1 " + fileInItemsFolder("u", 2),
                            "GET " + fileInItemsFolder("u", 2));
        }

        @Test
        void onlyTheLineIsRead_whenTheItemsOffsetIsRight() {
            bucket.put(fileInItemsFolder("u", 2), OTHER_LINES + LINE + OTHER_LINES)
                    .put(fileInItemsFolder("w", 2), OTHER_LINES);
            int offset = OTHER_LINES.length();

            assertThat(find(at(offset), bucket)).contains(document("v1", SECONDS_AFTER_EPOCH));
            assertThat(bucket.requests())
                    .containsExactly(
                            "LIST " + FOLDER, "GET " + offset + " " + fileInItemsFolder("u", 2));
        }

        /**
         * The order arrived twice. The archive has one arrival time, and the item has the other.
         */
        @Test
        void theArchivedLineIsReturned_whenTheItemDiffers() {
            String archived = document("v1", SECONDS_AFTER_EPOCH).replace(".480Z", ".999Z");
            bucket.put(fileInItemsFolder("u", 2), archived + "\n");

            assertThat(find(at(0), bucket)).contains(archived);
        }

        /** A client may put the document of one order into the details of another. */
        @Test
        void aDocumentInTheDetailsOfAnotherOrderIsNotFound() {
            String before = document("v1", 1).replaceFirst("\\{\"unitprice\".*", "{\"copied\":");
            bucket.put(
                    fileInItemsFolder("u", 2),
                    before + document("v1", SECONDS_AFTER_EPOCH) + "}}\n");

            assertThat(find(at(before.length()), bucket)).isEmpty();
        }

        /** Two subtasks, here u and w, may write to one slot. Each one numbers its own files. */
        @Test
        void theHintedFilesOfBothSubtasksAreReadFirst() {
            bucket.put(fileInItemsFolder("u", 0), OTHER_LINES)
                    .put(fileInItemsFolder("u", 2), OTHER_LINES);
            bucket.put(fileInItemsFolder("w", 0), OTHER_LINES).put(fileInItemsFolder("w", 2), LINE);

            assertFound();
            assertThat(bucket.opened())
                    .containsExactly(fileInItemsFolder("u", 2), fileInItemsFolder("w", 2));
        }

        @Test
        void theOtherFilesAreRead_whenTheHintIsWrong() {
            bucket.put(fileInItemsFolder("u", 0), OTHER_LINES)
                    .put(fileInItemsFolder("u", 1), LINE)
                    .put(fileInItemsFolder("u", 2), OTHER_LINES);

            assertFound();
            assertThat(bucket.opened())
                    .containsExactly(
                            fileInItemsFolder("u", 2),
                            fileInItemsFolder("u", 0),
                            fileInItemsFolder("u", 1));
        }

        @Test
        void theLineIsFound_howeverLargeTheFilesAre() {
            for (int i = 0; i < 20; i++) {
                bucket.put(fileInItemsFolder("u", i), i == 19 ? LINE : OTHER_LINES);
                bucket.reportSize(fileInItemsFolder("u", i), 100L << 20);
            }

            assertFound();
        }

        @Test
        void onlyFinishedFilesDirectlyInTheFolderAreRead() {
            bucket.put(FOLDER + "_part-u-2_tmp_1f3e", LINE);
            bucket.put(FOLDER + "part-u-2.jsonl_tmp_7", LINE);
            bucket.put(FOLDER + ".part-u-2.jsonl.inprogress", LINE);
            bucket.put(FOLDER + "partial-2.jsonl", LINE);
            bucket.put(FOLDER + "below/part-u-2.jsonl", LINE);

            assertNotFound();
            assertThat(bucket.opened()).isEmpty();
        }
    }

    @Nested
    class InAFolderOfAnotherRun {

        @Test
        void laterRunsAreReadFirst_epochByEpoch_thenEarlierRuns_latestFirst() {
            bucket.put(fileInItemsFolder("u", 2), OTHER_LINES);
            List<String> order =
                    List.of(
                            file(RUN_START + 50, 0),
                            file(RUN_START + 53, 0),
                            file(RUN_START + 900, 0),
                            file(RUN_START + 50, 42),
                            file(RUN_START + 53, 42),
                            file(RUN_START + 50, 43),
                            file(RUN_START - 5, 40),
                            file(RUN_START - 5, 0),
                            file(RUN_START - 900, 7));
            order.forEach(file -> bucket.put(file, OTHER_LINES));
            bucket.put(file(RUN_START - 900, 7), LINE);

            assertFound();
            assertThat(bucket.opened())
                    .startsWith(fileInItemsFolder("u", 2))
                    .endsWith(order.toArray(String[]::new))
                    .hasSize(1 + order.size());
        }

        @Test
        void aLineInAnEarlyEpochOfALaterRunIsFound_whenOtherRunsHaveMoreThan32Mebibytes() {
            for (int i = 1; i <= 9; i++) {
                bucket.put(file(RUN_START - 5, 30 + i), OTHER_LINES);
                bucket.put(file(RUN_START + 50, 41 + i), OTHER_LINES);
                bucket.reportSize(file(RUN_START - 5, 30 + i), 5 << 20);
                bucket.reportSize(file(RUN_START + 50, 41 + i), 5 << 20);
            }
            bucket.put(file(RUN_START + 53, 42), LINE);

            assertFound();
        }

        @Test
        void noMoreThan200FilesAreRead() {
            for (int i = 1; i <= 202; i++) {
                bucket.put(file(RUN_START + 50, i), i == 201 ? LINE : OTHER_LINES);
            }

            assertNotFound();
            assertThat(bucket.opened()).hasSize(200).endsWith(file(RUN_START + 50, 200));
        }

        @Test
        void otherFoldersOfTheSameRunAreNotRead() {
            bucket.put(file(RUN_START, CHECKPOINT - 1), LINE)
                    .put(file(RUN_START, CHECKPOINT + 1), LINE);

            assertNotFound();
            assertThat(bucket.requests()).containsExactly("LIST " + FOLDER, "LIST " + SLOT);
        }

        @Test
        void noMoreThan32MebibytesAreRead() {
            for (int i = 1; i <= 9; i++) {
                bucket.put(file(RUN_START + i, 0), i == 9 ? LINE : OTHER_LINES);
                bucket.reportSize(file(RUN_START + i, 0), i == 8 ? (4 << 20) + 1 : 4 << 20);
            }

            assertNotFound();
            assertThat(bucket.opened()).hasSize(7).endsWith(file(RUN_START + 7, 0));
        }

        @Test
        void onlyFinishedFilesInTheFoldersOfEpochsAreRead() {
            bucket.put(folder(RUN_START + 1, 0) + "_part-u-0_tmp_1f3e", LINE);
            bucket.put(folder(RUN_START + 1, 0) + "part-u-0.jsonl_tmp_7", LINE);
            bucket.put(SLOT + "part-u-0.jsonl", LINE);

            assertNotFound();
            assertThat(bucket.opened()).isEmpty();
        }

        @Test
        void otherSlots_otherHours_andRejectedRecords_areNotRead() {
            bucket.put(file(RUN_START + 1, 0).replace("slot=07", "slot=08"), LINE);
            bucket.put(file(RUN_START + 1, 0).replace("hh=10", "hh=11"), LINE);
            bucket.put(file(RUN_START + 1, 0).replace("invoices", "rejected"), LINE);

            assertNotFound();
            assertThat(bucket.opened()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "invoices/",
                "issued/a2/v1/",
                "invoices/dt=2026-11-23/hh=10/slot=07/",
                "invoices/dt=2026-11-23/hh=10/slot=07/1795426200000-0000000041",
                "invoices/dt=2026-11-23/hh=10/slot=07/1795426200000-0000000041/\n",
                "invoices/dt=2026-11-23/hh=10/slot=07/1795426200000-0000000041/part-u-2.jsonl",
                "invoices/dt=2026-11-23/hh=10/slot=../1795426200000-0000000041/",
                "rejected/dt=2026-11-23/hh=10/slot=07/1795426200000-0000000041/",
                "/invoices/dt=2026-11-23/hh=10/slot=07/1795426200000-0000000041/"
            })
    void aFolderThatTheArchiveCannotHaveIsAnError_andNothingIsRead(String folder) {
        bucket.put(fileInItemsFolder("u", 2), LINE);

        assertThatThrownBy(() -> find(new StoredOrder(ORDER.received(), folder, 2, 0), bucket))
                .isInstanceOf(CorruptItemException.class)
                .hasMessage("Not a folder of the archive: " + folder);
        assertThat(bucket.requests()).isEmpty();
    }

    /**
     * Looks up all orders after each step of a random history. In a step, the job writes an order,
     * completes a checkpoint, fails to complete one, or fails and restarts. After a restart, late
     * writes of the failed run may reach the table.
     */
    @Property(tries = 300)
    void aLineIsFoundIfItIsCommitted_andOnlyThen_inRandomHistories(@ForAll long seed) {
        Random random = new Random(seed);
        History history = new History(random);
        for (int step = 0; step < 40; step++) {
            history.step();
            for (int order : history.written.keySet()) {
                assertThat(find(history.item(order), history.bucket))
                        .as("seed %s, step %s, order %s", seed, step, order)
                        .isEqualTo(
                                history.isCommitted(order)
                                        ? Optional.of(document("v1", order))
                                        : Optional.empty());
            }
        }
    }

    /**
     * A simulated job. It keeps what it has written: the files of one slot, and the folder that
     * each order's item names.
     */
    private static final class History {

        private final Random random;
        private final FakeBucket bucket = new FakeBucket();

        /** For each order, the folders to which the runs have written its line. */
        private final Map<Integer, List<String>> written = new HashMap<>();

        /** For each order, the folder that its item names. */
        private final Map<Integer, String> named = new HashMap<>();

        private final List<String> committed = new ArrayList<>();

        /** For each folder that is not committed, its lines. */
        private final Map<String, StringBuilder> open = new HashMap<>();

        private long start = RUN_START;
        private long checkpoint;
        private int next;
        private int nextAtLastCheckpoint;

        History(Random random) {
            this.random = random;
        }

        /**
         * One random step. Each checkpoint begins a new epoch, even if it fails. A checkpoint that
         * completes commits all epochs since the last completed checkpoint.
         */
        void step() {
            switch (random.nextInt(6)) {
                case 0 -> completeCheckpoint();
                case 1 -> checkpoint++;
                case 2 -> fail();
                default -> write();
            }
        }

        private void write() {
            String folder = folder(start, checkpoint);
            written.computeIfAbsent(next, order -> new ArrayList<>()).add(folder);
            named.put(next, folder);
            open.computeIfAbsent(folder, any -> new StringBuilder())
                    .append(document("v1", next))
                    .append('\n');
            next++;
        }

        private void completeCheckpoint() {
            checkpoint++;
            open.forEach(
                    (folder, lines) -> bucket.put(folder + "part-u-0.jsonl", lines.toString()));
            committed.addAll(open.keySet());
            open.clear();
            nextAtLastCheckpoint = next;
        }

        /**
         * The job fails. The new run begins at the last checkpoint or at an older checkpoint, and
         * writes some orders again. Then a late write of the failed run may put the old folder back
         * into an order's item.
         */
        private void fail() {
            open.clear();
            start += 1 + random.nextInt(100_000);
            checkpoint = random.nextInt(3);
            int end = next;
            boolean isFromOlderCheckpoint = random.nextInt(4) == 0;
            next =
                    isFromOlderCheckpoint
                            ? random.nextInt(nextAtLastCheckpoint + 1)
                            : nextAtLastCheckpoint;
            while (next < end && random.nextInt(5) > 0) {
                int order = next;
                String oldFolder = named.get(order);
                write();
                if (random.nextBoolean()) {
                    named.put(order, oldFolder);
                }
            }
        }

        boolean isCommitted(int order) {
            return written.get(order).stream().anyMatch(committed::contains);
        }

        StoredOrder item(int order) {
            return new StoredOrder(order("v1", order).received(), named.get(order), 0, 0);
        }
    }
}
