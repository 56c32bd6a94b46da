package io.orderstream.query;

import static io.orderstream.query.StoredOrders.document;
import static io.orderstream.query.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class InvoiceArchiveTest {

    private static final int SECOND = 600;
    private static final StoredOrder ORDER = order("v1", SECOND);
    private static final String PREFIX = "invoices/dt=2026-11-23/hh=10/slot=07/";

    private final FakeBucket bucket = new FakeBucket();
    private final InvoiceArchive archive = new InvoiceArchive(bucket);

    /** A file of the writer u, begun this long after the order's arrival, with these orders. */
    private void file(int number, int begunAfter, int... seconds) {
        file("u", number, begunAfter, seconds);
    }

    private void file(String writer, int number, int begunAfter, int... seconds) {
        bucket.put(
                key(writer, number),
                ORDER.received().receivedAt().plus(Duration.ofSeconds(begunAfter)),
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
            assertThat(bucket.started()).containsExactly(keys(10, 12, 11));
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
    }

    @Nested
    class WhenTheJobWasLate {

        @Test
        void firstLinesTellWhichOfManyLaterFilesToRead() {
            file("u", 0, -700, 0);
            IntStream.range(0, 100).forEach(n -> file("w", n, 600 + n, n * 10, n * 10 + 9));

            assertThat(archive.documentOf(order("v1", 779))).contains(document("v1", 779));
            assertThat(bucket.opened()).containsExactly(key("u", 0), key("w", 77));
            assertThat(bucket.started()).hasSizeLessThan(6);
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
                        ORDER.received().receivedAt().plusSeconds(60 + n),
                        " ".repeat(n) + "☕".repeat(400) + "\n" + document("v1", SECOND) + "\n");
            }

            finds();
        }

        @Test
        void aFileWithoutDatesIsReadAsWell() {
            file(0, -5, 595);
            bucket.put(
                    key("u", 1),
                    ORDER.received().receivedAt().plusSeconds(60),
                    "{\"orderid\":\"mended by hand\"}\n" + document("v1", SECOND) + "\n");

            finds();
        }
    }

    @Nested
    class WhatIsNotThere {

        @Test
        void filesThatAreNotFinished() {
            Instant arrival = ORDER.received().receivedAt();
            String line = document("v1", SECOND) + "\n";
            bucket.put(PREFIX + "part-u-0.jsonl_tmp_7", arrival, line);
            bucket.put(PREFIX + "_part-u-0_tmp_1", arrival, line);
            bucket.put(PREFIX + ".part-u-0.jsonl.inprogress", arrival, line);
            bucket.put(PREFIX + "partial.jsonl", arrival, line);

            assertThat(archive.documentOf(ORDER)).isEmpty();
            assertThat(bucket.opened()).isEmpty();
        }

        @Test
        void anOrderOfAnotherSlot() {
            bucket.put(
                    "invoices/dt=2026-11-23/hh=10/slot=08/part-u-0.jsonl",
                    ORDER.received().receivedAt(),
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
        InvoiceArchive folder = new InvoiceArchive(written);
        for (int each = 0; each < second; each++) {
            assertThat(folder.documentOf(order("v1", each))).contains(document("v1", each));
        }
        assertThat(folder.documentOf(order("v1", second + 1))).isEmpty();
    }
}
