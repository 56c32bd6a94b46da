package io.orderstream.benchmark.sinks;

import io.orderstream.benchmark.pipeline.GeneratedRecords;
import io.orderstream.benchmark.pipeline.Kpu;
import io.orderstream.job.JobConfig;
import io.orderstream.job.OrderPipeline;
import io.orderstream.job.records.ArchiveLine;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.job.sink.ArchiveSinks;
import io.orderstream.job.sink.OrderTableSink;
import java.net.URI;
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
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The job, from generated records to the stand-ins.
 *
 * @param orders how many
 * @param ordersPerSecond absent for as many as it takes
 * @param checkpointInterval what the archive's files follow
 * @param parallelism of every operator
 * @param directory where checkpoints go
 */
record JobRun(
        long orders,
        Optional<Double> ordersPerSecond,
        Duration checkpointInterval,
        int parallelism,
        Path directory) {

    private static final Duration PATIENCE_WITH_CANCEL = Duration.ofMinutes(3);
    private static final long LOOK_EVERY_MILLIS = 20;

    /** With the job's own sinks. */
    Usage asItIs(Services services) throws Exception {
        return run(services, records -> define(records, config(services, Optional.empty())));
    }

    /** With a file for each order. */
    Usage withFileForEachOrder(Services services) throws Exception {
        JobConfig config = config(services, Optional.empty());
        return run(
                services,
                records -> define(records, config, FilePerOrder.in(config.archiveRoot())));
    }

    /** Not this job but another one: {@link ExamplesJob}. */
    Usage ofExamples(Services services) throws Exception {
        return run(services, records -> ExamplesJob.define(records, services));
    }

    private Usage run(Services services, Consumer<DataStream<StreamRecord>> job) throws Exception {
        DataStream<StreamRecord> records = records(new GeneratedRecords());
        job.accept(records);
        services.reset();
        records.getExecutionEnvironment().execute("orderstream");
        if (services.dynamoDb().items() < orders) {
            throw new IllegalStateException(
                    services.dynamoDb().items() + " of " + orders + " items were put");
        }
        return Usage.of(services, orders);
    }

    /** In an environment of their own. */
    DataStream<StreamRecord> records(GeneratedRecords generator) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(
                        parallelism,
                        Kpu.configuration("rocksdb", checkpointInterval, parallelism, directory));
        DataGeneratorSource<StreamRecord> source =
                new DataGeneratorSource<>(
                        generator,
                        orders,
                        ordersPerSecond
                                .map(RateLimiterStrategy::perSecond)
                                .orElseGet(RateLimiterStrategy::noOp),
                        RecordTypes.STREAM_RECORD);
        return env.fromSource(source, WatermarkStrategy.noWatermarks(), "Generated records")
                .uid("source");
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
     * Waits until something is so.
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

    /** The job's, for the stand-ins; with a stream if there is one. */
    static JobConfig config(Services services, Optional<URI> stream) {
        Properties source =
                properties("stream.arn", "arn:aws:kinesis:us-east-1:000000000000:stream/orders");
        stream.ifPresent(endpoint -> source.setProperty("endpoint", endpoint.toString()));
        return JobConfig.of(
                Map.of(
                        "source",
                        source,
                        "table",
                        properties(
                                "name", Services.TABLE,
                                "region", Services.REGION,
                                "endpoint", services.dynamoDb().endpoint().toString()),
                        "archive",
                        properties("bucket", Services.BUCKET)));
    }

    private static Properties properties(String... keysAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }
}
