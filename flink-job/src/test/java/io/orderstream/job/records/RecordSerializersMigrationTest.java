package io.orderstream.job.records;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.StoredState;
import io.orderstream.job.records.RejectedRecord.Reason;
import io.orderstream.model.wire.Problem;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reads records that an earlier version of the job wrote. Such records can be in an unaligned
 * checkpoint, or in state. For each record, there is a file ({@link StoredState}). It has the
 * snapshot of the serializer, and then the record.
 */
class RecordSerializersMigrationTest {

    /** A value, its type, and the file with the serializer's snapshot and the value. */
    private static final class Stored<T> {

        private final TypeInformation<T> type;
        private final T value;
        private final StoredState file;

        Stored(String name, TypeInformation<T> type, T value) {
            this.type = type;
            this.value = value;
            this.file = new StoredState(name);
        }

        TypeSerializer<T> serializer() {
            return type.createSerializer(new SerializerConfigImpl());
        }

        byte[] write() throws Exception {
            DataOutputSerializer out = new DataOutputSerializer(512);
            TypeSerializerSnapshot.writeVersionedSnapshot(
                    out, serializer().snapshotConfiguration());
            serializer().serialize(value, out);
            return out.getCopyOfBuffer();
        }

        @Override
        public String toString() {
            return type.toString();
        }
    }

    static Stream<Stored<?>> stored() {
        StreamRecord record = order().record();
        String refund =
                ",\"amount\":0.10,\"reason\":\"cold \u2615\",\"ifversion\":2,"
                        + "\"idempotencykey\":\"01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d\"";
        return Stream.of(
                new Stored<>("stream-record-v3", RecordTypes.STREAM_RECORD, record),
                new Stored<>(
                        "stream-record-in-aggregate-v1",
                        RecordTypes.STREAM_RECORD,
                        order().indexInAggregate(7).record()),
                new Stored<>(
                        "received-event-v1",
                        RecordTypes.RECEIVED,
                        order().indexInAggregate(7).event("refunded", refund)),
                new Stored<>(
                        "placed-event-v1",
                        RecordTypes.PLACED_RECORD,
                        order().eventInSlot(7, "cancelled", "")),
                new Stored<>(
                        "rejected-record-v3",
                        RecordTypes.REJECTED_RECORD,
                        new RejectedRecord(
                                Reason.INVALID,
                                List.of(new Problem("a", "b", "c"), new Problem("d", "e", "f")),
                                record)));
    }

    /**
     * Two records of types that have no serializer of their own today. The snapshot in the first
     * file has the type name {@code ReceivedOrder}, and the serializer of {@code Received} reads
     * the record. The snapshot in the second file has the type name {@code PlacedOrder}, and the
     * serializer of {@code PlacedRecord} reads the record.
     */
    static Stream<Stored<?>> storedUnderAnotherType() {
        return Stream.of(
                new Stored<>(
                        "received-order-v2",
                        RecordTypes.RECEIVED,
                        order().details(
                                        "{\"unitprice\":0.10,\"quantity\":\"7\",\"cup\":\"\u2615\"}")
                                .received()),
                new Stored<>("placed-order-v2", RecordTypes.PLACED_RECORD, order().inSlot(7)));
    }

    @ParameterizedTest
    @MethodSource("stored")
    @EnabledIfSystemProperty(named = StoredState.WRITE, matches = "true")
    void writeState(Stored<?> stored) throws Exception {
        stored.file.write(stored.write());
    }

    @ParameterizedTest
    @MethodSource("stored")
    <T> void todaysSerializerReadsStoredRecords(Stored<T> stored) throws Exception {
        DataInputDeserializer in = new DataInputDeserializer(stored.file.bytes());
        TypeSerializerSnapshot<T> then =
                TypeSerializerSnapshot.readVersionedSnapshot(in, getClass().getClassLoader());
        TypeSerializer<T> now = stored.serializer();

        assertThat(now.snapshotConfiguration().resolveSchemaCompatibility(then).isCompatibleAsIs())
                .isTrue();
        assertThat(now.deserialize(in)).isEqualTo(stored.value);
        assertThat(in.available()).isZero();
    }

    /**
     * Flink's {@code compatibleAsIs} means that the earlier serializer and today's serializer write
     * the same bytes.
     */
    @ParameterizedTest
    @MethodSource("stored")
    void todaysSerializerWritesTheSameBytes(Stored<?> stored) throws Exception {
        assertThat(stored.write()).isEqualTo(stored.file.bytes());
    }

    /**
     * In a real job, records such as those of {@link #storedUnderAnotherType} are only in unaligned
     * checkpoints and in the state of the table sink. Flink stores no type name there, but each
     * file of this test has one. So the bytes of the record must be the same, and the name may
     * differ.
     */
    @ParameterizedTest
    @MethodSource("storedUnderAnotherType")
    <T> void todaysSerializerReadsAndWritesTheSameBytes_underAnotherType(Stored<T> stored)
            throws Exception {
        byte[] bytes = stored.file.bytes();
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        String snapshot = in.readUTF();
        int version = in.readInt();
        String type = in.readUTF();
        int record = in.getPosition();

        assertThat(stored.serializer().deserialize(in)).isEqualTo(stored.value);
        assertThat(in.available()).isZero();

        DataOutputSerializer out = new DataOutputSerializer(512);
        out.writeUTF(snapshot);
        out.writeInt(version);
        out.writeUTF(type);
        assertThat(out.length()).isEqualTo(record);
        stored.serializer().serialize(stored.value, out);
        assertThat(out.getCopyOfBuffer()).isEqualTo(bytes);
    }
}
