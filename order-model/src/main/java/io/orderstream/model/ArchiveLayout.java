package io.orderstream.model;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Where the job puts files in the bucket. By the record's arrival on the stream, which never
 * changes, so that a replay lands in the same place.
 *
 * <pre>{@code
 * ArchiveLayout.invoicePrefix(receivedAt, 7); // invoices/dt=2026-11-23/hh=10/slot=07/
 * ArchiveLayout.rejectedPrefix(receivedAt);   // rejected/dt=2026-11-23/hh=10/
 * }</pre>
 */
public final class ArchiveLayout {

    /** The folder of the invoice archive. */
    public static final String INVOICES = "invoices";

    /** The folder of records that are not orders. */
    public static final String REJECTED = "rejected";

    /** What the names of finished files begin with; FileSink's own others begin differently. */
    public static final String PART_PREFIX = "part";

    /** What the names of finished files end with: JSON Lines. */
    public static final String PART_SUFFIX = ".jsonl";

    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("'dt='uuuu-MM-dd'/hh='HH", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private ArchiveLayout() {}

    /** The hour's folder: {@code dt=2026-11-23/hh=10}. A bucket id of the rejected records. */
    public static String hour(Instant receivedAt) {
        return HOUR.format(receivedAt);
    }

    /** The slot's folder: {@code dt=2026-11-23/hh=10/slot=07}. A bucket id of the archive. */
    public static String hourAndSlot(Instant receivedAt, int slot) {
        return hour(receivedAt) + (slot < 10 ? "/slot=0" : "/slot=") + slot;
    }

    /** The prefix of the archive files in which this order's line can be, with a closing slash. */
    public static String invoicePrefix(Instant receivedAt, int slot) {
        return INVOICES + "/" + hourAndSlot(receivedAt, slot) + "/";
    }

    /** The prefix of the files of this hour's rejected records, with a closing slash. */
    public static String rejectedPrefix(Instant receivedAt) {
        return REJECTED + "/" + hour(receivedAt) + "/";
    }
}
