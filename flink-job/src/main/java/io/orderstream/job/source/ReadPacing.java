package io.orderstream.job.source;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.GetRecordsResult;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.Record;

/**
 * Decides how long the next read of a shard has to wait.
 *
 * <p>At the tip of the stream, reads begin at least 250 ms apart. After an answer that ends more
 * than 250 ms behind the tip, the next read may begin as soon as the limits of the shard allow:
 *
 * <ul>
 *   <li>A shard allows five reads a second. This class allows at most four of them, so one read is
 *       left for another reader.
 *   <li>A shard sends 2 MB a second. So the next read waits for the time that the last answer takes
 *       at this rate.
 * </ul>
 *
 * <p>Retries by the connector or by its SDK are not counted.
 */
final class ReadPacing {

    private static final int READS_PER_SECOND = 4;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long INTERVAL_NANOS = SECOND_NANOS / READS_PER_SECOND;
    private static final long NANOS_PER_BYTE = SECOND_NANOS / 2_000_000;

    private final LongSupplier nanoTime;

    /** The start times of the last four reads. The earliest of them is at {@link #first}. */
    private final long[] begun = new long[READS_PER_SECOND];

    private int first;

    /** The earliest time for the next read, according to the interval and to the last answer. */
    private long next;

    /** Paces the reads of a shard that was not read before. */
    ReadPacing(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        next = nanoTime.getAsLong();
        Arrays.fill(begun, next - SECOND_NANOS);
    }

    /**
     * Returns how many nanoseconds the next read has to wait. If the number is zero or less, the
     * read need not wait.
     */
    long nanosToWait() {
        long now = nanoTime.getAsLong();
        return Math.max(next - now, begun[first] + SECOND_NANOS - now);
    }

    /** Records that a read begins now. */
    void begin() {
        long now = nanoTime.getAsLong();
        begun[first] = now;
        first = (first + 1) % READS_PER_SECOND;
        next = now + INTERVAL_NANOS;
    }

    /** Records the answer to the latest read. */
    void end(GetRecordsResult answer) {
        long bytes = 0;
        for (Record record : answer.getRecords()) {
            bytes += record.getData().remaining() + record.getPartitionKey().length();
        }
        long sent = nanoTime.getAsLong() + bytes * NANOS_PER_BYTE;
        Long behind = answer.getMillisBehindLatest();
        boolean isBehind = behind != null && TimeUnit.MILLISECONDS.toNanos(behind) > INTERVAL_NANOS;
        if (isBehind || sent - next > 0) {
            next = sent;
        }
    }
}
