package io.orderstream.benchmark.archive;

import io.orderstream.benchmark.standin.S3ArchiveStandIn;
import io.orderstream.model.ArchiveLayout;
import io.orderstream.model.Order;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/**
 * The archive's folder of one hour and slot, as the job writes it: it polls the stream four times a
 * second, ends its files at each checkpoint, and S3 dates each by its first line's time. At minute
 * 20 it goes down for ten minutes, goes on from its last checkpoint, and catches up at twice the
 * rate. All times are milliseconds since the hour began.
 */
final class SlotHour {

    private static final Instant HOUR = Instant.parse("2026-11-23T10:00:00Z");
    private static final int SLOT = 7;
    private static final String PREFIX = 
            ArchiveLayout.invoicePrefix(ArchiveLayout.epochFolder(HOUR, SLOT, "0"));

    private static final int SECONDS = 3_600;
    private static final long POLL = 250;
    private static final long THROUGH_THE_JOB = 100;
    private static final long CHECKPOINT = 60_000;
    private static final long FIRST_CHECKPOINT = 37_000;
    private static final long COMMIT = 1_000;
    private static final long CATCH_UP = 2;

    /** When the job goes down, and from which checkpoint it goes on when it is up again. */
    static final long DOWN = 20 * 60_000;

    static final long UP = 30 * 60_000;
    private static final long RESTORED = lastCheckpointBefore(DOWN);
    static final long CAUGHT_UP = UP + (UP - RESTORED) / (CATCH_UP - 1);

    private final double perSecond;
    private final long orders;
    private final Lines lines = new Lines(HOUR);
    private final List<File> files;

    /**
     * A file.
     *
     * @param first the number of its first order
     * @param begun when that was written
     * @param committed when the file became visible
     */
    private record File(String key, long first, int orders, int bytes, long begun, long committed) {

        S3ArchiveStandIn.Listed listed() {
            return new S3ArchiveStandIn.Listed(
                    key, HOUR.plusMillis(begun).truncatedTo(ChronoUnit.SECONDS), bytes);
        }
    }

    /**
     * Lays it out.
     *
     * @param perSecond orders of this slot
     * @param maxFileBytes at which a file ends before its checkpoint
     */
    SlotHour(double perSecond, long maxFileBytes) {
        this.perSecond = perSecond;
        this.orders = (long) (perSecond * SECONDS);
        this.files = layOut(maxFileBytes);
    }

    private List<File> layOut(long maxFileBytes) {
        List<File> all = new ArrayList<>();
        UUID writer = new UUID(1, 1);
        int number = 0;
        for (long order = 0; order < orders; ) {
            long first = order;
            long begun = written(order);
            if (begun >= UP && writer.getMostSignificantBits() == 1) {
                writer = new UUID(2, 2);
                number = 0;
            }
            long end = nextCheckpointAfter(begun);
            int bytes = 0;
            for (; order < orders && bytes < maxFileBytes && written(order) < end; order++) {
                bytes += lines.length(order);
            }
            String key =
                    PREFIX
                            + ArchiveLayout.PART_PREFIX
                            + "-"
                            + writer
                            + "-"
                            + number++
                            + ArchiveLayout.PART_SUFFIX;
            all.add(new File(key, first, (int) (order - first), bytes, begun, end + COMMIT));
        }
        return all;
    }

    private static long nextCheckpointAfter(long time) {
        return lastCheckpointBefore(time + 1) + CHECKPOINT;
    }

    private static long lastCheckpointBefore(long time) {
        return Math.floorDiv(time - 1 - FIRST_CHECKPOINT, CHECKPOINT) * CHECKPOINT
                + FIRST_CHECKPOINT;
    }

    long arrival(long order) {
        return (long) (order / perSecond * 1_000);
    }

    /** When the job wrote it. */
    private long written(long order) {
        long arrival = arrival(order);
        long inTime = (arrival / POLL + 1) * POLL + THROUGH_THE_JOB;
        if (inTime < RESTORED) {
            return inTime;
        }
        return Math.max(inTime, UP + Math.max(0, arrival - RESTORED) / CATCH_UP);
    }

    /** The number of the order that arrived then. */
    long orderAt(long arrival) {
        return Math.min(orders - 1, (long) Math.ceil(arrival * perSecond / 1_000));
    }

    /** Just before an order's line became visible. */
    long lastMomentWithout(long order) {
        return fileOf(order).committed() - 1;
    }

    private File fileOf(long order) {
        return files.stream()
                .filter(file -> order >= file.first() && order < file.first() + file.orders())
                .findFirst()
                .orElseThrow();
    }

    int fileCount() {
        return files.size();
    }

    String prefix() {
        return PREFIX;
    }

    Instant receivedAt(long order) {
        return instant(arrival(order));
    }

    Instant instant(long time) {
        return HOUR.plusMillis(time);
    }

    /** What is visible at a time, with this real order in the place of the one of its number. */
    S3ArchiveStandIn.Archive at(long time, long number) {
        Order order = Lines.order(number);
        List<S3ArchiveStandIn.Listed> visible =
                files.stream()
                        .filter(file -> file.committed() <= time)
                        .map(File::listed)
                        .sorted(Comparator.comparing(S3ArchiveStandIn.Listed::key))
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
        boolean here = number >= file.first() && number < file.first() + file.orders();
        byte[] bytes = new byte[file.bytes() + (here ? own.length - lines.length(number) : 0)];
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
