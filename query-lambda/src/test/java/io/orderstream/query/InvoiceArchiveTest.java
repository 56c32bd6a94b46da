package io.orderstream.query;

import static io.orderstream.query.StoredOrders.document;
import static io.orderstream.query.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InvoiceArchiveTest {

    private static final int SECOND = 600;
    private static final StoredOrder ORDER = order("v1", SECOND);
    private static final Instant ARRIVAL = ORDER.received().receivedAt();
    private static final Parallel PARALLEL = new Parallel();
    private static final String PREFIX = "invoices/dt=2026-11-23/hh=10/slot=07/";

    private final FakeBucket bucket = new FakeBucket();
    private final InvoiceArchive archive = archiveAt(100_000);

    /** As it is so many seconds after the order's arrival. */
    private InvoiceArchive archiveAt(int secondsAfter) {
        return archiveAt(bucket, ARRIVAL.plusSeconds(secondsAfter));
    }

    private static InvoiceArchive archiveAt(FakeBucket bucket, Instant now) {
        return new InvoiceArchive(bucket, PARALLEL, Clock.fixed(now, ZoneOffset.UTC));
    }

    /** A file of the writer u, begun this long after the order's arrival, with these orders. */
    private void file(int number, int begunAfter, int... seconds) {
        file("u", number, begunAfter, seconds);
    }

    private void file(String writer, int number, int begunAfter, int... seconds) {
        bucket.put(
                key(writer, number),
                ARRIVAL.plusSeconds(begunAfter),
                Arrays.stream(seconds)
                        .mapToObj(second -> document("v1", second) + "\n")
                        .collect(Collectors.joining()));
    }

    private static String key(String writer, int number) {
        return PREFIX + "part-" + writer + "-" + number + ".jsonl";
    }

    private static String[] keys(int... numbers) {
        return Arrays.stream(numbers).mapToObj(number -> key("u", number)).toArray(String[]::new);
    }

    private void finds() {
        assertThat(archive.documentOf(ORDER)).contains(document("v1", SECOND));
    }

    @Nested
    class WhenTheJobKeepsUp {

        @Test
        void theFileThatWasBeingWrittenAtTheArrivalIsTheOnlyOneRead() {
            file(8, -110, 480, 535);
            file(9, -50, 550, 599, SECOND, 605);
            file(10, 10, 610, 665);
            file(11, 70, 670, 720);

            finds();
            assertThat(bucket.opened()).containsExactly(keys(9));
            assertThat(bucket.started()).isEmpty();
        }

        @Test
        void anOrderAtAFilesEndIsInTheNext() {
            file(9, -59, 545, 599);
            file(10, 1, SECOND, 660);
            file(11, 61, 661, 720);
            file(12, 121, 721, 780);

            finds();
            assertThat(bucket.opened()).containsExactly(keys(9, 10));
            assertThat(bucket.started()).containsExactly(keys(10, 11, 12));
        }

        @Test
        void filesThatOthersFollowedBeforeTheArrivalAreNotRead() {
            IntStream.range(0, 10).forEach(n -> file(n, (n - 10) * 60, n * 60, n * 60 + 59));

            assertThat(archive.documentOf(ORDER)).isEmpty();
            assertThat(bucket.opened()).containsExactly(keys(9));
        }

        @Test
        void aSlotWithTwoWriters() {
            file("u", 9, -50, 550, SECOND);
            file("w", 9, -49, 551, 599);
            file("u", 10, 10, 611);
            file("w", 10, 11, 612);

            finds();
            assertThat(bucket.opened()).containsExactly(key("w", 9), key("u", 9));
        }

        @Test
        void clocksThatDifferBySecondsAreNoMatter() {
            file(9, -30, 550, SECOND);
            file(10, -8, 610);

            finds();
        }

        @Test
        void theTenthFileComesAfterTheNinth() {
            file(9, -100, 500);
            file(10, -50, 550, SECOND);

            finds();
            assertThat(bucket.opened()).containsExactly(keys(10));
        }

        @Test
        void anOrderAfterAnIdleTimeIsInTheFileThatWasBegunWithIt() {
            file("u", 0, -1_800, -1_200);
            file("w", 0, -600, 0);
            file("x", 0, 1, SECOND);
            file("y", 0, 400, 1_000);

            finds();
            assertThat(bucket.opened()).containsExactly(key("x", 0));
            assertThat(bucket.started()).isEmpty();
        }

        @Test
        void aQuietMinuteIsNoStop() {
            file(20, -50, 550, SECOND);
            file(21, 120, 721);

            finds();
            assertThat(bucket.opened()).containsExactly(keys(20));
            assertThat(bucket.started()).isEmpty();
        }

        @Test
        void aCheckpointMayTakeLonger() {
            file(8, -1_200, -600, 180);
            file(9, -400, 200, SECOND, 790);
            file(10, 200, 800, 1_390);

            finds();
            assertThat(bucket.opened()).containsExactly(keys(9));
            assertThat(bucket.started()).containsExactly(keys(10));
        }
    }

    @Nested
    class WhenTheJobWasLate {

        @Test
        void firstLinesTellInTwoRoundsWhichOfManyLaterFilesToRead() {
            file("u", 0, -800, -190);
            IntStream.range(0, 240).forEach(n -> file("w", n, 2_000 + n, n * 10, n * 10 + 9));

            for (int n = 0; n < 240; n++) {
                FakeBucket unread = bucket.withoutItsPast();
                assertThat(
                                archiveAt(unread, ARRIVAL.plusSeconds(100_000))
                                        .documentOf(order("v1", n * 10 + 9)))
                        .contains(document("v1", n * 10 + 9));
                assertThat(unread.opened()).containsExactly(key("w", n));
                assertThat(unread.started()).hasSizeLessThanOrEqualTo(2 * 16);
            }
        }

        @Test
        void theFileThatWasBegunJustBeforeIsReadAllTheSame() {
            file("u", 0, -120, 480);
            file("w", 0, 500, 560, SECOND);
            file("w", 1, 540, 660);

            finds();
            assertThat(bucket.opened()).containsExactly(key("u", 0), key("w", 0));
            assertThat(bucket.started()).containsExactly(key("w", 0), key("w", 1));
        }

        @Test
        void theLastFileOfABusySlotIsNotReadFirst() {
            file("u", 20, -30, 570, 599);
            file("w", 0, 500, 600, 700);
            file("w", 1, 540, 701);

            finds();
            assertThat(archiveAt(100_000).documentOf(order("v1", 599)))
                    .contains(document("v1", 599));
            assertThat(bucket.opened()).containsExactly(key("w", 0), key("u", 20));
        }

        @Test
        void ofTwoThatCameAtTheSameTimeOneMayEndAFileAndOneBeginTheNext() {
            file("u", 0, -700, 0);
            file("w", 0, 500, 560, SECOND);
            bucket.put(key("w", 1), ARRIVAL.plusSeconds(540), document("v2", SECOND) + "\n");

            assertThat(archiveAt(600).documentOf(ORDER)).contains(document("v1", SECOND));
            assertThat(archiveAt(600).documentOf(order("v2", SECOND)))
                    .contains(document("v2", SECOND));
        }

        @Test
        void theNearestFilesAreReadFirst() {
            file("u", 0, -700, 0);
            IntStream.range(0, 6).forEach(n -> file("w", n, 500 + n, 400 + n * 100));

            assertThat(archiveAt(510).documentOf(order("v1", SECOND + 1))).isEmpty();
            assertThat(bucket.opened())
                    .containsExactly(
                            key("w", 2),
                            key("w", 1),
                            key("w", 3),
                            key("w", 0),
                            key("w", 4),
                            key("u", 0),
                            key("w", 5));
        }

        @Test
        void whenFirstLinesMisleadEveryFileThatCanHoldItIsRead() {
            file("u", 0, -5, 595);
            file("w", 0, 300, 500);
            file("w", 1, 301, 900, SECOND);
            file("w", 2, 302, 400);
            file("w", 3, 303, 901);

            finds();
        }

        @Test
        void aStartThatEndsInTheMiddleOfACharacterIsRead() {
            file(0, -5, 595);
            for (int n = 1; n < 4; n++) {
                // Each character takes three bytes, and each file begins at another one of them.
                bucket.put(
                        key("u", n),
                        ARRIVAL.plusSeconds(60 + n),
                        " ".repeat(n) + "☕".repeat(400) + "\n" + document("v1", SECOND) + "\n");
            }

            finds();
        }

        @Test
        void aFileWithoutDatesIsReadAsWell() {
            file(0, -5, 595);
            bucket.put(
                    key("u", 1),
                    ARRIVAL.plusSeconds(60),
                    "{\"orderid\":\"mended by hand\"}\n" + document("v1", SECOND) + "\n");

            finds();
        }
    }

    @Nested
    class WhileTheJobIsBehind {

        private static final int OTHERS = 40;

        @BeforeEach
        void muchToRead() {
            bucket.saidToBeLarge(true);
        }

        /** Files of the writer w that it began from 500 seconds after the arrival on, all late. */
        private void laterFiles() {
            file("u", 0, -900, 0);
            IntStream.range(0, OTHERS).forEach(n -> file("w", n, 500 + n, 300 + n));
        }

        @Test
        void onlyTheNewestFileIsRead() {
            laterFiles();

            assertThat(archiveAt(600).documentOf(ORDER)).isEmpty();
            assertThat(bucket.opened()).containsExactly(key("w", OTHERS - 1));
            assertThat(bucket.started()).hasSize(16);
        }

        @Test
        void everythingIsRead_ifThatIsLittle() {
            bucket.saidToBeLarge(false);
            laterFiles();
            file("w", 3, 503, 303, SECOND);

            assertThat(archiveAt(600).documentOf(ORDER)).contains(document("v1", SECOND));
        }

        @Test
        void onlyTheNewestFileOfEachWriterIsRead() {
            laterFiles();
            file("x", 0, 505, 310);
            file("x", 1, 515, 320, SECOND);

            assertThat(archiveAt(600).documentOf(ORDER)).contains(document("v1", SECOND));
            assertThat(bucket.opened()).containsExactly(key("w", OTHERS - 1), key("x", 1));
        }

        @Test
        void everythingIsRead_ifOneOfItsWritersIsPastTheOrder() {
            laterFiles();
            file("w", 3, 503, 303, SECOND);
            // Of the others' first lines not all are asked for.
            file("x", 0, 523, SECOND + 1);

            assertThat(archiveAt(600).documentOf(ORDER)).contains(document("v1", SECOND));
            assertThat(bucket.started()).doesNotContain(key("x", 0));
        }

        @Test
        void aLineOutOfOrderIsFoundSomeMinutesAfterTheNewestFile() {
            laterFiles();
            file("w", 3, 503, 303, SECOND);
            int begun = 500 + OTHERS - 1;

            assertThat(archiveAt(begun + 299).documentOf(ORDER)).isEmpty();
            assertThat(archiveAt(begun + 300).documentOf(ORDER)).contains(document("v1", SECOND));
        }

        @Test
        void aLineOutOfOrderIsFoundOnceTheJobIsPastIt() {
            laterFiles();
            file("w", 3, 503, 303, SECOND);
            file("w", OTHERS, 560, SECOND + 1);

            assertThat(archiveAt(600).documentOf(ORDER)).contains(document("v1", SECOND));
        }

        @Test
        void whatASlotGotLongBeforeIsNotReadForAnOrderThatJustCame() {
            IntStream.range(0, 20).forEach(n -> file("u" + n, 0, (n - 20) * 730, n));

            assertThat(archiveAt(299).documentOf(ORDER)).isEmpty();
            assertThat(bucket.opened()).containsExactly(key("u19", 0));
        }

        @Test
        void aFileThatWasWrittenForTenMinutesIsReadBesideTheNewest() {
            file("u", 0, -400, 300, SECOND);
            file("w", 0, -399, 301);

            assertThat(archiveAt(210).documentOf(ORDER)).contains(document("v1", SECOND));
        }

        @Test
        void whatASlotGotLongBeforeIsReadForAnOrderThatShouldBeThere() {
            file("u", 0, -900, 100, SECOND);
            file("w", 0, -800, 200);

            assertThat(archiveAt(299).documentOf(ORDER)).isEmpty();
            assertThat(archiveAt(300).documentOf(ORDER)).contains(document("v1", SECOND));
        }
    }

    @Nested
    class WhatIsNotThere {

        @Test
        void filesThatAreNotFinished() {
            String line = document("v1", SECOND) + "\n";
            bucket.put(PREFIX + "part-u-0.jsonl_tmp_7", ARRIVAL, line);
            bucket.put(PREFIX + "_part-u-0_tmp_1", ARRIVAL, line);
            bucket.put(PREFIX + ".part-u-0.jsonl.inprogress", ARRIVAL, line);
            bucket.put(PREFIX + "partial.jsonl", ARRIVAL, line);

            assertThat(archive.documentOf(ORDER)).isEmpty();
            assertThat(bucket.opened()).isEmpty();
        }

        @Test
        void anOrderOfAnotherSlot() {
            bucket.put(
                    "invoices/dt=2026-11-23/hh=10/slot=08/part-u-0.jsonl",
                    ARRIVAL,
                    document("v1", SECOND) + "\n");

            assertThat(archive.documentOf(ORDER)).isEmpty();
        }
    }

    /** A folder as a job writes it that keeps up, stops, is restored, and catches up. */
    @Property(tries = 100)
    void everyOrderIsFoundWhateverHappenedToTheJob(@ForAll long seed) {
        Random random = new Random(seed);
        FakeBucket written = new FakeBucket();
        double now = 0;
        int second = 0;
        for (int writer = 0; writer < 4; writer++) {
            now += random.nextInt(4) * 200;
            int files = 1 + random.nextInt(6);
            for (int number = 0; number < files && second < 1_500; number++) {
                now = Math.max(now, second + 1.0);
                Instant begun = StoredOrders.EPOCH.plusMillis((long) (now * 1000));
                StringBuilder lines = new StringBuilder();
                for (int orders = 1 + random.nextInt(20); orders > 0; orders--) {
                    lines.append(document("v1", second++)).append('\n');
                    // The job keeps up, or catches up.
                    now = Math.max(now + random.nextDouble(), second + random.nextDouble());
                }
                written.put(
                        key("w" + writer, number),
                        begun.truncatedTo(ChronoUnit.SECONDS),
                        lines.toString());
            }
        }
        InvoiceArchive folder = archiveAt(written, StoredOrders.EPOCH.plusSeconds(100_000));
        for (int each = 0; each < second; each++) {
            assertThat(folder.documentOf(order("v1", each))).contains(document("v1", each));
        }
        assertThat(folder.documentOf(order("v1", second + 1))).isEmpty();
    }
}
