package io.orderstream.model.storage;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The keys of the job's files in the bucket. The hour in a key is the hour in which a record
 * arrived on the stream. The hour of a record never changes.
 *
 * <p>The orders of an hour are spread over slots. The events of an hour are all in slot 0. An epoch
 * is the lines that a subtask of the job wrote between two checkpoints. In a slot, each epoch has a
 * folder. Two subtasks share a folder only if they write the same slot and started in the same
 * millisecond. FileSink makes the files of a folder visible together, with one checkpoint.
 *
 * <pre>{@code
 * String epoch = ArchiveLayout.epoch(startMillis, 123);
 * String folder = ArchiveLayout.epochFolder(receivedAt, 7, epoch);
 * ArchiveLayout.invoicePrefix(folder);
 * // invoices/dt=2026-11-28/hh=21/slot=07/1795901112345-0000000123/
 * ArchiveLayout.rejectedPrefix(receivedAt); // rejected/dt=2026-11-28/hh=21/
 * }</pre>
 */
public final class ArchiveLayout {

    /** The folder of the invoice archive. */
    public static final String INVOICES = "invoices";

    /** The folder of the archive of events. Its layout is that of the invoice archive. */
    public static final String EVENTS = "events";

    /** The folder of the records that the job rejects. */
    public static final String REJECTED = "rejected";

    /** The names of finished files begin with this. Names of FileSink's unfinished files do not. */
    public static final String PART_PREFIX = "part";

    /** The names of finished files end with this: JSON Lines. */
    public static final String PART_SUFFIX = ".jsonl";

    /**
     * A file of invoices ends after the line with which it reaches this size, in bytes. The size is
     * 5 MiB, the smallest part that S3 allows in a multipart upload.
     */
    public static final long FULL_FILE_BYTES = 5L << 20;

    /**
     * A file of events ends after the line with which it reaches this size, in bytes. The size is
     * 128 MiB, because nobody looks for a single event in the archive, and Athena reads large files
     * faster.
     */
    public static final long FULL_EVENT_FILE_BYTES = 128L << 20;

    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("'dt='uuuu-MM-dd'/hh='HH", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private ArchiveLayout() {}

    /**
     * The hour's folder, such as {@code dt=2026-11-23/hh=10}. For rejected records, it is
     * FileSink's bucket id.
     */
    public static String hour(Instant receivedAt) {
        return HOUR.format(receivedAt);
    }

    /**
     * An epoch's name: {@code 1795901112345-0000000123}. Names sort by start, then by checkpoint.
     *
     * @param startMillis when the subtask was started, in milliseconds since 1970
     * @param checkpointId the checkpoint or savepoint that began the epoch; 0 for the first epoch
     */
    public static String epoch(long startMillis, long checkpointId) {
        return String.format(Locale.ROOT, "%013d-%010d", startMillis, checkpointId);
    }

    /**
     * The epoch's folder below {@link #INVOICES} or {@link #EVENTS}: {@code
     * dt=…/hh=…/slot=07/<epoch>}.
     */
    public static String epochFolder(Instant receivedAt, int slot, String epoch) {
        return hour(receivedAt) + (slot < 10 ? "/slot=0" : "/slot=") + slot + "/" + epoch;
    }

    /**
     * The prefix of the keys of an epoch's files, with a slash at its end. It is FileSink's bucket
     * id for archive lines.
     */
    public static String invoicePrefix(String epochFolder) {
        return INVOICES + "/" + epochFolder + "/";
    }

    /** Like {@link #invoicePrefix}, but for an epoch's files of events. */
    public static String eventPrefix(String epochFolder) {
        return EVENTS + "/" + epochFolder + "/";
    }

    /** The size at which a file with this prefix ends. */
    public static long fullFileBytes(String prefix) {
        return prefix.startsWith(EVENTS + "/") ? FULL_EVENT_FILE_BYTES : FULL_FILE_BYTES;
    }

    /** The prefix of the keys of this hour's rejected records, with a slash at its end. */
    public static String rejectedPrefix(Instant receivedAt) {
        return REJECTED + "/" + hour(receivedAt) + "/";
    }
}
