package io.orderstream.embedded.flink.jobs;

import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.SimpleStringEncoder;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.file.sink.FileSink;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.filesystem.rollingpolicies.OnCheckpointRollingPolicy;

/**
 * Writes the numbers from 0, one on each line. Arguments: {@code <directory> <how many> <how many a
 * second>}.
 */
public final class NumbersJob {

    private NumbersJob() {}

    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        DataGeneratorSource<String> numbers =
                new DataGeneratorSource<>(
                        String::valueOf,
                        Long.parseLong(args[1]),
                        RateLimiterStrategy.perSecond(Double.parseDouble(args[2])),
                        Types.STRING);
        FileSink<String> files =
                FileSink.forRowFormat(new Path(args[0]), new SimpleStringEncoder<String>())
                        .withRollingPolicy(OnCheckpointRollingPolicy.build())
                        .build();
        environment
                .fromSource(numbers, WatermarkStrategy.noWatermarks(), "numbers")
                .uid("numbers")
                .sinkTo(files)
                .uid("files");
        environment.execute("numbers");
    }
}
