package io.orderstream.job.sink;

import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;
import org.apache.flink.util.function.SerializableFunction;

/** Assigns elements to folders. The folder depends only on the element, never on the clock. */
final class FolderBuckets<T> implements BucketAssigner<T, String> {

    private static final long serialVersionUID = 1L;

    private final SerializableFunction<T, String> folder;

    FolderBuckets(SerializableFunction<T, String> folder) {
        this.folder = folder;
    }

    @Override
    public String getBucketId(T element, Context context) {
        return folder.apply(element);
    }

    @Override
    public SimpleVersionedSerializer<String> getSerializer() {
        return SimpleVersionedStringSerializer.INSTANCE;
    }
}
