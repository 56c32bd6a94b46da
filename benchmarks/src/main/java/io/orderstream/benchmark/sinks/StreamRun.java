package io.orderstream.benchmark.sinks;

import io.orderstream.benchmark.ProcessorTime;
import io.orderstream.benchmark.pipeline.Kpu;
import io.orderstream.benchmark.standin.StreamStandIn;
import io.orderstream.job.JobConfig;
import io.orderstream.job.source.KinesisSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The whole job, its source included, from a stream's backlog to the stand-ins.
 *
 * @param shards of the stream
 * @param ordersEach in each shard
 * @param parallelism of every operator
 * @param directory where checkpoints go
 */
record StreamRun(int shards, int ordersEach, int parallelism, Path directory) {

    private static final Duration STREAM_LATENCY = Duration.ofMillis(10);
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** Reads all of it. */
    WholeJob.Reading measure(Services services) throws Exception {
        try (StreamStandIn stream = new StreamStandIn(STREAM_LATENCY, shards, ordersEach)) {
            JobConfig config = JobRun.config(services, Optional.of(stream.endpoint()));
            Configuration configuration =
                    Kpu.configuration("rocksdb", CHECKPOINT_INTERVAL, parallelism, directory);
            configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
            StreamExecutionEnvironment env =
                    StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
            JobRun.define(KinesisSource.records(env, config), config);
            services.reset();
            JobClient job = env.executeAsync("orderstream");
            try {
                return watch(job, services, stream);
            } finally {
                JobRun.cancel(job);
            }
        }
    }

    private WholeJob.Reading watch(JobClient job, Services services, StreamStandIn stream)
            throws Exception {
        long orders = (long) shards * ordersEach;
        AtomicLong cpuBefore = new AtomicLong(ProcessorTime.nanos());
        JobRun.await(
                job,
                PATIENCE,
                () -> {
                    if (stream.firstReadNanos() == 0) {
                        cpuBefore.set(ProcessorTime.nanos());
                    }
                    return services.dynamoDb().items() >= orders;
                });
        double cpuSeconds = (ProcessorTime.nanos() - cpuBefore.get()) / 1e9;
        double seconds = (services.dynamoDb().lastNanos() - stream.firstReadNanos()) / 1e9;
        return new WholeJob.Reading(
                orders / seconds,
                stream.recordBytes() / seconds / (shards * (double) StreamStandIn.BYTES_PER_SECOND),
                cpuSeconds / seconds / Runtime.getRuntime().availableProcessors(),
                stream.refused());
    }
}
