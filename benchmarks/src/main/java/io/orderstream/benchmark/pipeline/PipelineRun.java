package io.orderstream.benchmark.pipeline;

import io.orderstream.job.OrderPipeline;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.StreamRecord;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * One run of a topology on a cluster of its own, in this process.
 *
 * @param variant what is run
 * @param orders how many different orders
 * @param parallelism of every operator
 * @param directory where checkpoints go
 */
public record PipelineRun(Variant variant, long orders, int parallelism, Path directory) {

    static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);

    private static final int SLOTS = 16;

    /**
     * What a run took.
     *
     * @param ordersPerSecond from the first record at the source to the last one at a sink
     * @param cpuMicrosPerOrder of this whole process, compiler and garbage collector included
     */
    public record Figures(double ordersPerSecond, double cpuMicrosPerOrder) {}

    /** Scales the topology as it is deployed, for other benchmarks. */
    public static Figures asDeployed(long orders, int parallelism, Path directory)
            throws Exception {
        return new PipelineRun(Variant.ROCKSDB, orders, parallelism, directory).measure();
    }

    /**
     * Runs it to its end.
     *
     * @throws IllegalStateException if an order was lost or counted twice
     */
    Figures measure() throws Exception {
        return measure(new Configuration());
    }

    /** The same with more configured. */
    Figures measure(Configuration more) throws Exception {
        Configuration configuration =
                Kpu.configuration(variant.backend(), CHECKPOINT_INTERVAL, parallelism, directory);
        configuration.addAll(more);
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(parallelism, configuration);
        DataStream<StreamRecord> records =
                env.fromSource(
                                new DataGeneratorSource<>(
                                        new GeneratedRecords(), orders, RecordTypes.STREAM_RECORD),
                                WatermarkStrategy.noWatermarks(),
                                "Generated records")
                        .uid("source");
        define(records);
        Traffic.reset();
        env.execute(variant.name());
        for (String sink : new String[] {"table", "archive"}) {
            if (Traffic.count(sink) != orders) {
                throw new IllegalStateException(
                        Traffic.count(sink) + " of " + orders + " orders arrived at the " + sink);
            }
        }
        return new Figures(orders / Traffic.seconds(), Traffic.cpuSeconds() * 1e6 / orders);
    }

    private void define(DataStream<StreamRecord> records) {
        if (variant == Variant.CEILING) {
            DataStream<StreamRecord> keyed =
                    records.map(new Identity())
                            .returns(RecordTypes.STREAM_RECORD)
                            .keyBy(StreamRecord::partitionKey, Types.STRING)
                            .map(new Identity())
                            .returns(RecordTypes.STREAM_RECORD);
            keyed.sinkTo(new CountingSink<>("table"));
            keyed.sinkTo(new CountingSink<>("archive"));
        } else {
            OrderPipeline.define(
                    records,
                    new CountingSink<>("table"),
                    new CountingSink<>("archive"),
                    new CountingSink<>("rejected"),
                    SLOTS,
                    variant.deduplication());
        }
    }

    private static final class Identity implements MapFunction<StreamRecord, StreamRecord> {
        @Override
        public StreamRecord map(StreamRecord record) {
            return record;
        }
    }
}
