package io.orderstream.job;

import static io.orderstream.job.RecordBuilder.order;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.job.sink.ArchiveSinks;
import io.orderstream.model.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job fails between two checkpoints. After the restart it reads the records since the last
 * checkpoint again.
 */
class OrderPipelineRecoveryITCase {

    /** The number of different records. Every third is the cancellation of the order before it. */
    private static final int RECORDS = 2_000;

    /** The number of records that come again at the end, after the failure. */
    private static final int DUPLICATES = 200;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(2)
                            .build());

    @TempDir private Path directory;

    @Test
    void everyOrderAndEventIsInTheArchiveExactlyOnce() throws Exception {
        CollectingTable table = new CollectingTable();
        StreamExecutionEnvironment env = environment();
        DataStream<StreamRecord> records =
                env.fromSource(source(), WatermarkStrategy.noWatermarks(), "Records")
                        .uid("source")
                        .map(new FailOnceAfterACheckpoint())
                        .returns(RecordTypes.STREAM_RECORD)
                        .uid("failure");
        OrderPipeline.define(
                records,
                table,
                ArchiveSinks.archive(directory.toUri()),
                ArchiveSinks.rejected(directory.toUri()),
                4,
                Duration.ofHours(1));

        env.execute();

        assertThat(FailOnceAfterACheckpoint.FAILURES).hasValue(1);
        List<Received> expected =
                LongStream.range(0, RECORDS)
                        .mapToObj(OrderPipelineRecoveryITCase::received)
                        .collect(toList());
        ArchiveDirectory archive = new ArchiveDirectory(directory);
        List<PlacedRecord> archived = new ArrayList<>(archive.orders());
        archived.addAll(archive.events());
        assertThat(archived)
                .extracting(PlacedRecord::received)
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(archive.files("rejected")).isEmpty();
        assertThat(archived).containsExactlyInAnyOrderElementsOf(table.items());
    }

    private static StreamExecutionEnvironment environment() {
        Configuration configuration = new Configuration();
        configuration.setString("pipeline.generic-types", "false");
        configuration.setString("parallelism.default", "2");
        configuration.setString("execution.checkpointing.interval", "200 ms");
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "1");
        configuration.setString("restart-strategy.fixed-delay.delay", "10 ms");
        return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    }

    /** The source is slow enough for several checkpoints. Each contains the source's position. */
    private static DataGeneratorSource<StreamRecord> source() {
        return new DataGeneratorSource<>(
                index -> record(index % RECORDS),
                RECORDS + DUPLICATES,
                RateLimiterStrategy.perSecond(1_000),
                RecordTypes.STREAM_RECORD);
    }

    private static StreamRecord record(long number) {
        return isEvent(number)
                ? number(number - 1).eventRecord("cancelled", "")
                : number(number).record();
    }

    private static Received received(long number) {
        return isEvent(number)
                ? number(number - 1).event("cancelled", "")
                : number(number).received();
    }

    private static boolean isEvent(long number) {
        return number % 3 == 2;
    }

    private static RecordBuilder number(long number) {
        return order().account("a" + number)
                .vendor("v" + number % 7)
                .receivedAt(Instant.parse("2026-11-23T10:30:00Z").plusSeconds(2 * number));
    }

    /** Throws an exception once, in one subtask, some records after a completed checkpoint. */
    private static final class FailOnceAfterACheckpoint
            extends RichMapFunction<StreamRecord, StreamRecord> implements CheckpointListener {

        private static final AtomicInteger FAILURES = new AtomicInteger();
        private static final int RECORDS_AFTER_CHECKPOINT = 50;

        private transient boolean checkpointed;
        private transient int recordsSince;

        @Override
        public StreamRecord map(StreamRecord record) {
            if (checkpointed
                    && ++recordsSince == RECORDS_AFTER_CHECKPOINT
                    && FAILURES.compareAndSet(0, 1)) {
                throw new IllegalStateException("Planted by the test");
            }
            return record;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            checkpointed = true;
        }
    }
}
