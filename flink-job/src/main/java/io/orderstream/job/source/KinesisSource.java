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
 * The Kinesis stream as a source. Only this package uses the connector that reads the stream.
 *
 * <p>Without a restored checkpoint or snapshot, reading starts at the oldest record of the stream.
 * The connector's default, {@code LATEST}, would skip the orders from before the first start.
 */
public final class KinesisSource {

    /**
     * The number of retries by the connector. In each of these retries, the SDK makes its own
     * retries, too. The connector's default is 3.
     */
    private static final int RETRIES = 10;

    /**
     * The number of the SDK's retries of a call. The pauses between the retries take up to 20 s
     * each. Together, they nearly always outlast an outage of a minute. The default is 3 retries,
     * and the pauses between them take less than a second together. If the last retry of a read
     * fails with a time-out, the connector retries the read. If the last retry fails because a
     * connection was refused or reset, the connector does not retry the call, and fails the job.
     */
    private static final int CLIENT_RETRIES = 20;

    /** The time-out of an answer. The SDK's default is 50 s, too long for a lost connection. */
    private static final int ANSWER_MILLIS = 10_000;

    /**
     * The interval at which the connector looks for new shards. After a split, orders in new shards
     * wait for up to this time. The default is 10 s.
     */
    private static final int DISCOVERY_MILLIS = 2_000;

    // The prefix of settings that the connector passes on to its SDK's ClientConfiguration.
    private static final String CLIENT = "aws.clientconfig.";

    private KinesisSource() {}

    /** Returns the records of the stream. */
    // FlinkKinesisConsumer is a deprecated SourceFunction. docs/decisions/0003 says why it is used.
    @SuppressWarnings("deprecation")
    public static DataStream<StreamRecord> records(
            StreamExecutionEnvironment env, JobConfig config) {
        WholeRecordsConsumer consumer =
                new WholeRecordsConsumer(config.streamName(), properties(config));
        // Each subtask gets an equal range of hash keys. The connector's default is uneven, because
        // it spreads shards by a hash of their names.
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
        // ReadPacing makes the reads wait, so the connector need not.
        properties.setProperty(ConsumerConfigConstants.SHARD_GETRECORDS_INTERVAL_MILLIS, "0");
        properties.setProperty(
                ConsumerConfigConstants.SHARD_GETRECORDS_RETRIES, Integer.toString(RETRIES));
        properties.setProperty(
                ConsumerConfigConstants.SHARD_GETITERATOR_RETRIES, Integer.toString(RETRIES));
        return properties;
    }
}
