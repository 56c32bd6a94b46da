package io.orderstream.benchmark.sinks;

import io.orderstream.benchmark.pipeline.GeneratedRecords;
import io.orderstream.benchmark.pipeline.Kpu;
import io.orderstream.job.JobConfig;
import io.orderstream.job.OrderPipeline;
import io.orderstream.job.records.ArchiveLine;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.job.records.StreamRecordSerializer;
import io.orderstream.job.sink.ArchiveSinks;
import io.orderstream.job.sink.OrderTableSink;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.file.sink.FileSink;
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

    /** With the job's own sinks. */
    Usage asItIs(Services services) throws Exception {
        JobConfig config = config(services, Optional.empty());
        return run(services, config, ArchiveSinks.invoices(config.archiveRoot()));
    }

    /** With a file for each order. */
    Usage withFileForEachOrder(Services services) throws Exception {
        JobConfig config = config(services, Optional.empty());
        FileSink<ArchiveLine> archive = FilePerOrder.in(config.archiveRoot());
        return run(services, config, archive);
    }

    private Usage run(Services services, JobConfig config, Sink<ArchiveLine> archive)
            throws Exception {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(
                        parallelism,
                        Kpu.configuration("rocksdb", checkpointInterval, parallelism, directory));
        DataGeneratorSource<StreamRecord> source =
                new DataGeneratorSource<>(
                        new GeneratedRecords(),
                        orders,
                        ordersPerSecond
                                .map(RateLimiterStrategy::perSecond)
                                .orElseGet(RateLimiterStrategy::noOp),
                        StreamRecordSerializer.TYPE);
        DataStream<StreamRecord> records =
                env.fromSource(source, WatermarkStrategy.noWatermarks(), "Generated records")
                        .uid("source");
        OrderPipeline.define(
                records,
                OrderTableSink.of(config),
                archive,
                ArchiveSinks.rejected(config.archiveRoot()),
                config.archiveSlots(),
                config.deduplicationTtl());
        services.reset();
        env.execute("orderstream");
        if (services.dynamoDb().items() < orders) {
            throw new IllegalStateException(
                    services.dynamoDb().items() + " of " + orders + " items were put");
        }
        return Usage.of(services, orders);
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
