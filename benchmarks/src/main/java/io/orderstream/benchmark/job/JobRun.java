package io.orderstream.benchmark.job;

import io.orderstream.benchmark.job.GeneratedRecords.Content;
import io.orderstream.job.OrderPipeline;
import io.orderstream.job.config.JobConfig;
import io.orderstream.job.records.ArchiveLine;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.job.sink.ArchiveSinks;
import io.orderstream.job.sink.OrderTableSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The settings of one run of the job, or of {@link ExamplesJob}. Both jobs read generated records,
 * and write to stand-ins for DynamoDB and S3 ({@link StandIns}).
 *
 * @param orders the number of records to generate
 * @param ordersPerSecond the rate; empty if the source generates records as fast as it can
 * @param checkpointInterval the time from one checkpoint to the next
 * @param parallelism the parallelism of every operator
 * @param directory the directory for checkpoints
 */
record JobRun(
        long orders,
        Optional<Double> ordersPerSecond,
        Duration checkpointInterval,
        int parallelism,
        Path directory) {

    /**
     * RocksDB's memory: half of a KPU's native memory. A KPU has 4 GB, of which 3 GB are heap and 1
     * GB is native (<a
     * href="https://docs.aws.amazon.com/managed-flink/latest/java/how-resources.html">application
     * resources</a>). RocksDB shares the native memory with network buffers, metaspace and the JVM.
     */
    private static final int MANAGED_MEMORY_MIB = 512;

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration PATIENCE_WITH_CANCEL = Duration.ofMinutes(3);
    private static final long POLL_INTERVAL_MILLIS = 20;

    /** Runs the job with its own sinks until all orders are written. */
    WriteMeasurement asItIs(StandIns standIns) throws Exception {
        return run(standIns, records -> define(records, config(standIns, Map.of())));
    }

    /** Runs the job with its own sinks, with an event as every third record. */
    WriteMeasurement withEvents(StandIns standIns) throws Exception {
        return run(
                standIns,
                Content.ORDERS_AND_EVENTS,
                records -> define(records, config(standIns, Map.of())));
    }

    /** Runs the job with an archive sink that writes one file for each order. */
    WriteMeasurement withFileForEachOrder(StandIns standIns) throws Exception {
        JobConfig config = config(standIns, Map.of());
        return run(
                standIns,
                records -> define(records, config, FilePerOrder.in(config.archiveRoot())));
    }

    /** Runs {@link ExamplesJob} with the same records. */
    WriteMeasurement ofExamples(StandIns standIns) throws Exception {
        return run(standIns, records -> ExamplesJob.define(records, standIns));
    }

    private WriteMeasurement run(StandIns standIns, Consumer<DataStream<StreamRecord>> job)
            throws Exception {
        return run(standIns, Content.ORDERS, job);
    }

    private WriteMeasurement run(
            StandIns standIns, Content content, Consumer<DataStream<StreamRecord>> job)
            throws Exception {
        DataStream<StreamRecord> records = records(content);
        job.accept(records);
        standIns.reset();
        JobClient client = records.getExecutionEnvironment().executeAsync("orderstream");
        try {
            client.getJobExecutionResult().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } finally {
            cancel(client);
        }
        if (standIns.dynamoDb().items() < orders) {
            throw new IllegalStateException(
                    "The job ended after it put only "
                            + standIns.dynamoDb().items()
                            + " of "
                            + orders
                            + " items");
        }
        return WriteMeasurement.of(standIns, orders);
    }

    /** Creates an environment with a source of generated records, and returns their stream. */
    DataStream<StreamRecord> records(Content content) {
        StreamExecutionEnvironment env =
                environment("rocksdb", checkpointInterval, parallelism, directory);
        DataGeneratorSource<StreamRecord> source =
                new DataGeneratorSource<>(
                        new GeneratedRecords(content),
                        orders,
                        ordersPerSecond
                                .map(RateLimiterStrategy::perSecond)
                                .orElseGet(RateLimiterStrategy::noOp),
                        RecordTypes.STREAM_RECORD);
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "Generated records")
                .uid("source");
    }

    /**
     * Creates an environment that runs its job on a local cluster. For each unit of parallelism,
     * the cluster has the RocksDB memory of one KPU.
     *
     * @param backend the state backend; the deployed job uses {@code rocksdb}
     * @param directory the directory for checkpoints
     */
    static StreamExecutionEnvironment environment(
            String backend, Duration checkpointInterval, int parallelism, Path directory) {
        Configuration configuration = new Configuration();
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
        configuration.set(StateBackendOptions.STATE_BACKEND, backend);
        configuration.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, checkpointInterval);
        configuration.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
        configuration.set(
                TaskManagerOptions.MANAGED_MEMORY_SIZE,
                MemorySize.ofMebiBytes((long) MANAGED_MEMORY_MIB * parallelism));
        return StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
    }

    /** Defines the job's topology with the job's own sinks. */
    static void define(DataStream<StreamRecord> records, JobConfig config) {
        define(records, config, ArchiveSinks.archive(config.archiveRoot()));
    }

    private static void define(
            DataStream<StreamRecord> records, JobConfig config, Sink<ArchiveLine> archive) {
        OrderPipeline.define(
                records,
                OrderTableSink.of(config),
                archive,
                ArchiveSinks.rejected(config.archiveRoot()),
                config.archiveSlots(),
                config.deduplicationTtl());
    }

    /**
     * Waits until a condition is true.
     *
     * @throws java.util.concurrent.ExecutionException if the job fails first, or is cancelled
     * @throws IllegalStateException if the job finishes first, or if the wait exceeds the patience
     */
    static void await(JobClient job, Duration patience, BooleanSupplier condition)
            throws Exception {
        long giveUp = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (job.getJobExecutionResult().isDone()) {
                throw new IllegalStateException(
                        "The job ended: " + job.getJobExecutionResult().get());
            }
            if (System.nanoTime() - giveUp > 0) {
                throw new IllegalStateException("The condition was still false after " + patience);
            }
            Thread.sleep(POLL_INTERVAL_MILLIS);
        }
    }

    /** Cancels the job, unless it has ended. */
    static void cancel(JobClient job) throws Exception {
        if (!job.getJobExecutionResult().isDone()) {
            job.cancel().get(PATIENCE_WITH_CANCEL.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /**
     * Creates the job's configuration for the stand-ins.
     *
     * @param moreOfSource further properties of the group {@code source}
     */
    static JobConfig config(StandIns standIns, Map<String, String> moreOfSource) {
        Properties source = new Properties();
        source.put("stream.arn", "arn:aws:kinesis:us-east-1:000000000000:stream/orders");
        source.putAll(moreOfSource);
        Properties table = new Properties();
        table.put("name", StandIns.TABLE);
        table.put("region", StandIns.REGION);
        table.put("endpoint", standIns.dynamoDb().endpoint().toString());
        Properties archive = new Properties();
        archive.put("bucket", StandIns.BUCKET);
        return JobConfig.of(Map.of("source", source, "table", table, "archive", archive));
    }
}
