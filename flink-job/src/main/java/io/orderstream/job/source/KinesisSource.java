package io.orderstream.job.source;

import io.orderstream.job.JobConfig;
import io.orderstream.job.records.StreamRecord;
import java.util.Properties;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.connectors.kinesis.config.AWSConfigConstants;
import org.apache.flink.streaming.connectors.kinesis.config.ConsumerConfigConstants;
import org.apache.flink.streaming.connectors.kinesis.util.UniformShardAssigner;

/**
 * The Kinesis stream as a source: the one class that knows which connector reads it.
 *
 * <p>It starts at the oldest record that the stream still has (the connector's default is the
 * newest, which would lose the orders put before the first start), or where the restored checkpoint
 * or snapshot ended.
 */
public final class KinesisSource {

    /**
     * The connector fails the job when a call failed so often in a row, the SDK's own retries not
     * counted; its default is 3.
     */
    private static final int RETRIES = 10;

    /**
     * How often the SDK repeats a call, with pauses of a random length that grow to 20 s; its
     * default is 3, which are over in a second. Only the SDK repeats what broke with its
     * connection; to the connector that is fatal. So many take two minutes on average, and a minute
     * at least, for each of very many shards.
     */
    private static final int CLIENT_RETRIES = 20;

    /** An answer that takes longer will not come; the SDK would wait for 50 s. */
    private static final int ANSWER_MILLIS = 10_000;

    /**
     * How often the connector looks for new shards; its default is 10 s. For so long after a split
     * the orders in the new shards are not read.
     */
    private static final int DISCOVERY_MILLIS = 2_000;

    // How the connector passes a setting on to its SDK's ClientConfiguration.
    private static final String CLIENT = "aws.clientconfig.";

    private KinesisSource() {}

    /** The stream's records, in an environment. */
    // FlinkKinesisConsumer is a SourceFunction, deprecated in Flink 1.20 but the newest to be had.
    @SuppressWarnings("deprecation")
    public static DataStream<StreamRecord> records(
            StreamExecutionEnvironment env, JobConfig config) {
        WholeRecordsConsumer consumer =
                new WholeRecordsConsumer(config.streamName(), properties(config));
        // Shards by their range of hashes: the default, by the hash of their names, is uneven.
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
