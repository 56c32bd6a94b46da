package io.orderstream.benchmark.sinks;

import io.orderstream.benchmark.orders.SampleOrders;
import io.orderstream.benchmark.pipeline.Kpu;
import io.orderstream.benchmark.pipeline.Traffic;
import io.orderstream.job.records.PlacedOrder;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.sink.OrderTableSink;
import io.orderstream.model.wire.OrderDocument;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The table's sink in front of a table that never answers.
 *
 * @param orders that it took, until it took no more or there were no more
 * @param heapEach what each added to the heap, in bytes, after a full collection
 * @param documentEach how long the document of one is
 */
record FullBuffer(long orders, double heapEach, int documentEach) {

    /** What the orders are like. */
    enum Like {
        USUAL("usual", "\"more\":0"),
        TEXT("64 KiB of text", "\"more\":\"" + "x".repeat(64_000) + "\""),
        ARRAY("64 KiB of [{},{},…]", "\"more\":[{}" + ",{}".repeat(21_000) + "]");

        private final String shown;
        private final String member;

        Like(String shown, String member) {
            this.shown = shown;
            this.member = member;
        }

        String shown() {
            return shown;
        }

        PlacedOrder order(long number) {
            return BareClients.placed(SampleOrders.postedWith(number, member));
        }
    }

    private static final String TAKEN = "taken";
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration NO_CHECKPOINT = Duration.ofHours(1);

    /**
     * Fills it.
     *
     * @param services whose table never answers
     * @param most orders
     * @param quiet for how long no order must be taken for the buffer to be full
     */
    static FullBuffer of(Services services, Like like, long most, Duration quiet, Path directory)
            throws Exception {
        // The first one loads classes, which stay.
        heap(services, like, 1, quiet, directory);
        long empty = heap(services, like, 1, quiet, directory);
        long full = heap(services, like, most, quiet, directory);
        long taken = Traffic.count(TAKEN);
        return new FullBuffer(
                taken,
                Math.max(1.0, (double) full - empty) / Math.max(1L, taken - 1L),
                OrderDocument.format(like.order(0).received()).length());
    }

    private static long heap(
            Services services, Like like, long orders, Duration quiet, Path directory)
            throws Exception {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(
                        1, Kpu.configuration("hashmap", NO_CHECKPOINT, 1, directory));
        env.fromSource(
                        new DataGeneratorSource<>(
                                number -> {
                                    Traffic.arrived(TAKEN, 1);
                                    return like.order(number);
                                },
                                orders,
                                RecordTypes.PLACED_ORDER),
                        WatermarkStrategy.noWatermarks(),
                        "Placed orders")
                .sinkTo(OrderTableSink.of(JobRun.config(services, Optional.empty())));
        Traffic.reset();
        JobClient job = env.executeAsync("full buffer");
        try {
            Quiet taken = new Quiet(quiet);
            JobRun.await(job, PATIENCE, taken::isQuiet);
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        } finally {
            JobRun.cancel(job);
        }
    }

    /** Nothing was taken for some time, but something was before. */
    private static final class Quiet {

        private final long nanos;
        private long count;
        private long since;

        Quiet(Duration quiet) {
            nanos = quiet.toNanos();
        }

        boolean isQuiet() {
            long now = System.nanoTime();
            if (Traffic.count(TAKEN) != count) {
                count = Traffic.count(TAKEN);
                since = now;
            }
            return count > 0 && now - since > nanos;
        }
    }
}
