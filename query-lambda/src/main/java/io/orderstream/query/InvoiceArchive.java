package io.orderstream.query;

import io.orderstream.lambda.http.UnavailableException;
import io.orderstream.model.storage.ArchiveLayout;
import io.orderstream.model.wire.OrderDocument;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
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
 * It also names the file, but only as a hint. If the folder does not have the line, the line is
 * usually not committed yet. After a failure it may also be in a folder of another run: the item
 * names the failed run's folder until the new run has written the item, and a late write of the
 * failed run can name it even after that. So the folders of other runs of the same hour and slot
 * are read, too, up to {@link #MOST_FILES} and {@link #MOST_BYTES}. A run is told by its start;
 * other folders of the same start do not have this line.
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

    InvoiceArchive(InvoiceBucket bucket) {
        this.bucket = bucket;
    }

    /**
     * The order's document as it was archived; nothing if its file is not committed yet.
     *
     * @throws IllegalStateException if the order's folder is none of the archive's
     */
    Optional<String> documentOf(StoredOrder order) {
        Matcher folder = FOLDER.matcher(order.archive());
        if (!folder.matches()) {
            throw new IllegalStateException("Not a folder of the archive: " + order.archive());
        }
        String start = OrderDocument.startOf(order.id());
        Optional<String> line = lineIn(ofFolder(order), start);
        return line.isPresent()
                ? line
                : lineIn(ofOtherRuns(folder.group(1), Long.parseLong(folder.group(2))), start);
    }

    /** The files of the order's folder, the one that probably has the line first. */
    private List<File> ofFolder(StoredOrder order) {
        String hinted = "-" + order.part() + ArchiveLayout.PART_SUFFIX;
        return finished(order.archive()).stream()
                .sorted(Comparator.comparing(file -> !file.key().endsWith(hinted)))
                .toList();
    }

    /**
     * The files of runs that began at another time, as many as may be read. A later run first
     * writes again what the failed one had not committed. So the first epochs of all later runs
     * come first; then earlier runs, backwards.
     */
    private List<File> ofOtherRuns(String slot, long start) {
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

    /**
     * A finished file.
     *
     * @param start when the subtask that wrote it began, in milliseconds
     * @param checkpoint the one that began the epoch; 0 for the first epoch of a run
     */
    private record File(String key, long start, long checkpoint, long size) {}

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

    private Optional<String> lineIn(List<File> files, String start) {
        return files.stream()
                .map(file -> lineIn(file, start))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> lineIn(File file, String start) {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(bucket.open(file.key()), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.startsWith(start)) {
                line = lines.readLine();
            }
            return Optional.ofNullable(line);
        } catch (IOException e) {
            throw new UnavailableException("the invoice archive", e);
        }
    }
}
