package io.orderstream.query;

import io.orderstream.model.ArchiveLayout;
import io.orderstream.model.OrderDocument;
import io.orderstream.model.api.UnavailableException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds an order's line in the files that the job wrote. */
final class InvoiceArchive {

    /**
     * For how long before an order's arrival the upload of its file may have begun: the longest
     * checkpoint interval that the template takes, and half of that for a slow checkpoint.
     */
    private static final Duration LONGEST_UPLOAD = Duration.ofMinutes(15);

    private final InvoiceBucket bucket;

    InvoiceArchive(InvoiceBucket bucket) {
        this.bucket = bucket;
    }

    /** The order's document as it was archived; nothing if its file is not committed yet. */
    Optional<String> documentOf(StoredOrder order) {
        String start = OrderDocument.startOf(order.id());
        Instant arrival = order.received().receivedAt();
        // Nearest first, before or after: a multipart object bears the time at which its upload
        // began, and that can be before the arrival of an order inside it.
        List<InvoiceBucket.Entry> nearestFirst =
                bucket.list(order.archivePrefix()).stream()
                        .filter(entry -> isFinished(entry.key()))
                        .filter(
                                entry ->
                                        entry.lastModified().isAfter(arrival.minus(LONGEST_UPLOAD)))
                        .sorted(
                                Comparator.comparing(
                                        entry ->
                                                Duration.between(arrival, entry.lastModified())
                                                        .abs()))
                        .toList();
        for (InvoiceBucket.Entry entry : nearestFirst) {
            Optional<String> line = lineIn(entry.key(), start);
            if (line.isPresent()) {
                return line;
            }
        }
        return Optional.empty();
    }

    /** FileSink keeps what is not committed under other names. */
    private static boolean isFinished(String key) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        return name.startsWith(ArchiveLayout.PART_PREFIX + "-")
                && name.endsWith(ArchiveLayout.PART_SUFFIX);
    }

    private Optional<String> lineIn(String key, String start) {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(bucket.open(key), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(start)) {
                    return Optional.of(line);
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UnavailableException("the invoice archive", e);
        }
    }
}
