package io.orderstream.embedded.flink.jobs;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Sets its checkpoint interval in its code, which Managed Flink refuses. */
public final class ConfiguringJob {

    private ConfiguringJob() {}

    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        environment.enableCheckpointing(5_000);
        environment.fromSequence(1, 10).sinkTo(new DiscardingSink<>());
        environment.execute("configuring");
    }
}
