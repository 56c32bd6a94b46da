package io.orderstream.job.records;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.api.common.typeutils.GenericTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes and reads the values of one type of {@link RecordTypes}. The values are immutable. So a
 * copy is the value itself, and a value is never read into an existing instance.
 */
final class RecordSerializer<T> extends TypeSerializer<T> {

    private static final long serialVersionUID = 1;

    final Class<T> type;
    private final Writer<T> writer;
    private final Reader<T> reader;

    RecordSerializer(Class<T> type, Writer<T> writer, Reader<T> reader) {
        this.type = type;
        this.writer = writer;
        this.reader = reader;
    }

    @FunctionalInterface
    interface Writer<T> extends Serializable {
        void write(T value, DataOutputView target) throws IOException;
    }

    @FunctionalInterface
    interface Reader<T> extends Serializable {
        T read(DataInputView source) throws IOException;
    }

    @Override
    public void serialize(T value, DataOutputView target) throws IOException {
        writer.write(value, target);
    }

    @Override
    public T deserialize(DataInputView source) throws IOException {
        return reader.read(source);
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return reader.read(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        writer.write(reader.read(source), target);
    }

    @Override
    public T copy(T from) {
        return from;
    }

    @Override
    public T copy(T from, T reuse) {
        return from;
    }

    /** Returns null, because no value is read into an existing instance. */
    @Override
    public T createInstance() {
        return null;
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public TypeSerializer<T> duplicate() {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RecordSerializer && type == ((RecordSerializer<?>) other).type;
    }

    @Override
    public int hashCode() {
        return type.hashCode();
    }

    @Override
    public TypeSerializerSnapshot<T> snapshotConfiguration() {
        return new Snapshot<>(type);
    }

    /** Stores only the type's name. A changed format needs another snapshot class. */
    public static final class Snapshot<T>
            extends GenericTypeSerializerSnapshot<T, RecordSerializer<T>> {

        /** Flink calls this constructor when it reads a snapshot. */
        public Snapshot() {}

        Snapshot(Class<T> type) {
            super(type);
        }

        @Override
        protected TypeSerializer<T> createSerializer(Class<T> type) {
            return RecordTypes.serializer(type);
        }

        @Override
        protected Class<T> getTypeClass(RecordSerializer<T> serializer) {
            return serializer.type;
        }

        @Override
        protected Class<?> serializerClass() {
            return RecordSerializer.class;
        }
    }
}
