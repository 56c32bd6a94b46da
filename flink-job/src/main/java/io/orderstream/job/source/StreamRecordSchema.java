package io.orderstream.job.source;

import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.StreamPosition;
import io.orderstream.job.records.StreamRecord;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/**
 * Keeps a record as it is. It does not parse and does not throw: an exception here would fail the
 * job, and fail it again after each restart, since the record stays on the stream.
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
