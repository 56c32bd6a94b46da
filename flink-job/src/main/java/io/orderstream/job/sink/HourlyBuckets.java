package io.orderstream.job.sink;

import io.orderstream.job.records.PlacedOrder;
import io.orderstream.job.records.RejectedRecord;
import io.orderstream.model.ArchiveLayout;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;

/**
 * Folders by the hour of a record's arrival on the stream: a fact of the record, not the clock's
 * time, so that a replay lands in the same folder.
 */
abstract class HourlyBuckets<T> implements BucketAssigner<T, String> {

    @Override
    public final SimpleVersionedSerializer<String> getSerializer() {
        return SimpleVersionedStringSerializer.INSTANCE;
    }

    /** {@code dt=2026-11-23/hh=10/slot=07}. */
    static final class OfInvoices extends HourlyBuckets<PlacedOrder> {
        @Override
        public String getBucketId(PlacedOrder placed, Context context) {
            return placed.archiveBucket();
        }
    }

    /** {@code dt=2026-11-23/hh=10}. */
    static final class OfRejected extends HourlyBuckets<RejectedRecord> {
        @Override
        public String getBucketId(RejectedRecord rejected, Context context) {
            return ArchiveLayout.hour(rejected.record().receivedAt());
        }
    }
}
