package io.orderstream.query.invoices;

import io.orderstream.model.storage.ArchiveLayout;
import io.orderstream.model.wire.OrderDocument;
import io.orderstream.query.orders.StoredOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds an order's line in the files that the job wrote.
 *
 * <p>The order's item names the folder: what one subtask of the job wrote between two checkpoints.
 * It also names the file and the line's place in it, but only as hints. If the folder does not have
 * the line, the line is usually not committed yet. After a failure it may also be in a folder of
 * another run: the item names the failed run's folder until the new run has written the item, and a
 * late write of the failed run can name it even after that. So the folders of other runs of the
 * same hour and slot are read, too, up to {@link #MOST_FILES} and {@link #MOST_BYTES}. A run is
 * told by its start; other folders of the same start do not have this line.
 */
final class InvoiceArchive {

    /** How much is read of other runs' files: half a second from S3 if the files are large. */
    private static final long MOST_BYTES = 32L << 20;

    /** How many of other runs' files are read, one after the other: some seconds if all are. */
    private static final int MOST_FILES = 200;

    /** Slot, start of the run, checkpoint. */
    private static final Pattern FOLDER =
            Pattern.compile(
                    "("
                            + ArchiveLayout.INVOICES
                            + "/dt=[0-9]{4}-[0-9]{2}-[0-9]{2}/hh=[0-9]{2}/slot=[0-9]{2,3}/)"
                            + "([0-9]{13})-([0-9]{10})/");

    /** A finished file; FileSink keeps what is not committed under other names. */
    private static final Pattern FILE =
            Pattern.compile(
                    FOLDER.pattern()
                            + ArchiveLayout.PART_PREFIX
                            + "-[^/]+"
                            + Pattern.quote(ArchiveLayout.PART_SUFFIX));

    private final InvoiceBucket bucket;
    private final StoredOrder order;
    private final String slot;
    private final long start;

    /**
     * The archive as far as it may have this order.
     *
     * @throws IllegalStateException if the order's folder is none of the archive's
     */
    InvoiceArchive(InvoiceBucket bucket, StoredOrder order) {
        Matcher folder = FOLDER.matcher(order.archive());
        if (!folder.matches()) {
            throw new IllegalStateException("Not a folder of the archive: " + order.archive());
        }
        this.bucket = bucket;
        this.order = order;
        this.slot = folder.group(1);
        this.start = Long.parseLong(folder.group(2));
    }

    /**
     * A finished file.
     *
     * @param start when the subtask that wrote it began, in milliseconds
     * @param checkpoint the one that began the epoch; 0 for the first epoch of a run
     */
    record File(String key, long start, long checkpoint, long size) {}

    /** The files of the order's folder. */
    List<File> folder() {
        return finished(order.archive());
    }

    /**
     * The order's document as it was archived; nothing if its file is not committed yet.
     *
     * @param folder from {@link #folder}
     */
    Optional<String> document(List<File> folder) {
        String hinted = "-" + order.part() + ArchiveLayout.PART_SUFFIX;
        byte[] line = OrderDocument.line(order.received());
        for (File file : folder) {
            if (file.key().endsWith(hinted) && bucket.has(file.key(), order.offset(), line)) {
                return Optional.of(OrderDocument.format(order.received()));
            }
        }
        Comparator<File> hintedFirst = Comparator.comparing(file -> !file.key().endsWith(hinted));
        return lineIn(folder.stream().sorted(hintedFirst).toList()).or(() -> lineIn(ofOtherRuns()));
    }

    /**
     * The files of runs that began at another time, as many as may be read. A later run first
     * writes again what the failed one had not committed. So the first epochs of all later runs
     * come first; then earlier runs, backwards.
     */
    private List<File> ofOtherRuns() {
        List<File> earlier = new ArrayList<>();
        List<File> files = new ArrayList<>();
        for (File file : finished(slot)) {
            if (file.start() > start) {
                files.add(file);
            } else if (file.start() < start) {
                earlier.add(file);
            }
        }
        // By their keys they are in the order of starts.
        files.sort(Comparator.comparing(File::checkpoint));
        Collections.reverse(earlier);
        files.addAll(earlier);
        long bytes = 0;
        for (int i = 0; i < files.size(); i++) {
            bytes += files.get(i).size();
            if (bytes > MOST_BYTES || i == MOST_FILES) {
                return files.subList(0, i);
            }
        }
        return files;
    }

    private List<File> finished(String prefix) {
        List<File> files = new ArrayList<>();
        for (InvoiceBucket.Entry entry : bucket.list(prefix)) {
            Matcher file = FILE.matcher(entry.key());
            if (file.matches()) {
                files.add(
                        new File(
                                entry.key(),
                                Long.parseLong(file.group(2)),
                                Long.parseLong(file.group(3)),
                                entry.size()));
            }
        }
        return files;
    }

    private Optional<String> lineIn(List<File> files) {
        String beginning = OrderDocument.startOf(order.id());
        return files.stream()
                .flatMap(
                        file -> new String(bucket.read(file.key()), StandardCharsets.UTF_8).lines())
                .filter(line -> line.startsWith(beginning))
                .findFirst();
    }
}
