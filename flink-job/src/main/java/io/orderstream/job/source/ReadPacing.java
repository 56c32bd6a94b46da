package io.orderstream.job.source;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.GetRecordsResult;
import org.apache.flink.kinesis.shaded.com.amazonaws.services.kinesis.model.Record;

/**
 * Says when a shard may be read again.
 *
 * <p>At the tip of the stream, reads begin 250 ms apart. If an answer ends further behind the tip,
 * the next read may follow at once. Both stay within the limits of a shard:
 *
 * <ul>
 *   <li>A shard allows five reads a second to all its readers together. At most four begin here in
 *       any second, which leaves one for another reader.
 *   <li>A shard sends 2 MB a second. After an answer, Kinesis refuses reads for as long as the
 *       answer takes at this rate.
 * </ul>
 *
 * <p>Calls that the connector or its SDK repeats are not counted.
 */
final class ReadPacing {

    private static final int READS_PER_SECOND = 4;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long INTERVAL = SECOND / READS_PER_SECOND;
    private static final long NANOS_PER_BYTE = SECOND / 2_000_000;

    private final LongSupplier nanoTime;

    /** When the last reads began. The earliest of them is at {@link #first}. */
    private final long[] begun = new long[READS_PER_SECOND];

    private int first;
    private long next;

    /**
     * Paces the reads of a shard that was not read yet.
     *
     * @param nanoTime the clock, usually {@link System#nanoTime}
     */
    ReadPacing(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        next = nanoTime.getAsLong();
        Arrays.fill(begun, next - SECOND);
    }

    /** Returns how many nanoseconds to wait before the next read. Zero or less means none. */
    long nanosToWait() {
        long now = nanoTime.getAsLong();
        return Math.max(next - now, begun[first] + SECOND - now);
    }

    /** Notes that a read begins. */
    void begin() {
        long now = nanoTime.getAsLong();
        begun[first] = now;
        first = (first + 1) % READS_PER_SECOND;
        next = now + INTERVAL;
    }

    /** Notes the answer of the read that was begun last. */
    void end(GetRecordsResult answer) {
        long bytes = 0;
        for (Record record : answer.getRecords()) {
            bytes += record.getData().remaining() + record.getPartitionKey().length();
        }
        long sent = nanoTime.getAsLong() + bytes * NANOS_PER_BYTE;
        Long behind = answer.getMillisBehindLatest();
        boolean isBehind = behind != null && TimeUnit.MILLISECONDS.toNanos(behind) > INTERVAL;
        if (isBehind || sent - next > 0) {
            next = sent;
        }
    }
}
