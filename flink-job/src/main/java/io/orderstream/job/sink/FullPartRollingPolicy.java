package io.orderstream.job.sink;

import java.io.IOException;
import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.CheckpointRollingPolicy;

/**
 * Ends a file at each checkpoint, and earlier if the file has reached the size of one part of a
 * multipart upload to S3. A reader may have to read whole files to find a line, so the length of a
 * file must not grow with the rate of orders.
 *
 * <p>The size is the smallest part that S3 accepts. Flink begins to upload a part in the background
 * when the part reaches this size. So a file that ends at this size has one part and takes three
 * requests, like a short file. A file that ended earlier would be uploaded only when it ends, while
 * the writer waits. A file that ended later would have a second part.
 *
 * <p>The bucket's lifecycle rule for cold files also relies on this size, because the rule moves
 * only larger files.
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
