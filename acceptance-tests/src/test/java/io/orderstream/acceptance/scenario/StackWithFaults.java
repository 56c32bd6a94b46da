package io.orderstream.acceptance.scenario;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.orderstream.acceptance.journey.ApiClient;
import io.orderstream.acceptance.proxy.FaultyPaths;
import io.orderstream.embedded.stack.EmbeddedStack;
import io.orderstream.embedded.stack.Installation;
import io.orderstream.embedded.stack.StackOptions;
import io.orderstream.embedded.stack.StartListener;
import io.orderstream.model.OrderId;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * The whole stack with fault injection between its parts, and the records that were sent to it. All
 * tests of a class share one stack, so a later scenario also checks what earlier scenarios sent.
 */
final class StackWithFaults implements AutoCloseable {

    /** The shards of a soak. It sends more records than a short run, so it has more shards. */
    private static final int SHARDS = 8;

    /**
     * One shard for each of the job's two subtasks. A short run has more shards only if a test asks
     * for them: the job reads each shard up to four times a second, and these reads are the main
     * load of the emulator.
     */
    private static final int SHARDS_OF_A_SHORT_RUN = 2;

    /**
     * One archive slot for each of the job's two subtasks. A short run has more archive slots only
     * if a test asks for them: in each checkpoint the job uploads a file for each slot, and the
     * audit reads each file. Other tests have several archive slots for one subtask, or one archive
     * slot for two subtasks.
     */
    private static final int SLOTS_OF_A_SHORT_RUN = 2;

    static {
        // Flink closes the class loader of a killed task manager's jobs while their tasks are still
        // ending. Such a task may then load a class of the model with this test's class loader. If
        // the class refers to a type of the model that this test has not loaded yet, this test can
        // never load that type (LinkageError). So this test loads all classes of the model first.
        URL model = OrderId.class.getProtectionDomain().getCodeSource().getLocation();
        for (JavaClass type : new ClassFileImporter().importUrl(model)) {
            Class<?> unused = type.reflect();
        }
    }

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

    /** Starts the stack and its job, with parallelism 2 and a checkpoint every second. */
    static StackWithFaults start(String name) {
        return start(name, UnaryOperator.identity());
    }

    /** Like {@link #start(String)}, with changed options. */
    static StackWithFaults start(String name, UnaryOperator<StackOptions> options) {
        StackWithFaults stack = startWithoutJob(name, options);
        try {
            stack.job.start(stack.stack.parallelism());
        } catch (RuntimeException | AssertionError e) {
            stack.close();
            throw e;
        }
        return stack;
    }

    /** Starts everything except the job. What is sent before the job starts is a backlog. */
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
        try {
            EmbeddedStack stack =
                    EmbeddedStack.start(
                            new Installation(Path.of("..")), all, StartListener.SILENT, paths);
            return new StackWithFaults(paths, stack, size);
        } catch (RuntimeException e) {
            paths.close();
            throw e;
        }
    }

    private static StackOptions sized(ScenarioSize size, StackOptions options) {
        return size.isShort()
                ? options.withShards(SHARDS_OF_A_SHORT_RUN)
                        .withParameter("ArchiveSlots", Integer.toString(SLOTS_OF_A_SHORT_RUN))
                : options.withShards(SHARDS);
    }

    /** A new scenario on this stack. The report shows its name. */
    Scenario scenario(String name) {
        return new Scenario(this, name);
    }

    FaultyPaths paths() {
        return paths;
    }

    JobControl job() {
        return job;
    }

    /** The address of DynamoDB without fault injection. */
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

    /** The records on the stream, read without fault injection. */
    StreamContents stream() {
        return stream;
    }

    TableAndBucket stored() {
        return stored;
    }

    /** Compares what was sent until now with what is stored. */
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
