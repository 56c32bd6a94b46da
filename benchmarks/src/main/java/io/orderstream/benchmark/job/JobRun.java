package io.orderstream.benchmark.job;

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
 * The job, from generated records to the stand-ins.
 *
 * @param orders how many
 * @param ordersPerSecond absent: as many as possible
 * @param parallelism of every operator
 * @param directory where checkpoints go
 */
record JobRun(
        long orders,
        Optional<Double> ordersPerSecond,
        Duration checkpointInterval,
        int parallelism,
        Path directory) {

    /**
     * Half of a KPU's native memory. AWS says that of its 4 GB three are heap and one is native (<a
     * href="https://docs.aws.amazon.com/managed-flink/latest/java/how-resources.html">application
     * resources</a>). RocksDB shares the latter with network buffers, metaspace and the virtual
     * machine.
     */
    private static final int MANAGED_MEMORY_MIB = 512;

    private static final Duration PATIENCE_WITH_CANCEL = Duration.ofMinutes(3);
    private static final long LOOK_EVERY_MILLIS = 20;

    /** Runs the job with its own sinks. */
    WriteMeasurement asItIs(StandIns standIns) throws Exception {
        return run(standIns, records -> define(records, config(standIns, Map.of())));
    }

    /** Runs the job with a file for each order. */
    WriteMeasurement withFileForEachOrder(StandIns standIns) throws Exception {
        JobConfig config = config(standIns, Map.of());
        return run(
                standIns,
                records -> define(records, config, FilePerOrder.in(config.archiveRoot())));
    }

    /** Runs {@link ExamplesJob} instead. */
    WriteMeasurement ofExamples(StandIns standIns) throws Exception {
        return run(standIns, records -> ExamplesJob.define(records, standIns));
    }

    private WriteMeasurement run(StandIns standIns, Consumer<DataStream<StreamRecord>> job)
            throws Exception {
        DataStream<StreamRecord> records = records(false);
        job.accept(records);
        standIns.reset();
        records.getExecutionEnvironment().execute("orderstream");
        if (standIns.dynamoDb().items() < orders) {
            throw new IllegalStateException(
                    standIns.dynamoDb().items() + " of " + orders + " items were put");
        }
        return WriteMeasurement.of(standIns, orders);
    }

    /** Generated records, in an environment of their own. */
    DataStream<StreamRecord> records(boolean withBusyAccount) {
        StreamExecutionEnvironment env =
                environment("rocksdb", checkpointInterval, parallelism, directory);
        DataGeneratorSource<StreamRecord> source =
                new DataGeneratorSource<>(
                        new GeneratedRecords(withBusyAccount),
                        orders,
                        ordersPerSecond
                                .map(RateLimiterStrategy::perSecond)
                                .orElseGet(RateLimiterStrategy::noOp),
                        RecordTypes.STREAM_RECORD);
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "Generated records")
                .uid("source");
    }

    /**
     * A local cluster with the memory of one KPU for each subtask.
     *
     * @param backend of the state, {@code rocksdb} as deployed
     * @param directory where checkpoints go
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

    /** The job's topology with its own sinks. */
    static void define(DataStream<StreamRecord> records, JobConfig config) {
        define(records, config, ArchiveSinks.invoices(config.archiveRoot()));
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
     * Waits for a condition.
     *
     * @throws IllegalStateException if the job ends before, or if it takes too long
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
                throw new IllegalStateException("It took more than " + patience);
            }
            Thread.sleep(LOOK_EVERY_MILLIS);
        }
    }

    /** Ends a job that has not ended. */
    static void cancel(JobClient job) throws Exception {
        if (!job.getJobExecutionResult().isDone()) {
            job.cancel().get(PATIENCE_WITH_CANCEL.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** The job's configuration for the stand-ins, with more of its source's properties. */
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
