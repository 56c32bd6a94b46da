package io.orderstream.query.invoices;

import static io.orderstream.query.orders.StoredOrders.FOLDER;
import static io.orderstream.query.orders.StoredOrders.document;
import static io.orderstream.query.orders.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.model.storage.ArchiveLayout;
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

class InvoiceArchiveTest {

    private static final int SECOND = 600;

    /** An order whose item has a wrong offset. No line of these tests begins at byte 1. */
    private static final StoredOrder ORDER = at(1);

    private static final String SLOT = "invoices/dt=2026-11-23/hh=10/slot=07/";
    private static final String LINE = document("v1", SECOND) + "\n";
    private static final String OTHERS = document("v1", 1) + "\n" + document("v1", 2) + "\n";
    private static final long START = 1_763_894_000_000L;
    private static final long CHECKPOINT = 41;

    private final FakeBucket bucket = new FakeBucket();

    private static StoredOrder at(long offset) {
        return new StoredOrder(order("v1", SECOND).received(), FOLDER, StoredOrders.PART, offset);
    }

    private static Optional<String> find(StoredOrder order, FakeBucket bucket) {
        InvoiceArchive archive = new InvoiceArchive(bucket, order);
        return archive.document(archive.folder());
    }

    private static String folder(long start, long checkpoint) {
        return SLOT + ArchiveLayout.epoch(start, checkpoint) + "/";
    }

    private static String file(long start, long checkpoint) {
        return folder(start, checkpoint) + "part-u-0.jsonl";
    }

    private static String own(String writer, int number) {
        return FOLDER + "part-" + writer + "-" + number + ".jsonl";
    }

    private void finds() {
        assertThat(find(ORDER, bucket)).contains(document("v1", SECOND));
    }

    private void findsNothing() {
        assertThat(find(ORDER, bucket)).isEmpty();
    }

    @Nested
    class InTheFolderOfTheItem {

        @Test
        void theHintedFileIsTheOnlyOneRead() {
            bucket.put(own("u", 1), OTHERS).put(own("u", 2), OTHERS + LINE + OTHERS);
            bucket.put(own("u", 3), OTHERS).put(own("u", 12), OTHERS);

            finds();
            assertThat(bucket.requests())
                    .containsExactly(
                            "LIST " + FOLDER, "GET 1 " + own("u", 2), "GET " + own("u", 2));
        }

        @Test
        void onlyTheLineIsRead_whenTheItemsOffsetIsRight() {
            bucket.put(own("u", 2), OTHERS + LINE + OTHERS).put(own("w", 2), OTHERS);
            int offset = OTHERS.length();

            assertThat(find(at(offset), bucket)).contains(document("v1", SECOND));
            assertThat(bucket.requests())
                    .containsExactly("LIST " + FOLDER, "GET " + offset + " " + own("u", 2));
        }

        /** The archive has one copy of the order, and the table has another copy. */
        @Test
        void theArchivedLineIsReturned_whenTheItemDiffers() {
            String archived = document("v1", SECOND).replace(".480Z", ".999Z");
            bucket.put(own("u", 2), archived + "\n");

            assertThat(find(at(0), bucket)).contains(archived);
        }

        /** A client may put the document of one order into the details of another. */
        @Test
        void aDocumentInTheDetailsOfAnotherOrderIsNotFound() {
            String before = document("v1", 1).replaceFirst("\\{\"unitprice\".*", "{\"copied\":");
            bucket.put(own("u", 2), before + document("v1", SECOND) + "}}\n");

            assertThat(find(at(before.length()), bucket)).isEmpty();
        }

        @Test
        void theHintedFilesOfBothWritersAreReadFirst() {
            bucket.put(own("u", 0), OTHERS).put(own("u", 2), OTHERS);
            bucket.put(own("w", 0), OTHERS).put(own("w", 2), LINE);

            finds();
            assertThat(bucket.opened()).containsExactly(own("u", 2), own("w", 2));
        }

        @Test
        void theOtherFilesAreRead_whenTheHintIsWrong() {
            bucket.put(own("u", 0), OTHERS).put(own("u", 1), LINE).put(own("u", 2), OTHERS);

            finds();
            assertThat(bucket.opened()).containsExactly(own("u", 2), own("u", 0), own("u", 1));
        }

        @Test
        void allFilesAreRead_howeverLargeTheyAre() {
            for (int i = 0; i < 20; i++) {
                bucket.put(own("u", i), i == 19 ? LINE : OTHERS);
                bucket.reportSize(own("u", i), 100L << 20);
            }

            finds();
        }

        @Test
        void filesThatAreNotFinishedAreNotRead() {
            bucket.put(FOLDER + "_part-u-2_tmp_1f3e", LINE);
            bucket.put(FOLDER + "part-u-2.jsonl_tmp_7", LINE);
            bucket.put(FOLDER + ".part-u-2.jsonl.inprogress", LINE);
            bucket.put(FOLDER + "partial-2.jsonl", LINE);
            bucket.put(FOLDER + "below/part-u-2.jsonl", LINE);

            findsNothing();
            assertThat(bucket.opened()).isEmpty();
        }
    }

    @Nested
    class InAFolderOfAnotherRun {

