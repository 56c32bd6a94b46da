package io.orderstream.embedded.flink.jobs;

import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Fails on its first record, also after each restart. */
public final class FailingJob {

    private FailingJob() {}

    public static void main(String[] args) throws Exception {
        StreamExecutionEnvironment environment =
                StreamExecutionEnvironment.getExecutionEnvironment();
        environment
                .fromSequence(1, 10)
                .map(FailingJob::fail)
                .returns(Types.LONG)
                .sinkTo(new DiscardingSink<>());
        environment.execute("failing");
    }

    private static Long fail(Long number) {
        throw new IllegalStateException("cannot take " + number);
    }
}
