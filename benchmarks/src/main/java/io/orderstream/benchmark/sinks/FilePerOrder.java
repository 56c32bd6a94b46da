package io.orderstream.benchmark.sinks;

import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.OrderDocument;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.Encoder;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.BucketAssigner;
import org.apache.flink.streaming.api.functions.sink.filesystem.PartFileInfo;
import org.apache.flink.streaming.api.functions.sink.filesystem.bucketassigners.SimpleVersionedStringSerializer;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.CheckpointRollingPolicy;

/** The obvious FileSink: each order is a file. */
final class FilePerOrder {

    private FilePerOrder() {}

    static FileSink<PlacedOrder> in(URI root) {
        return FileSink.forRowFormat(new Path(new Path(root), "invoices"), new Document())
                .withBucketAssigner(new Hours())
                .withRollingPolicy(new EachOrder())
                .build();
    }

    private static final class Document implements Encoder<PlacedOrder> {
        @Override
        public void encode(PlacedOrder placed, OutputStream stream) throws IOException {
            stream.write(OrderDocument.format(placed.received()).getBytes(StandardCharsets.UTF_8));
        }
    }

    private static final class Hours implements BucketAssigner<PlacedOrder, String> {
        @Override
        public String getBucketId(PlacedOrder placed, Context context) {
            return placed.archiveBucket();
        }

        @Override
        public SimpleVersionedSerializer<String> getSerializer() {
            return SimpleVersionedStringSerializer.INSTANCE;
        }
    }

    private static final class EachOrder extends CheckpointRollingPolicy<PlacedOrder, String> {
        @Override
        public boolean shouldRollOnEvent(PartFileInfo<String> file, PlacedOrder next) {
            return true;
        }

        @Override
        public boolean shouldRollOnProcessingTime(PartFileInfo<String> file, long now) {
            return false;
        }
    }
}
