package io.orderstream.job;

import io.orderstream.job.config.JobConfig;
import io.orderstream.job.config.PropertySource;
import io.orderstream.job.sink.ArchiveSinks;
import io.orderstream.job.sink.OrderTableSink;
import io.orderstream.job.source.KinesisSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job: reads orders and their events from the Kinesis stream, and writes them to the DynamoDB
 * table and to the archive in S3. Records that are neither orders nor events go to S3, too.
 *
 * <pre>
 * flink run flink-job.jar                               # Managed Flink provides the properties
 * flink run flink-job.jar --properties properties.json  # elsewhere: a file with the same JSON
 * </pre>
 *
 * <p>The job does not set checkpoints, restarts, state backend or parallelism. They are settings of
 * the cluster, and Managed Flink refuses a job that sets them.
 */
public final class OrderStreamJob {

    private OrderStreamJob() {}

    /**
     * Defines the job and submits it to the cluster.
     *
     * @param args no arguments, or {@code --properties <file>}
     * @throws IllegalArgumentException if the arguments or the properties are invalid; for
     *     properties, the message lists all problems
     */
    public static void main(String[] args) throws Exception {
        JobConfig config = JobConfig.of(PropertySource.read(args));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        OrderPipeline.define(
                KinesisSource.records(env, config),
                OrderTableSink.of(config),
                ArchiveSinks.archive(config.archiveRoot()),
                ArchiveSinks.rejected(config.archiveRoot()),
                config.archiveSlots(),
                config.deduplicationTtl());
        env.execute("orderstream");
    }
}
