package io.orderstream.job.records;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Stream records between tasks, and in unaligned checkpoints. */
public final class StreamRecordSerializer extends ImmutableSerializer<StreamRecord> {

    static final StreamRecordSerializer INSTANCE = new StreamRecordSerializer();

    /** The type of stream records. */
    public static final TypeInformation<StreamRecord> TYPE =
            new ImmutableTypeInfo<>(StreamRecord.class, INSTANCE);

    private static final String NO_FLAW = "";

    private StreamRecordSerializer() {}

    @Override
    public StreamRecord createInstance() {
        return new StreamRecord(new byte[0], new StreamPosition("", ""), "", Instant.EPOCH);
    }

    @Override
    public void serialize(StreamRecord record, DataOutputView target) throws IOException {
        writeBytes(record.data(), target);
        writeText(record.position().shardId(), target);
        writeText(record.position().sequenceNumber(), target);
        writeText(record.partitionKey(), target);
        target.writeLong(record.receivedAt().toEpochMilli());
        // By name: an ordinal would change its meaning with the order of the enum.
        target.writeUTF(record.flaw().map(AggregateFlaw::name).orElse(NO_FLAW));
    }

    @Override
    public StreamRecord deserialize(DataInputView source) throws IOException {
        byte[] data = readBytes(source);
        String shardId = readText(source);
        String sequenceNumber = readText(source);
        String partitionKey = readText(source);
        Instant receivedAt = Instant.ofEpochMilli(source.readLong());
        String flaw = source.readUTF();
        return new StreamRecord(
                data,
                new StreamPosition(shardId, sequenceNumber),
                partitionKey,
                receivedAt,
                flaw.equals(NO_FLAW) ? Optional.empty() : Optional.of(AggregateFlaw.valueOf(flaw)));
    }

    @Override
    public TypeSerializerSnapshot<StreamRecord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** The format has no settings; another format becomes another serializer class. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<StreamRecord> {
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
