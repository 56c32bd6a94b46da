package io.orderstream.job;

import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.sink.ArchiveSinks;
import io.orderstream.model.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.CheckpointOptions;
import org.apache.flink.runtime.checkpoint.CheckpointType;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.checkpoint.SnapshotType;
import org.apache.flink.runtime.checkpoint.TaskStateSnapshot;
import org.apache.flink.runtime.io.network.api.CheckpointBarrier;
import org.apache.flink.runtime.io.network.partition.consumer.StreamTestSingleInputGate;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.state.CheckpointStorageLocationReference;
import org.apache.flink.runtime.state.TestTaskStateManager;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.OneInputStreamTask;

/**
 * One subtask of the second half of the topology: from the deduplication to the table and the
 * archive's files. The operators are chained as in the job. A test decides after which record a
 * barrier comes.
 */
final class PlacingTask implements AutoCloseable {

    static final int MAX_PARALLELISM = 128;

    /** A buffer of the input gate must have room for a whole order. */
    private static final int BUFFER_BYTES = 256 << 10;

    private static final int DEADLINE_SECONDS = 60;

    private final TestTaskStateManager state;
    private final MockEnvironment environment;
    private final StreamTestSingleInputGate<Received> input;
    private final OneInputStreamTask<Received, PlacedRecord> task;

    private PlacingTask(JobVertex vertex, TestTaskStateManager state, int subtask, int parallelism)
            throws Exception {
        this.state = state;
        this.environment =
                MockEnvironment.builder()
                        .setTaskConfiguration(vertex.getConfiguration())
                        .setTaskStateManager(state)
                        .setMaxParallelism(MAX_PARALLELISM)
                        .setParallelism(parallelism)
                        .setSubtaskIndex(subtask)
                        .build();
        this.input =
                new StreamTestSingleInputGate<>(
                        1,
                        0,
                        RecordTypes.RECEIVED.createSerializer(new SerializerConfigImpl()),
                        BUFFER_BYTES);
        environment.addInputs(List.of(input.getInputGate()));
        this.task = new OneInputStreamTask<>(environment);
        task.restore();
    }

    /** The only subtask, without state. */
    static PlacingTask start(CollectingTable table, Path archive, int slots) throws Exception {
        return start(table, archive, slots, 0, 1);
    }

    /** One of several subtasks, without state. */
    static PlacingTask start(
            CollectingTable table, Path archive, int slots, int subtask, int parallelism)
            throws Exception {
        return new PlacingTask(
                vertex(table, archive, slots), new TestTaskStateManager(), subtask, parallelism);
    }

    /** The only subtask, with the state of a checkpoint. */
    static PlacingTask restore(
            CollectingTable table,
            Path archive,
            int slots,
            long checkpoint,
            TaskStateSnapshot state)
            throws Exception {
        TestTaskStateManager manager = new TestTaskStateManager();
        manager.setReportedCheckpointId(checkpoint);
        manager.setJobManagerTaskStateSnapshotsByCheckpointId(Map.of(checkpoint, state));
        return new PlacingTask(vertex(table, archive, slots), manager, 0, 1);
    }

    private static JobVertex vertex(CollectingTable table, Path archive, int slots) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
        OrderPipeline.define(
                env.fromData(List.of(RecordBuilder.order().record()), RecordTypes.STREAM_RECORD),
                table,
                ArchiveSinks.archive(archive.toUri()),
                ArchiveSinks.rejected(archive.toUri()),
                slots,
                Duration.ofHours(1));
        return StreamSupport.stream(
                        env.getStreamGraph().getJobGraph().getVertices().spliterator(), false)
                .filter(vertex -> vertex.getName().startsWith("Deduplicate"))
                .findFirst()
                .orElseThrow();
    }

    void receive(Received received) throws Exception {
        input.sendElement(new StreamRecord<>(received), 0);
        runToTheEndOfItsInput();
    }

    /** Sends the barrier of a checkpoint, and returns the state that the task reports. */
    TaskStateSnapshot barrier(long checkpoint) throws Exception {
        return barrier(checkpoint, CheckpointType.CHECKPOINT);
    }

    /** Sends the barrier of a savepoint, and returns the state that the task reports. */
    TaskStateSnapshot savepoint(long checkpoint) throws Exception {
        return barrier(checkpoint, SavepointType.savepoint(SavepointFormatType.CANONICAL));
    }

    private TaskStateSnapshot barrier(long checkpoint, SnapshotType type) throws Exception {
        state.getWaitForReportLatch().reset();
        send(checkpoint, type);
        state.getWaitForReportLatch().await(DEADLINE_SECONDS, TimeUnit.SECONDS);
        return state.getLastJobManagerTaskStateSnapshot();
    }

    /** Sends the barrier of a checkpoint that was aborted before. The task reports no state. */
    void abortedBarrier(long checkpoint) throws Exception {
        send(checkpoint, CheckpointType.CHECKPOINT);
    }

    private void send(long checkpoint, SnapshotType type) throws Exception {
        CheckpointOptions options =
                new CheckpointOptions(type, CheckpointStorageLocationReference.getDefault());
        input.sendEvent(new CheckpointBarrier(checkpoint, checkpoint, options), 0);
        runToTheEndOfItsInput();
    }

    /** Tells the task that the checkpoint is complete in all tasks. */
    void completed(long checkpoint) throws Exception {
        Future<Void> handled = task.notifyCheckpointCompleteAsync(checkpoint);
        runToTheEndOfItsInput();
        handled.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** Tells the task that the checkpoint failed in some task. */
    void aborted(long checkpoint) throws Exception {
        Future<Void> handled = task.notifyCheckpointAbortAsync(checkpoint, 0);
        runToTheEndOfItsInput();
        handled.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private void runToTheEndOfItsInput() throws Exception {
        while (task.runMailboxStep()) {}
    }

    /** Cancels the task. Files that are not committed stay uncommitted. */
    @Override
    public void close() {
        try {
            task.cancel();
            task.cleanUp(null);
            environment.close();
        } catch (Exception e) {
            throw new AssertionError("The task did not close", e);
        }
    }
}
