package io.orderstream.benchmark.job;

import io.orderstream.benchmark.orders.SampleOrders;
import io.orderstream.job.records.PlacedOrder;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.sink.OrderTableSink;
import io.orderstream.model.wire.OrderDocument;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The heap that an order takes in the table sink's buffer: the sink alone, before a table that
 * never answers.
 *
 * @param orders that the sink took, until it took no more or there were no more
 * @param bytesEach of heap for each of them, after a full collection
 * @param documentBytes the length of one order's document
 */
record BufferedOrderHeap(long orders, double bytesEach, int documentBytes) {

    /** Kinds of orders. */
    enum Content {
        USUAL("\"more\":0"),
        TEXT("\"more\":\"" + "x".repeat(64_000) + "\""),
        ARRAY("\"more\":[{}" + ",{}".repeat(21_000) + "]");

        private final String member;

        Content(String member) {
            this.member = member;
        }

        PlacedOrder order(long number) {
            return SampleOrders.placed(SampleOrders.postedWith(number, member));
        }
    }

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration NO_CHECKPOINT = Duration.ofHours(1);

    /** Static, since Flink copies the function that counts; the cluster is in this process. */
    private static final LongAdder TAKEN = new LongAdder();

    /**
     * Fills the buffer.
     *
     * @param most orders
     * @param quiet the buffer is full when no order was taken for so long
     */
    static BufferedOrderHeap of(
            StandIns standIns, Content content, long most, Duration quiet, Path directory)
            throws Exception {
        // The first one loads classes, which stay.
        heap(standIns, content, 1, quiet, directory);
        long empty = heap(standIns, content, 1, quiet, directory);
        long full = heap(standIns, content, most, quiet, directory);
        long taken = TAKEN.sum();
        return new BufferedOrderHeap(
                taken,
                Math.max(1.0, (double) full - empty) / Math.max(1L, taken - 1L),
                OrderDocument.format(content.order(0).received()).length());
    }

    private static long heap(
            StandIns standIns, Content content, long orders, Duration quiet, Path directory)
            throws Exception {
        StreamExecutionEnvironment env = JobRun.environment("hashmap", NO_CHECKPOINT, 1, directory);
        env.fromSource(
                        new DataGeneratorSource<>(
                                number -> {
                                    TAKEN.increment();
                                    return content.order(number);
                                },
                                orders,
                                RecordTypes.PLACED_ORDER),
                        WatermarkStrategy.noWatermarks(),
                        "Placed orders")
                .sinkTo(OrderTableSink.of(JobRun.config(standIns)));
        TAKEN.reset();
        JobClient job = env.executeAsync("full buffer");
        try {
            long[] last = {0, System.nanoTime()};
            JobRun.await(
                    job,
                    PATIENCE,
                    () -> {
                        long now = System.nanoTime();
                        if (TAKEN.sum() != last[0]) {
                            last[0] = TAKEN.sum();
                            last[1] = now;
                        }
                        return last[0] > 0 && now - last[1] > quiet.toNanos();
                    });
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        } finally {
            JobRun.cancel(job);
        }
    }
}
