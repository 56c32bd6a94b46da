package io.orderstream.query;

import io.orderstream.model.OrderDocument;
import io.orderstream.model.api.UnavailableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds an order's line in the files that the job wrote.
 *
 * <p>The file that was being written when the order arrived mostly has it. If it has not, the job
 * was late: then the first lines of later files tell how far it had come, a few of them are enough
 * to find the one to read, and if even they mislead, every file that can hold the order is read.
 */
final class InvoiceArchive {

    /** More than comes before a document's arrival, whatever its ids. */
    private static final int START_BYTES = 1024;

    private static final Pattern RECEIVED_AT = Pattern.compile("\"receivedat\":\"([^\"]+)\"");

    private final InvoiceBucket bucket;

    InvoiceArchive(InvoiceBucket bucket) {
        this.bucket = bucket;
    }

    /** The order's document as it was archived; nothing if its file is not committed yet. */
    Optional<String> documentOf(StoredOrder order) {
        Instant arrival = order.received().receivedAt();
        List<ArchiveFile> files =
                ArchiveFiles.thatCanHold(arrival, bucket.list(order.archivePrefix()));
        return files.isEmpty() ? Optional.empty() : new Search(order, files).line();
    }

    /** One order, and the files that can hold its line, in the order in which they were begun. */
    private final class Search {

        private final String startOfLine;
        private final Instant arrival;
        private final List<ArchiveFile> files;
        private final Set<Integer> read = new HashSet<>();
        private final Map<Integer, Optional<Instant>> starts = new HashMap<>();

        Search(StoredOrder order, List<ArchiveFile> files) {
            this.startOfLine = OrderDocument.startOf(order.id());
            this.arrival = order.received().receivedAt();
            this.files = files;
        }

        Optional<String> line() {
            int likely = beingWrittenAtArrival();
            Optional<String> line = lineIn(likely);
            return line.isPresent() ? line : lineAround(newestThatStartsBefore(likely));
        }

        private int beingWrittenAtArrival() {
            int newest = 0;
            for (int i = 1; i < files.size() && !files.get(i).begun().isAfter(arrival); i++) {
                newest = i;
            }
            return newest;
        }

        /**
         * The newest file whose first line arrived no later than the order: from one file on, first
         * its neighbour, which mostly decides it, then the last, then where the order should be if
         * each file has as many, and now and then the middle in case it has not.
         */
        private int newestThatStartsBefore(int from) {
            boolean later = !startsLater(from);
            int low = later ? from : -1;
            int high = later ? files.size() : from;
            int probe = later ? low + 1 : high - 1;
            for (int probes = 1; high - low > 1; probes++) {
                if (startsLater(probe)) {
                    high = probe;
                } else {
                    low = probe;
                }
                if (probes == 1) {
                    probe = later ? high - 1 : low + 1;
                } else {
                    probe = probes % 4 == 0 ? (low + high) >>> 1 : proportional(low, high);
                }
            }
            return Math.max(0, low);
        }

        private int proportional(int low, int high) {
            if (low < 0 || high == files.size()) {
                return (low + high) >>> 1;
            }
            Instant first = startOf(low).orElse(arrival);
            Instant last = startOf(high).orElse(arrival);
            double share =
                    (double) Duration.between(first, arrival).toMillis()
                            / Duration.between(first, last).toMillis();
            return Math.min(high - 1, Math.max(low + 1, low + (int) (share * (high - low))));
        }

        /** Reads what was not read yet, the nearest first. */
        private Optional<String> lineAround(int middle) {
            for (int distance = 0; distance < files.size(); distance++) {
                for (int i : new int[] {middle - distance, middle + distance}) {
                    if (i >= 0 && i < files.size() && !read.contains(i)) {
                        Optional<String> line = lineIn(i);
                        if (line.isPresent()) {
                            return line;
                        }
                    }
                }
            }
            return Optional.empty();
        }

        private Optional<String> lineIn(int file) {
            read.add(file);
            try (BufferedReader lines =
                    new BufferedReader(
                            new InputStreamReader(
                                    bucket.open(files.get(file).key()), StandardCharsets.UTF_8))) {
                String line = lines.readLine();
                starts.put(file, line == null ? Optional.empty() : arrivalOf(line));
                for (; line != null; line = lines.readLine()) {
                    if (line.startsWith(startOfLine)) {
                        return Optional.of(line);
                    }
                }
                return Optional.empty();
            } catch (IOException e) {
                throw new UnavailableException("the invoice archive", e);
            }
        }

        private boolean startsLater(int file) {
            return startOf(file).filter(start -> start.isAfter(arrival)).isPresent();
        }

        /** When the order of a file's first line arrived. */
        private Optional<Instant> startOf(int file) {
            return starts.computeIfAbsent(
                    file,
                    i -> {
                        byte[] bytes = bucket.start(files.get(i).key(), START_BYTES);
                        // It may end in the middle of a character.
                        return arrivalOf(new String(bytes, StandardCharsets.UTF_8));
                    });
        }
    }

    /** When the order of a line arrived, of which the start is enough. */
    private static Optional<Instant> arrivalOf(String line) {
        Matcher receivedAt = RECEIVED_AT.matcher(line);
        return receivedAt.find()
                ? Optional.of(Instant.parse(receivedAt.group(1)))
                : Optional.empty();
    }
}
