package io.orderstream.job.source;

import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.StreamPosition;
import io.orderstream.job.records.StreamRecord;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/**
 * Makes a {@link StreamRecord} of each record. This class never throws: an exception would fail the
 * job again after each restart, because the record stays on the stream.
 */
final class StreamRecordSchema implements KinesisDeserializationSchema<StreamRecord> {

    @Override
    public StreamRecord deserialize(
            byte[] data,
            String partitionKey,
            String sequenceNumber,
            long approximateArrivalMillis,
            String stream,
            String shardId) {
        return new StreamRecord(
                AggregateSeal.open(data),
                new StreamPosition(shardId, sequenceNumber),
                partitionKey,
                Instant.ofEpochMilli(approximateArrivalMillis),
                AggregateSeal.flaw(data));
    }

    @Override
    public TypeInformation<StreamRecord> getProducedType() {
        return RecordTypes.STREAM_RECORD;
    }
}
