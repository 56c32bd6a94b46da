package io.orderstream.job.sink;

import java.io.IOException;
import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.CheckpointRollingPolicy;

/**
 * Ends a file with each checkpoint, and before it once the file fills a part of an upload to S3.
 * Whoever looks for one line reads whole files, so their length must not grow with the rate.
 *
 * <p>The part's size is the smallest that S3 takes and the one at which Flink uploads, in the
 * background: a file that ends there is one part, three requests, as a short one is. A file that
 * ended a little sooner would be uploaded while the writer waits; one that ended later would have a
 * second part. The bucket's rule for cold files counts on it too: it moves only what is larger.
 */
final class FullPartRollingPolicy<T> extends CheckpointRollingPolicy<T, String> {

    private static final long serialVersionUID = 1L;

    private final long partBytes;

    FullPartRollingPolicy(long partBytes) {
        this.partBytes = partBytes;
    }

    /** Asked before a line is written, of the file as it is without it. */
    @Override
    public boolean shouldRollOnEvent(PartFileInfo<String> file, T element) throws IOException {
        return file.getSize() >= partBytes;
    }

    /** Never for its age: a checkpoint comes soon enough. */
    @Override
    public boolean shouldRollOnProcessingTime(PartFileInfo<String> file, long currentTime) {
        return false;
    }
}
