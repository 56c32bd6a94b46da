package io.orderstream.benchmark.archive;

import io.orderstream.benchmark.standin.S3ArchiveStandIn;
import io.orderstream.job.sink.ArchiveSinks;
import io.orderstream.model.Order;
import io.orderstream.model.storage.ArchiveLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * The archive's folders of one hour and slot as the job writes them: one for each checkpoint, of
 * which there is one a minute, with a file for each 5 MiB.
 */
final class SlotHour {

    static final long MILLIS = 3_600_000;

    private static final Instant HOUR = Instant.parse("2026-11-23T10:00:00Z");
    private static final int SLOT = 7;
    private static final long CHECKPOINT = 60_000;
    private static final UUID WRITER = new UUID(1, 1);

    private final double perSecond;
    private final Lines lines = new Lines(HOUR);
    private final List<File> files = new ArrayList<>();

    /**
     * A file.
     *
     * @param part its number in the folder
     * @param first the number of its first order
     */
    record File(String folder, int part, long first, int orders, int bytes) {

        String key() {
            return String.format(
                    "%s%s-%s-%d%s",
                    folder, ArchiveLayout.PART_PREFIX, WRITER, part, ArchiveLayout.PART_SUFFIX);
        }

        boolean has(long order) {
            return order >= first && order < first + orders;
        }
    }

    /** Lays it out for so many orders of this slot a second. */
    SlotHour(double perSecond) {
        this.perSecond = perSecond;
        long orders = (long) (perSecond * MILLIS / 1_000);
        String folder = "";
        int part = 0;
        for (long order = 0; order < orders; ) {
            long first = order;
            long checkpoint = arrival(order) / CHECKPOINT;
            String next = folder(checkpoint);
            part = next.equals(folder) ? part + 1 : 0;
            folder = next;
            int bytes = 0;
            while (order < orders
                    && bytes < ArchiveSinks.MAX_INVOICE_FILE_BYTES
                    && arrival(order) / CHECKPOINT == checkpoint) {
                bytes += lines.length(order++);
            }
            files.add(new File(folder, part, first, (int) (order - first), bytes));
        }
    }

    private static String folder(long checkpoint) {
        return ArchiveLayout.invoicePrefix(
                ArchiveLayout.epochFolder(
                        HOUR, SLOT, ArchiveLayout.epoch(HOUR.toEpochMilli(), checkpoint)));
    }

    private long arrival(long order) {
        return (long) (order / perSecond * 1_000);
    }

    /** The number of the order that arrived so many milliseconds after the hour began. */
    long orderAt(long arrival) {
        File last = files.get(files.size() - 1);
        return Math.min(
                last.first() + last.orders() - 1, (long) Math.ceil(arrival * perSecond / 1_000));
    }

    int fileCount() {
        return files.size();
    }

    Instant receivedAt(long order) {
        return HOUR.plusMillis(arrival(order));
    }

    /** The file with this order. */
    File fileOf(long order) {
        return files.stream().filter(file -> file.has(order)).findFirst().orElseThrow();
    }

    /** At which byte of its file this order's line begins. */
    long offsetOf(long order) {
        return LongStream.range(fileOf(order).first(), order).map(lines::length).sum();
    }

    /** All of it, with this real order in the place of the one of its number. */
    S3ArchiveStandIn.Archive with(long number) {
        return archive(number, file -> true);
    }

    /** What there was before the checkpoint of this order was complete. */
    S3ArchiveStandIn.Archive before(long number) {
        String folder = fileOf(number).folder();
        return archive(number, file -> file.folder().compareTo(folder) < 0);
    }

    private S3ArchiveStandIn.Archive archive(long number, Predicate<File> isVisible) {
        Order order = Lines.order(number);
        List<S3ArchiveStandIn.Listed> visible =
                files.stream()
                        .filter(isVisible)
                        .map(file -> new S3ArchiveStandIn.Listed(file.key(), file.bytes()))
                        .sorted((a, b) -> a.key().compareTo(b.key()))
                        .toList();
        return new S3ArchiveStandIn.Archive() {
            @Override
            public List<S3ArchiveStandIn.Listed> objects() {
                return visible;
            }

            @Override
            public byte[] read(String key) {
                return content(key, number, order);
            }
        };
    }

    private byte[] content(String key, long number, Order order) {
        File file = files.stream().filter(each -> each.key().equals(key)).findFirst().orElseThrow();
        byte[] own =
                lines.document(order, Duration.ofMillis(arrival(number)))
                        .getBytes(StandardCharsets.UTF_8);
        byte[] bytes =
                new byte[file.bytes() + (file.has(number) ? own.length - lines.length(number) : 0)];
        int end = 0;
        for (long each = file.first(); each < file.first() + file.orders(); each++) {
            if (each == number) {
                System.arraycopy(own, 0, bytes, end, own.length);
                end += own.length;
            } else {
                end = lines.write(each, arrival(each), bytes, end);
            }
        }
        return bytes;
    }
}
