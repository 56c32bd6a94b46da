package io.orderstream.job.records;

import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.java.typeutils.GenericTypeInfo;

/** Makes Flink use one of this package's serializers for a type, instead of Kryo. */
final class RecordTypeInfo<T> extends GenericTypeInfo<T> {

    private static final long serialVersionUID = 1L;

    private final RecordSerializer<T> serializer;

    RecordTypeInfo(RecordSerializer<T> serializer) {
        super(serializer.type);
        this.serializer = serializer;
    }

    @Override
    public TypeSerializer<T> createSerializer(SerializerConfig config) {
        return serializer;
    }

    // Flink 1.20 still calls this deprecated method.
    @Override
    @SuppressWarnings("deprecation")
    public TypeSerializer<T> createSerializer(ExecutionConfig config) {
        return serializer;
    }
}
