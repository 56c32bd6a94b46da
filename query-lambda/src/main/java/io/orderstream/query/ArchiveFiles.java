package io.orderstream.query;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which of a folder's files can hold an order's line.
 *
 * <p>A writer ends a file before it begins the next, and an order is written after it arrived. So a
 * file whose successor was begun before the order arrived cannot hold it, and every other one can:
 * the last that each writer began before the arrival, and all that were begun later, by however
 * much the job was late.
 */
final class ArchiveFiles {

    /** S3's dates are up to a second early, and its clock is not the stream's. */
    private static final Duration CLOCKS = Duration.ofSeconds(10);

    private ArchiveFiles() {}

    /**
     * The files that can hold an order that arrived then, in the order in which they were begun.
     */
    static List<ArchiveFile> thatCanHold(Instant arrival, List<InvoiceBucket.Entry> entries) {
        Instant surelyBefore = arrival.minus(CLOCKS);
        return entries.stream()
                .map(ArchiveFile::of)
                .flatMap(Optional::stream)
                .collect(Collectors.groupingBy(ArchiveFile::writer))
                .values()
                .stream()
                .map(ofOneWriter -> notEndedBy(surelyBefore, ofOneWriter))
                .flatMap(Collection::stream)
                .sorted(Comparator.comparing(ArchiveFile::begun).thenComparing(ArchiveFile::number))
                .toList();
    }

    private static List<ArchiveFile> notEndedBy(Instant end, List<ArchiveFile> ofOneWriter) {
        List<ArchiveFile> files = new ArrayList<>();
        for (ArchiveFile file : newestFirst(ofOneWriter)) {
            files.add(file);
            if (file.begun().isBefore(end)) {
                break;
            }
        }
        return files;
    }

    private static List<ArchiveFile> newestFirst(List<ArchiveFile> files) {
        return files.stream().sorted(Comparator.comparing(ArchiveFile::number).reversed()).toList();
    }
}
