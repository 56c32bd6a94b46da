package io.orderstream.benchmark.archive;

import io.orderstream.benchmark.orders.SampleOrders;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.storage.ArchiveLayout;
import io.orderstream.model.wire.OrderDocument;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The archive files of one slot for one hour, with a checkpoint every minute. Only one minute has
 * orders. Its files are like those that the job writes. Each of the other 59 minutes has as many
 * files, but they are empty, since nothing reads them.
 */
final class ArchivedMinute {

    private static final Instant HOUR = Instant.parse("2026-11-23T10:00:00Z");
    private static final int SLOT = 7;
    private static final int SECONDS = 60;
    private static final int CHECKPOINTS = 60;
    private static final int CHECKPOINT = 30;

    private final List<PlacedRecord> orders = new ArrayList<>();
    private final Map<String, byte[]> files = new HashMap<>();
    private final Map<String, byte[]> others = new HashMap<>();

    /** Creates a minute in which the slot receives this many orders a second. */
    ArchivedMinute(double ordersPerSecond) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        int part = 0;
        long count = Math.round(ordersPerSecond * SECONDS);
        for (long number = 0; number < count; number++) {
            Instant arrival =
                    HOUR.plusSeconds(CHECKPOINT * SECONDS)
                            .plusMillis((long) (number * 1_000 / ordersPerSecond));
            ReceivedOrder received =
                    new ReceivedOrder(SampleOrders.parse(SampleOrders.record(number)), arrival);
            orders.add(new PlacedRecord(received, folder(CHECKPOINT), part, file.size()));
            file.writeBytes(OrderDocument.line(received));
            if (file.size() >= ArchiveLayout.FULL_FILE_BYTES || number == count - 1) {
                files.put(key(CHECKPOINT, part++), file.toByteArray());
                file.reset();
            }
        }
        for (int checkpoint = 0; checkpoint < CHECKPOINTS; checkpoint++) {
            for (int other = 0; checkpoint != CHECKPOINT && other < part; other++) {
                others.put(key(checkpoint, other), new byte[0]);
            }
        }
    }

    private static String folder(int checkpoint) {
        return ArchiveLayout.invoicePrefix(
                ArchiveLayout.epochFolder(
                        HOUR, SLOT, ArchiveLayout.epoch(HOUR.toEpochMilli(), checkpoint)));
    }

    private static String key(int checkpoint, int part) {
        return folder(checkpoint)
                + ArchiveLayout.PART_PREFIX
                + "-writer-"
                + part
                + ArchiveLayout.PART_SUFFIX;
    }

    /** Returns the orders of the minute. */
    List<PlacedRecord> orders() {
        return orders;
    }

    /** Returns the archive of the whole hour. */
    Map<String, byte[]> committed() {
        Map<String, byte[]> all = new HashMap<>(others);
        all.putAll(files);
        return all;
    }

    /**
     * Returns the archive without the files of the minute's orders. It has the empty files of all
     * other minutes, also of the later ones.
     */
    Map<String, byte[]> notCommitted() {
        return others;
    }
}
