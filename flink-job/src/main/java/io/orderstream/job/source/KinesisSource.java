package io.orderstream.job.source;

import io.orderstream.job.config.JobConfig;
import io.orderstream.job.records.StreamRecord;
import java.util.Properties;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.connectors.kinesis.config.AWSConfigConstants;
import org.apache.flink.streaming.connectors.kinesis.config.ConsumerConfigConstants;
import org.apache.flink.streaming.connectors.kinesis.util.UniformShardAssigner;

/**
 * The Kinesis stream as a source. Only this package knows which connector reads it.
 *
 * <p>Reading starts where the restored checkpoint or snapshot ended. Without one it starts at the
 * oldest record of the stream: the connector's default, the newest, would lose the orders that were
 * put before the first start.
 */
public final class KinesisSource {

    /**
     * The connector repeats a refused call this often, each time with the SDK's own retries, before
     * it fails the job. Its default is 3.
     */
    private static final int RETRIES = 10;

    /**
     * The SDK repeats a call this often, with random pauses that grow to 20 s: two minutes on
     * average, and at least one minute for nearly every shard. Its default is 3, which are over in
     * a second. Only the SDK repeats a call after a broken connection, which is fatal to the
     * connector.
     */
    private static final int CLIENT_RETRIES = 20;

    /** An answer that takes longer will not come. The SDK's default is 50 s. */
    private static final int ANSWER_MILLIS = 10_000;

    /**
     * How often the connector looks for new shards. After a split, the orders in the new shards
     * wait that long. Its default is 10 s.
     */
    private static final int DISCOVERY_MILLIS = 2_000;

    // The connector passes these settings on to its SDK's ClientConfiguration.
    private static final String CLIENT = "aws.clientconfig.";

    private KinesisSource() {}

    /** Returns the records of the stream. */
    // FlinkKinesisConsumer is a deprecated SourceFunction. No newer connector resolves.
    @SuppressWarnings("deprecation")
    public static DataStream<StreamRecord> records(
            StreamExecutionEnvironment env, JobConfig config) {
        WholeRecordsConsumer consumer =
                new WholeRecordsConsumer(config.streamName(), properties(config));
        // Subtasks get equal ranges of hash keys. The default, a hash of the shard's name, is
        // uneven.
        consumer.setShardAssigner(new UniformShardAssigner());
        return env.addSource(consumer).uid("source").name("Kinesis stream");
    }

    static Properties properties(JobConfig config) {
        Properties properties = new Properties();
        properties.setProperty(AWSConfigConstants.AWS_REGION, config.streamRegion());
        config.streamEndpoint()
                .ifPresent(
                        uri ->
                                properties.setProperty(
                                        AWSConfigConstants.AWS_ENDPOINT, uri.toString()));
        properties.setProperty(ConsumerConfigConstants.STREAM_INITIAL_POSITION, "TRIM_HORIZON");
        properties.setProperty(
                ConsumerConfigConstants.SHARD_DISCOVERY_INTERVAL_MILLIS,
                Integer.toString(DISCOVERY_MILLIS));
        properties.setProperty(CLIENT + "maxErrorRetry", Integer.toString(CLIENT_RETRIES));
        properties.setProperty(CLIENT + "socketTimeout", Integer.toString(ANSWER_MILLIS));
        // ReadPacing says when to read.
        properties.setProperty(ConsumerConfigConstants.SHARD_GETRECORDS_INTERVAL_MILLIS, "0");
        properties.setProperty(
                ConsumerConfigConstants.SHARD_GETRECORDS_RETRIES, Integer.toString(RETRIES));
        properties.setProperty(
                ConsumerConfigConstants.SHARD_GETITERATOR_RETRIES, Integer.toString(RETRIES));
        return properties;
    }
}
