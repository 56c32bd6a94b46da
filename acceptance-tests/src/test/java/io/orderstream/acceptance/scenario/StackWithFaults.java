package io.orderstream.acceptance.scenario;

import io.orderstream.acceptance.journey.ApiClient;
import io.orderstream.acceptance.proxy.FaultyPaths;
import io.orderstream.embedded.stack.EmbeddedStack;
import io.orderstream.embedded.stack.Installation;
import io.orderstream.embedded.stack.StackOptions;
import io.orderstream.embedded.stack.StartListener;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * The whole stack, with faulty paths between its parts, and the sentRecords of all that was sent to
 * it. The tests of a class share one, and its sentRecords: what an earlier scenario left behind, a
 * later one finds.
 */
final class StackWithFaults implements AutoCloseable {

    /** The Kinesis emulator slows down as a shard fills, so there are many where much is sent. */
    private static final int SHARDS = 8;

    /** Each is asked for records four times a second, which costs the emulator the most. */
    private static final int SHARDS_OF_A_SHORT_RUN = 3;

    /** Each makes an upload and a file in every checkpoint, which the audit reads. */
    private static final int SLOTS_OF_A_SHORT_RUN = 4;

    private final FaultyPaths paths;
    private final EmbeddedStack stack;
    private final KinesisClient kinesis;
    private final ApiClient api;
    private final TableAndBucket stored;
    private final JobControl job;
    private final StreamContents stream;
    private final SentRecords sentRecords = new SentRecords();
    private final ScenarioSize size;

    private StackWithFaults(FaultyPaths paths, EmbeddedStack stack, ScenarioSize size) {
        this.paths = paths;
        this.stack = stack;
        this.kinesis = stack.services().kinesisClient();
        this.stream = new StreamContents(kinesis, stack.streamName());
        this.api = new ApiClient(stack.api());
        this.stored = new TableAndBucket(stack);
        this.job = new JobControl(stack, paths);
        this.size = size;
    }

    /** All of it, with the job running at parallelism 2 and a checkpoint every second. */
    static StackWithFaults start(String name) {
        return start(name, UnaryOperator.identity());
    }

    /** The same with other options. */
    static StackWithFaults start(String name, UnaryOperator<StackOptions> options) {
        StackWithFaults stack = startWithoutJob(name, options);
        stack.job.start(stack.stack.parallelism());
        return stack;
    }

    /** All but the job: what is sent is a backlog when it starts. */
    static StackWithFaults startWithoutJob(String name, UnaryOperator<StackOptions> options) {
        ScenarioSize size = ScenarioSize.ofThisRun();
        System.out.println("Scenarios of " + name + ": " + size);
        FaultyPaths paths = new FaultyPaths(size.seed());
        StackOptions all =
                options.apply(
                        sized(
                                size,
                                StackOptions.defaults(Path.of("target", "scenarios", name))
                                        .withParallelism(2)
                                        .withCheckpointInterval(Duration.ofSeconds(1))));
        EmbeddedStack stack =
                EmbeddedStack.start(
                        new Installation(Path.of("..")), all, StartListener.SILENT, paths);
        return new StackWithFaults(paths, stack, size);
    }

    private static StackOptions sized(ScenarioSize size, StackOptions options) {
        return size.isShort()
                ? options.withShards(SHARDS_OF_A_SHORT_RUN)
                        .withParameter("ArchiveSlots", Integer.toString(SLOTS_OF_A_SHORT_RUN))
                : options.withShards(SHARDS);
    }

    /** A scenario on this stack; its name is what is reported. */
    Scenario scenario(String name) {
        return new Scenario(this, name);
    }

    FaultyPaths paths() {
        return paths;
    }

    JobControl job() {
        return job;
    }

    /** Where DynamoDB is, past the faults. */
    URI dynamoDb() {
        return stack.services().dynamoDb();
    }

    KinesisClient kinesis() {
        return kinesis;
    }

    String streamName() {
        return stack.streamName();
    }

    ApiClient api() {
        return api;
    }

    /** What is on the stream, read past the faults. */
    StreamContents stream() {
        return stream;
    }

    TableAndBucket stored() {
        return stored;
    }

    /** Compares what was sent until now with what is there. */
    Audit audit() {
        return Audit.of(sentRecords, stream, stored);
    }

    SentRecords sentRecords() {
        return sentRecords;
    }

    ScenarioSize size() {
        return size;
    }

    @Override
    public void close() {
        kinesis.close();
        stored.close();
        stack.close();
        paths.close();
    }
}