        @Test
        void laterRunsAreReadFirst_epochByEpoch_thenEarlierRunsBackwards() {
            bucket.put(own("u", 2), OTHERS);
            List<String> order =
                    List.of(
                            file(START + 50, 0),
                            file(START + 53, 0),
                            file(START + 900, 0),
                            file(START + 50, 42),
                            file(START + 53, 42),
                            file(START + 50, 43),
                            file(START - 5, 40),
                            file(START - 5, 0),
                            file(START - 900, 7));
            order.forEach(file -> bucket.put(file, OTHERS));
            bucket.put(file(START - 900, 7), LINE);

            finds();
            assertThat(bucket.opened())
                    .startsWith(own("u", 2))
                    .endsWith(order.toArray(String[]::new))
                    .hasSize(1 + order.size());
        }

        @Test
        void theLineOfALaterRunIsFound_whenOtherRunsHaveMoreThan32Mebibytes() {
            for (int i = 1; i <= 9; i++) {
                bucket.put(file(START - 5, 30 + i), OTHERS);
                bucket.put(file(START + 50, 41 + i), OTHERS);
                bucket.reportSize(file(START - 5, 30 + i), 5 << 20);
                bucket.reportSize(file(START + 50, 41 + i), 5 << 20);
            }
            bucket.put(file(START + 53, 42), LINE);

            finds();
        }

        @Test
        void noMoreThan200FilesAreRead() {
            for (int i = 1; i <= 202; i++) {
                bucket.put(file(START + 50, i), i == 201 ? LINE : OTHERS);
            }

            findsNothing();
            assertThat(bucket.opened()).hasSize(200).endsWith(file(START + 50, 200));
        }

        @Test
        void otherFoldersOfTheSameRunAreNotRead() {
            bucket.put(file(START, CHECKPOINT - 1), LINE).put(file(START, CHECKPOINT + 1), LINE);

            findsNothing();
            assertThat(bucket.requests()).containsExactly("LIST " + FOLDER, "LIST " + SLOT);
        }

        @Test
        void noMoreThan32MebibytesAreRead() {
            for (int i = 1; i <= 9; i++) {
                bucket.put(file(START + i, 0), i == 9 ? LINE : OTHERS);
                bucket.reportSize(file(START + i, 0), i == 8 ? (4 << 20) + 1 : 4 << 20);
            }

            findsNothing();
            assertThat(bucket.opened()).hasSize(7).endsWith(file(START + 7, 0));
        }

        @Test
        void filesThatAreNotFinishedAreNotRead() {
            bucket.put(folder(START + 1, 0) + "_part-u-0_tmp_1f3e", LINE);
            bucket.put(folder(START + 1, 0) + "part-u-0.jsonl_tmp_7", LINE);
            bucket.put(SLOT + "part-u-0.jsonl", LINE);

            findsNothing();
            assertThat(bucket.opened()).isEmpty();
        }

        @Test
        void otherSlotsAndHoursAreNotRead() {
            bucket.put(file(START + 1, 0).replace("slot=07", "slot=08"), LINE);
            bucket.put(file(START + 1, 0).replace("hh=10", "hh=11"), LINE);
            bucket.put(file(START + 1, 0).replace("invoices", "rejected"), LINE);

            findsNothing();
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
                "invoices/dt=2026-11-23/hh=10/slot=07/1763894000000-0000000041",
                "invoices/dt=2026-11-23/hh=10/slot=07/1763894000000-0000000041/\n",
                "invoices/dt=2026-11-23/hh=10/slot=07/1763894000000-0000000041/part-u-2.jsonl",
                "invoices/dt=2026-11-23/hh=10/slot=../1763894000000-0000000041/",
                "rejected/dt=2026-11-23/hh=10/slot=07/1763894000000-0000000041/",
                "/invoices/dt=2026-11-23/hh=10/slot=07/1763894000000-0000000041/"
            })
    void aFolderThatTheArchiveCannotHaveIsAnError_andNothingIsRead(String folder) {
        bucket.put(own("u", 2), LINE);

        assertThatThrownBy(() -> find(new StoredOrder(ORDER.received(), folder, 2, 0), bucket))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Not a folder of the archive: " + folder);
        assertThat(bucket.requests()).isEmpty();
    }

    /**
     * Looks up all orders after each step of a random history. In a step, the job writes an order,
     * completes a checkpoint, fails to complete one, or fails and restarts. After a restart, late
     * writes of the failed run may reach the table.
     */
    @Property(tries = 300)
    void aLineIsFoundExactlyWhenItIsCommitted_whateverHappensToTheJob(@ForAll long seed) {
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

    /** What a job writes: the folders of one slot, and the folder that each order's item names. */
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

        private long start = START;
        private long checkpoint;
        private int next;
        private int atLastCheckpoint;

        History(Random random) {
            this.random = random;
        }

        /**
         * One random step. A checkpoint that fails also begins a new epoch. The next checkpoint
         * commits the files of both epochs.
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
            atLastCheckpoint = next;
        }

        /**
         * The job fails, and a new run begins at a checkpoint. It writes some orders again. Late
         * writes of the failed run may replace their items.
         */
        private void fail() {
            open.clear();
            start += 1 + random.nextInt(100_000);
            checkpoint = random.nextInt(3);
            int end = next;
            boolean isFromOlderCheckpoint = random.nextInt(4) == 0;
            next = isFromOlderCheckpoint ? random.nextInt(atLastCheckpoint + 1) : atLastCheckpoint;
            while (next < end && random.nextInt(5) > 0) {
                int order = next;
                String late = named.get(order);
                write();
                if (random.nextBoolean()) {
                    named.put(order, late);
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
