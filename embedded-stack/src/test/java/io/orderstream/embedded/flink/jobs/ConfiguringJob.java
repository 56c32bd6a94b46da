package io.orderstream.embedded.flink.jobs;

import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** A job that sets its checkpoint interval in its code. Managed Flink refuses such a job. */
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
