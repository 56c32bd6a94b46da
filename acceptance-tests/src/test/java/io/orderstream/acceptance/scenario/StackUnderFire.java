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
 * The whole stack, with faulty paths between its parts, and the ledger of all that was sent to it.
 * The tests of a class share one, and its ledger: what an earlier scenario left behind, a later one
 * finds.
 */
final class StackUnderFire implements AutoCloseable {

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
    private final Store store;
    private final JobControl job;
    private final StreamContents stream;
    private final Ledger ledger = new Ledger();
    private final Size size;

    private StackUnderFire(FaultyPaths paths, EmbeddedStack stack, Size size) {
        this.paths = paths;
        this.stack = stack;
        this.kinesis = stack.services().kinesisClient();
        this.stream = new StreamContents(kinesis, stack.streamName());
        this.api = new ApiClient(stack.api());
        this.store = new Store(stack);
        this.job = new JobControl(stack, paths);
        this.size = size;
    }

    /** All of it, with the job running at parallelism 2 and a checkpoint every second. */
    static StackUnderFire start(String name) {
        return start(name, UnaryOperator.identity());
    }

    /** The same with other options. */
    static StackUnderFire start(String name, UnaryOperator<StackOptions> options) {
        StackUnderFire stack = startWithoutJob(name, options);
        stack.job.start(stack.stack.parallelism());
        return stack;
    }

    /** All but the job: what is sent is a backlog when it starts. */
    static StackUnderFire startWithoutJob(String name, UnaryOperator<StackOptions> options) {
        Size size = Size.ofThisRun();
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
        return new StackUnderFire(paths, stack, size);
    }

    private static StackOptions sized(Size size, StackOptions options) {
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

    Store store() {
        return store;
    }

    /** Compares what was sent until now with what is there. */
    Audit audit() {
        return Audit.of(ledger, stream, store);
    }

    Ledger ledger() {
        return ledger;
    }

    Size size() {
        return size;
    }

    @Override
    public void close() {
        kinesis.close();
        store.close();
        stack.close();
        paths.close();
    }
}
