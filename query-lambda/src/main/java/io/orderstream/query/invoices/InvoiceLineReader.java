package io.orderstream.query.invoices;

import io.orderstream.model.storage.ArchiveLayout;
import io.orderstream.model.wire.OrderDocument;
import io.orderstream.query.orders.CorruptItemException;
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
 * <p>The order's item names a folder. That folder has the lines of one hour and one slot that a
 * subtask of the job wrote between two checkpoints (an epoch, see {@link ArchiveLayout}). The item
 * also names the file and the byte at which the line begins, but only as hints. If the folder does
 * not have the line, the line is usually not committed yet.
 *
 * <p>A run is the time from one start of a subtask to its end. The names of all folders of a run
 * contain the time of the start. After a failure, the line may be in a folder of another run. The
 * item names the failed run's folder until the new run writes the item again. If a write of the
 * failed run reaches the table late, the item names the failed run's folder for good. So this class
 * also reads the files of other runs in the same hour and slot, up to {@link #MAX_FILES} and {@link
 * #MAX_BYTES}. If the line is not in the folder that the item names, no other folder of the same
 * run has it.
 */
final class InvoiceLineReader {

    /**
     * The maximum number of bytes to read from other runs' files. If the files are large, reading
     * so many bytes takes half a second.
     */
    private static final long MAX_BYTES = 32L << 20;

    /**
     * The maximum number of files to read from other runs. They are read one after the other, which
     * takes some seconds.
     */
    private static final int MAX_FILES = 200;

    /** The groups are the slot's folder, the start of the run, and the checkpoint. */
    private static final Pattern FOLDER =
            Pattern.compile(
                    "("
                            + ArchiveLayout.INVOICES
                            + "/dt=[0-9]{4}-[0-9]{2}-[0-9]{2}/hh=[0-9]{2}/slot=[0-9]{2,3}/)"
                            + "([0-9]{13})-([0-9]{10})/");

    /** A finished file. FileSink's files that are not committed have other names. */
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
     * A reader for this order's line.
     *
     * @throws CorruptItemException if the item names a folder that the archive cannot have
     */
    InvoiceLineReader(InvoiceBucket bucket, StoredOrder order) {
        Matcher folder = FOLDER.matcher(order.archive());
        if (!folder.matches()) {
            throw new CorruptItemException("Not a folder of the archive: " + order.archive());
        }
        this.bucket = bucket;
        this.order = order;
        this.slot = folder.group(1);
        this.start = Long.parseLong(folder.group(2));
    }

    /**
     * A finished file.
     *
     * @param start when the subtask that wrote the file was started, in milliseconds since 1970
     * @param checkpoint the checkpoint that began the epoch; 0 for the first epoch of a run
     * @param size in bytes
     */
    record File(String key, long start, long checkpoint, long size) {}

    /** The finished files in the order's folder. */
    List<File> folder() {
        return finishedFiles(order.archive());
    }

    /**
     * The order's document as it was archived. Empty if the line is not found. In most such cases,
     * the line is not committed yet.
     *
     * @param folder the result of {@link #folder}
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
        return lineIn(folder.stream().sorted(hintedFirst).toList())
                .or(() -> lineIn(filesOfOtherRuns()));
    }

    /**
     * The files of other runs, up to the limits. After a failure, the new run first writes again
     * what the failed run did not commit. So the first epochs of later runs come first. Their other
     * epochs follow, sorted by checkpoint. Then come the earlier runs, the latest of them first.
     */
    private List<File> filesOfOtherRuns() {
        List<File> earlier = new ArrayList<>();
        List<File> files = new ArrayList<>();
        for (File file : finishedFiles(slot)) {
            if (file.start() > start) {
                files.add(file);
            } else if (file.start() < start) {
                earlier.add(file);
            }
        }
        // The sort is stable, so files of the same checkpoint stay sorted by their runs' starts.
        files.sort(Comparator.comparing(File::checkpoint));
        Collections.reverse(earlier);
        files.addAll(earlier);
        long bytes = 0;
        for (int i = 0; i < files.size(); i++) {
            bytes += files.get(i).size();
            if (bytes > MAX_BYTES || i == MAX_FILES) {
                return files.subList(0, i);
            }
        }
        return files;
    }

    private List<File> finishedFiles(String prefix) {
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
