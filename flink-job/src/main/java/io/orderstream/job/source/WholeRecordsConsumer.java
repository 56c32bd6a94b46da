package io.orderstream.job.source;

import io.orderstream.job.records.StreamRecord;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.streaming.connectors.kinesis.FlinkKinesisConsumer;
import org.apache.flink.streaming.connectors.kinesis.internals.KinesisDataFetcher;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/** The connector's consumer, for which records are sealed before it unpacks them. */
// FlinkKinesisConsumer is deprecated in Flink 1.20 but the newest to be had; an import of a class
// nested in a deprecated one would be a warning that nothing suppresses.
@SuppressWarnings("deprecation")
final class WholeRecordsConsumer extends FlinkKinesisConsumer<StreamRecord> {

    WholeRecordsConsumer(String stream, Properties properties) {
        super(stream, new StreamRecordSchema(), properties);
    }

    @Override
    protected KinesisDataFetcher<StreamRecord> createFetcher(
            List<String> streams,
            org.apache.flink.streaming.api.functions.source.SourceFunction.SourceContext<
                            StreamRecord>
                    sourceContext,
            RuntimeContext runtimeContext,
            Properties properties,
            KinesisDeserializationSchema<StreamRecord> schema) {
        return new WholeRecordsFetcher(
                streams, sourceContext, runtimeContext, properties, schema, getShardAssigner());
    }
}
