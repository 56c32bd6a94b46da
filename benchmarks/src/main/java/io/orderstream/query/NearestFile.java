package io.orderstream.query;

import io.orderstream.model.OrderDocument;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How the function looked for an order's line before: through all files that were begun no longer
 * than a quarter of an hour before the order's arrival, the nearest in time first. Only a benchmark
 * runs it.
 */
final class NearestFile {

    private static final Duration LONGEST_UPLOAD = Duration.ofMinutes(15);

    private final InvoiceBucket bucket;

    NearestFile(InvoiceBucket bucket) {
        this.bucket = bucket;
    }

    Optional<String> documentOf(StoredOrder order) {
        String start = OrderDocument.startOf(order.id());
        Instant arrival = order.received().receivedAt();
        List<InvoiceBucket.Entry> nearestFirst =
                bucket.list(order.archivePrefix()).stream()
                        .filter(
                                entry ->
                                        entry.lastModified().isAfter(arrival.minus(LONGEST_UPLOAD)))
                        .sorted(
                                Comparator.comparing(
                                        entry ->
                                                Duration.between(arrival, entry.lastModified())
                                                        .abs()))
                        .toList();
        return nearestFirst.stream()
                .map(entry -> lineIn(entry.key(), start))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<String> lineIn(String key, String start) {
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(bucket.open(key), StandardCharsets.UTF_8))) {
            return lines.lines().filter(line -> line.startsWith(start)).findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
