package io.orderstream.job.sink;

import io.orderstream.job.records.ArchiveLine;
import io.orderstream.job.records.RejectedRecord;
import io.orderstream.model.storage.ArchiveLayout;
import java.net.URI;
import java.time.Duration;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.OutputFileConfig;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.CheckpointRollingPolicy;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/**
 * The sinks that write files to S3, in the format JSON Lines. A file becomes visible with the first
 * completed checkpoint after its last line. Each line is in exactly one file.
 *
 * <pre>{@code
 * Sink<ArchiveLine> archive = ArchiveSinks.archive(URI.create("s3a://bucket/"));
 * }</pre>
 */
public final class ArchiveSinks {

    /** How often FileSink checks for old files: rarely, because no file ends due to its age. */
    private static final Duration BUCKET_CHECK_INTERVAL = Duration.ofHours(1);

    private ArchiveSinks() {}

    /**
     * The sink for archive lines. It writes orders to {@code invoices/} and events to {@code
     * events/}, below the root of the bucket.
     */
    public static Sink<ArchiveLine> archive(URI root) {
        return new ArchiveSink(
                sink(
                        new Path(root),
                        (line, stream) -> stream.write(line.bytes()),
                        new FolderBuckets<>(ArchiveLine::folder),
                        new FullFileRollingPolicy<>()));
    }

    /** The sink for rejected records. It writes to {@code rejected/} below the root. */
    public static Sink<RejectedRecord> rejected(URI root) {
        return sink(
                new Path(new Path(root), ArchiveLayout.REJECTED),
                new RejectedEncoder(),
                new FolderBuckets<>(rejected -> ArchiveLayout.hour(rejected.record().receivedAt())),
                OnCheckpointRollingPolicy.build());
    }

    private static <T> FileSink<T> sink(
            Path root,
            Encoder<T> encoder,
            BucketAssigner<T, String> buckets,
            CheckpointRollingPolicy<T, String> rolling) {
        return FileSink.forRowFormat(root, encoder)
                .withBucketAssigner(buckets)
                .withRollingPolicy(rolling)
                .withOutputFileConfig(
                        OutputFileConfig.builder()
                                .withPartPrefix(ArchiveLayout.PART_PREFIX)
                                .withPartSuffix(ArchiveLayout.PART_SUFFIX)
                                .build())
                .withBucketCheckInterval(BUCKET_CHECK_INTERVAL.toMillis())
                .build();
    }
}
