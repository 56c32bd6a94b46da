package io.orderstream.job;

import io.orderstream.job.config.JobConfig;
import io.orderstream.job.config.PropertySource;
import io.orderstream.job.sink.ArchiveSinks;
import io.orderstream.job.sink.OrderTableSink;
import io.orderstream.job.source.KinesisSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job: orders from the Kinesis stream into the DynamoDB table and the S3 invoice archive.
 *
 * <pre>
 * flink run flink-job.jar                             # Managed Flink: properties from the service
 * flink run flink-job.jar --properties properties.json  # elsewhere: the same JSON from a file
 * </pre>
 *
 * <p>Checkpoints, restarts, state backend and parallelism belong to the cluster: Managed Flink
 * refuses a job that sets them.
 */
public final class OrderStreamJob {

    private OrderStreamJob() {}

    /**
     * Defines the job and hands it to the cluster.
     *
     * @param args nothing, or {@code --properties <file>}
     * @throws IllegalArgumentException if the arguments or the properties are invalid; the message
     *     lists every problem
     */
    public static void main(String[] args) throws Exception {
        JobConfig config = JobConfig.of(PropertySource.read(args));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        OrderPipeline.define(
                KinesisSource.records(env, config),
                OrderTableSink.of(config),
                ArchiveSinks.invoices(config.archiveRoot()),
                ArchiveSinks.rejected(config.archiveRoot()),
                config.archiveSlots(),
                config.deduplicationTtl());
        env.execute("orderstream");
    }
}
