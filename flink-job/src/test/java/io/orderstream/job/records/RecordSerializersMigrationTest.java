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
 * Records as an earlier version of the job wrote them, each after the snapshot of its serializer:
 * what is on its way in an unaligned checkpoint, and what state would hold.
 */
class RecordSerializersMigrationTest {

    /** A type, a value of it, and where both are kept. */
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
        return Stream.of(
                new Stored<>("stream-record-v3", RecordTypes.STREAM_RECORD, record),
                new Stored<>(
                        "received-order-v2",
                        RecordTypes.RECEIVED_ORDER,
                        order().details(
                                        "{\"unitprice\":0.10,\"quantity\":\"7\",\"cup\":\"\u2615\"}")
                                .received()),
                new Stored<>("placed-order-v2", RecordTypes.PLACED_ORDER, order().inSlot(7)),
                new Stored<>(
                        "rejected-record-v3",
                        RecordTypes.REJECTED_RECORD,
                        new RejectedRecord(
                                Reason.INVALID,
                                List.of(new Problem("a", "b", "c"), new Problem("d", "e", "f")),
                                record)));
    }

    @ParameterizedTest
    @MethodSource("stored")
    @EnabledIfSystemProperty(named = StoredState.WRITE, matches = "true")
    void writeState(Stored<?> stored) throws Exception {
        stored.file.write(stored.write());
    }

    @ParameterizedTest
    @MethodSource("stored")
    <T> void whatWasWrittenIsReadByTodaysSerializer(Stored<T> stored) throws Exception {
        DataInputDeserializer in = new DataInputDeserializer(stored.file.bytes());
        TypeSerializerSnapshot<T> then =
                TypeSerializerSnapshot.readVersionedSnapshot(in, getClass().getClassLoader());
        TypeSerializer<T> now = stored.serializer();

        assertThat(now.snapshotConfiguration().resolveSchemaCompatibility(then).isCompatibleAsIs())
                .isTrue();
        assertThat(now.deserialize(in)).isEqualTo(stored.value);
        assertThat(in.available()).isZero();
    }

    /** Compatible as it is means that both write the same. */
    @ParameterizedTest
    @MethodSource("stored")
    void theSameIsStillWrittenAsItWas(Stored<?> stored) throws Exception {
        assertThat(stored.write()).isEqualTo(stored.file.bytes());
    }
}
