package io.orderstream.job.sink;

import io.orderstream.model.storage.ArchiveLayout;
import java.io.IOException;
import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.CheckpointRollingPolicy;

/**
 * Ends a file at each checkpoint, and earlier if the file is full ({@link
 * ArchiveLayout#fullFileBytes}).
 *
 * <p>Flink uploads each 5 MiB of a file in the background. The writer waits for S3 when it opens a
 * file, and when too many uploads of a file are under way. When the writer ends a file, it waits
 * until all of the file is uploaded.
 */
final class FullFileRollingPolicy<T> extends CheckpointRollingPolicy<T, String> {

    private static final long serialVersionUID = 1L;

    /** FileSink calls this before it writes a line. The file's size does not include that line. */
    @Override
    public boolean shouldRollOnEvent(PartFileInfo<String> file, T element) throws IOException {
        return file.getSize() >= ArchiveLayout.fullFileBytes(file.getBucketId());
    }

    /** Ignores the age of a file, because the next checkpoint soon ends the file. */
    @Override
    public boolean shouldRollOnProcessingTime(PartFileInfo<String> file, long currentTime) {
        return false;
    }
}
