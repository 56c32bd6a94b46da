package io.orderstream.job.sink;

import java.io.IOException;
import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.CheckpointRollingPolicy;

/**
 * Ends a file at each checkpoint, and earlier if the file has the smallest size that S3 accepts for
 * a part of a multipart upload (docs/decisions/0001).
 *
 * <p>Flink begins to upload a part in the background when the part reaches this size. A file that
 * ended earlier would be uploaded while the writer waits. A file that ended later would have a
 * second part. The bucket's lifecycle rule for cold files also relies on this size, because the
 * rule moves only larger files.
 */
final class FullPartRollingPolicy<T> extends CheckpointRollingPolicy<T, String> {

    private static final long serialVersionUID = 1L;

    private final long partBytes;

    FullPartRollingPolicy(long partBytes) {
        this.partBytes = partBytes;
    }

    /** FileSink calls this before it writes a line. The file's size does not include that line. */
    @Override
    public boolean shouldRollOnEvent(PartFileInfo<String> file, T element) throws IOException {
        return file.getSize() >= partBytes;
    }

    /** No file is ended because of its age, because the next checkpoint ends it soon. */
    @Override
    public boolean shouldRollOnProcessingTime(PartFileInfo<String> file, long currentTime) {
        return false;
    }
}
