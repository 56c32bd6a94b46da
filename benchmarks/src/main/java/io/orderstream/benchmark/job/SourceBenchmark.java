package io.orderstream.benchmark.job;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.benchmark.Figures;
import io.orderstream.benchmark.ProcessorTime;
import io.orderstream.benchmark.standin.KinesisStandIn;
import io.orderstream.job.config.JobConfig;
import io.orderstream.job.source.KinesisSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Measures how fast the whole job, with its Kinesis source, reads a backlog of the stream. */
public final class SourceBenchmark implements Benchmark {

    private static final int BACKLOG_OF_SHARD = 100_000;
    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final Duration TABLE_LATENCY = Duration.ofMillis(5);
    private static final Duration STREAM_LATENCY = Duration.ofMillis(10);
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /**
     * The result of one run.
     *
     * @param ordersPerSecond the rate from the first read to the table's last answer
     * @param shareOfShards the bytes read, as a share of what the shards allow in that time
     * @param shareOfCores the share of all cores that this process used, stand-ins included
     */
    private record CatchUp(double ordersPerSecond, double shareOfShards, double shareOfCores) {}

    @Override
    public String name() {
        return "source";
    }

    @Override
    public String title() {
        return "The whole job reading a backlog, compared with the limit of the shards";
    }

    @Override
    public Figures measure(BenchmarkRun run) throws Exception {
        Map<Integer, List<CatchUp>> rounds = new TreeMap<>();
        for (int round = 1; round <= run.pick(2, 1); round++) {
            try (StandIns standIns = new StandIns(run, TABLE_LATENCY)) {
                for (int shards : run.pick(List.of(1, 2, 4, 8), List.of(2))) {
                    CatchUp catchUp = catchUp(run, standIns, shards);
                    run.say(
                            "round %d: %d shards: %,.0f orders a second",
                            round, shards, catchUp.ordersPerSecond());
                    rounds.computeIfAbsent(shards, key -> new ArrayList<>()).add(catchUp);
                }
            }
        }
        Figures figures = new Figures();
        rounds.forEach(
                (shards, measured) -> {
                    String at = ".at." + shards;
                    figures.putRounds("orders.per.second" + at, measured, CatchUp::ordersPerSecond);
                    figures.putMedian(
                            "limit.orders.per.second" + at,
                            measured,
                            each -> each.ordersPerSecond() / each.shareOfShards());
                    figures.putMedian(
                            "percent.of.limit" + at, measured, each -> each.shareOfShards() * 100);
                    figures.putMedian(
                            "percent.of.cores" + at, measured, each -> each.shareOfCores() * 100);
                });
        figures.put(
                "orders.per.second.and.core",
                rounds.keySet().stream()
                                .mapToDouble(
                                        shards -> figures.get("orders.per.second.at." + shards))
                                .max()
                                .orElseThrow()
                        / CORES);
        return figures;
    }

    private static CatchUp catchUp(BenchmarkRun run, StandIns standIns, int shards)
            throws Exception {
        int ordersEach = run.pick(BACKLOG_OF_SHARD, 500);
        try (KinesisStandIn stream = new KinesisStandIn(STREAM_LATENCY, shards, ordersEach)) {
            JobConfig config =
                    JobRun.config(standIns, Map.of("endpoint", stream.endpoint().toString()));
            StreamExecutionEnvironment env =
                    JobRun.environment(
                            "rocksdb", CHECKPOINT_INTERVAL, CORES, run.scratch("source"));
            JobRun.define(KinesisSource.records(env, config), config);
            standIns.reset();
            JobClient job = env.executeAsync("orderstream");
            try {
                return watch(job, standIns, stream, shards, (long) shards * ordersEach);
            } finally {
                JobRun.cancel(job);
            }
        }
    }

    private static CatchUp watch(
            JobClient job, StandIns standIns, KinesisStandIn stream, int shards, long orders)
            throws Exception {
        long[] cpuBefore = {ProcessorTime.nanos()};
        JobRun.await(
                job,
                PATIENCE,
                () -> {
                    if (stream.firstReadNanos() == 0) {
                        cpuBefore[0] = ProcessorTime.nanos();
                    }
                    // The stand-in counts an item before it answers, but the rate is measured up
                    // to the last answer. So this also waits until all requests are answered.
                    return standIns.dynamoDb().items() >= orders && standIns.dynamoDb().isIdle();
                });
        double cpuSeconds = (ProcessorTime.nanos() - cpuBefore[0]) / 1e9;
        double seconds = (standIns.dynamoDb().lastNanos() - stream.firstReadNanos()) / 1e9;
        return new CatchUp(
                orders / seconds,
                stream.recordBytes()
                        / seconds
                        / (shards * (double) KinesisStandIn.BYTES_PER_SECOND),
                cpuSeconds / seconds / CORES);
    }
}
