package io.orderstream.benchmark.job;

import io.orderstream.job.records.ArchiveLine;
import java.net.URI;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.CheckpointRollingPolicy;

/** Flink's FileSink, configured to write one file for each order. */
final class FilePerOrder {

    private FilePerOrder() {}

    static FileSink<ArchiveLine> in(URI root) {
        return FileSink.<ArchiveLine>forRowFormat(
                        new Path(root), (line, stream) -> stream.write(line.bytes()))
                .withBucketAssigner(new FolderOfLine())
                .withRollingPolicy(new EachOrder())
                .build();
    }

    private static final class FolderOfLine implements BucketAssigner<ArchiveLine, String> {
        @Override
        public String getBucketId(ArchiveLine line, Context context) {
            return line.folder();
        }

        @Override
        public SimpleVersionedSerializer<String> getSerializer() {
            return SimpleVersionedStringSerializer.INSTANCE;
        }
    }

    private static final class EachOrder extends CheckpointRollingPolicy<ArchiveLine, String> {
        @Override
        public boolean shouldRollOnEvent(PartFileInfo<String> file, ArchiveLine next) {
            return true;
        }

        @Override
        public boolean shouldRollOnProcessingTime(PartFileInfo<String> file, long now) {
            return false;
        }
    }
}
