package io.orderstream.job.source;

import io.orderstream.job.records.StreamRecord;
import java.util.List;
import java.util.Properties;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.kinesis.shaded.com.amazonaws.http.IdleConnectionReaper;
import org.apache.flink.kinesis.shaded.com.amazonaws.metrics.AwsSdkMetrics;
import org.apache.flink.streaming.connectors.kinesis.FlinkKinesisConsumer;
import org.apache.flink.streaming.connectors.kinesis.internals.KinesisDataFetcher;
import org.apache.flink.streaming.connectors.kinesis.serialization.KinesisDeserializationSchema;

/** The connector's consumer with a {@link WholeRecordsFetcher}. */
// FlinkKinesisConsumer and SourceFunction are deprecated. SourceContext is not imported, because a
// warning about an import cannot be suppressed.
@SuppressWarnings("deprecation")
final class WholeRecordsConsumer extends FlinkKinesisConsumer<StreamRecord> {

    private static final String RELEASE_HOOK = "orderstream-kinesis-sdk";

    WholeRecordsConsumer(String stream, Properties properties) {
        super(stream, new StreamRecordSchema(), properties);
    }

    /**
     * Registers a clean-up. The connector's SDK registers an MBean and may start a thread, but
     * removes neither. Without the clean-up, each restart of the job would leave its old classes in
     * memory.
     */
    @Override
    public void open(OpenContext context) throws Exception {
        super.open(context);
        getRuntimeContext()
                .registerUserCodeClassLoaderReleaseHookIfAbsent(
                        RELEASE_HOOK,
                        () -> {
                            AwsSdkMetrics.unregisterMetricAdminMBean();
                            IdleConnectionReaper.shutdown();
                        });
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
