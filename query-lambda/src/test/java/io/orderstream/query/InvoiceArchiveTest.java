package io.orderstream.query;

import static io.orderstream.query.StoredOrders.document;
import static io.orderstream.query.StoredOrders.order;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class InvoiceArchiveTest {

    private static final StoredOrder ORDER = order("v1", 5);
    private static final String PREFIX = "invoices/dt=2026-11-23/hh=10/slot=07/";

    private final FakeBucket bucket = new FakeBucket();
    private final InvoiceArchive archive = new InvoiceArchive(bucket);

    private static Instant arrivalPlus(int seconds) {
        return ORDER.received().receivedAt().plus(Duration.ofSeconds(seconds));
    }

    private static String lines(String... documents) {
        return String.join("\n", documents) + "\n";
    }

    @Test
    void findsTheLineAmongOthers() {
        bucket.put(
                PREFIX + "part-u-0.jsonl",
                arrivalPlus(20),
                lines(document("v1", 4), document("v1", 5), document("v2", 5)));

        assertThat(archive.documentOf(ORDER)).contains(document("v1", 5));
    }

    @Test
    void startsWithTheFileNearestInTime() {
        bucket.put(PREFIX + "part-u-0.jsonl", arrivalPlus(-600), lines(document("v1", 1)));
        bucket.put(PREFIX + "part-u-1.jsonl", arrivalPlus(30), lines(document("v1", 5)));
        bucket.put(PREFIX + "part-u-2.jsonl", arrivalPlus(90), lines(document("v1", 6)));

        assertThat(archive.documentOf(ORDER)).contains(document("v1", 5));
        assertThat(bucket.opened()).containsExactly(PREFIX + "part-u-1.jsonl");
    }

    @Test
    void looksIntoFilesOfBeforeTheArrival_sinceAnUploadBearsTheTimeOfItsBeginning() {
        bucket.put(PREFIX + "part-u-0.jsonl", arrivalPlus(40), lines(document("v1", 6)));
        bucket.put(PREFIX + "part-u-1.jsonl", arrivalPlus(-55), lines(document("v1", 5)));

        assertThat(archive.documentOf(ORDER)).contains(document("v1", 5));
        assertThat(bucket.opened())
                .containsExactly(PREFIX + "part-u-0.jsonl", PREFIX + "part-u-1.jsonl");
    }

    @Test
    void readsNoFileThatWasBegunTooLongBeforeTheArrivalToHoldIt() {
        bucket.put(PREFIX + "part-u-0.jsonl", arrivalPlus(-15 * 60 - 1), lines(document("v1", 5)));

        assertThat(archive.documentOf(ORDER)).isEmpty();
        assertThat(bucket.opened()).isEmpty();
    }

    @Test
    void readsNoFileThatIsNotFinished() {
        bucket.put(PREFIX + "part-u-0.jsonl_tmp_7", arrivalPlus(1), lines(document("v1", 5)));
        bucket.put(PREFIX + "_part-u-0_tmp_1", arrivalPlus(1), lines(document("v1", 5)));
        bucket.put(PREFIX + ".part-u-0.jsonl.inprogress", arrivalPlus(1), lines(document("v1", 5)));
        bucket.put(PREFIX + "partial.jsonl", arrivalPlus(1), lines(document("v1", 5)));

        assertThat(archive.documentOf(ORDER)).isEmpty();
        assertThat(bucket.opened()).isEmpty();
    }

    @Test
    void findsNothing_whenTheFileIsNotCommittedYet() {
        bucket.put(PREFIX + "part-u-0.jsonl", arrivalPlus(-20), lines(document("v1", 4)));
        bucket.put(
                "invoices/dt=2026-11-23/hh=10/slot=08/part-u-0.jsonl",
                arrivalPlus(1),
                lines(document("v1", 5)));

        assertThat(archive.documentOf(ORDER)).isEmpty();
    }
}
