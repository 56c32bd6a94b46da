package io.orderstream.embedded.stack;

import io.orderstream.embedded.console.ArchiveView;
import io.orderstream.embedded.console.ConsoleRoutes;
import io.orderstream.embedded.console.JobView;
import io.orderstream.embedded.console.StreamView;
import io.orderstream.embedded.console.TableView;
import io.orderstream.embedded.emulator.Emulator;
import io.orderstream.embedded.emulator.EmulatorProcess;
import io.orderstream.embedded.emulator.KeptEmulator;
import io.orderstream.embedded.flink.FlinkCluster;
import io.orderstream.embedded.flink.FlinkJob;
import io.orderstream.embedded.gateway.ApiDocuments;
import io.orderstream.embedded.gateway.HttpGateway;
import io.orderstream.embedded.gateway.LocalRoutes;
import io.orderstream.embedded.lambda.FunctionErrorException;
import io.orderstream.embedded.lambda.FunctionSettings;
import io.orderstream.embedded.lambda.Invocable;
import io.orderstream.embedded.lambda.LambdaFunction;
import io.orderstream.embedded.lambda.LaunchOptions;
import io.orderstream.embedded.s3.LocalS3;
import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import io.orderstream.embedded.template.PseudoParameters;
import io.orderstream.embedded.template.ResolvedTemplate;
import io.orderstream.embedded.template.Resource;
import io.orderstream.embedded.template.Template;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The whole stack on this machine: everything in {@code cloudformation/template.yaml} that runs
 * locally, with the packaged artifacts.
 *
 * <pre>{@code
 * try (EmbeddedStack stack =
 *         EmbeddedStack.start(new Installation(root), StackOptions.defaults(data), StartListener.SILENT)) {
 *     stack.startJob();
 *     // POST to stack.api() + "/order"
 * }
 * }</pre>
 *
 * <p>The job is started by a separate call, {@link #startJob()}. On AWS a custom resource of the
 * template starts it.
 */
public final class EmbeddedStack implements AutoCloseable {

    private static final Region REGION = Region.US_EAST_1;
    private static final PseudoParameters PSEUDO =
            PseudoParameters.local(REGION.id(), "orderstream");
    // More processes would only compete for the cores.
    private static final int FUNCTION_PROCESSES =
            Math.min(4, Runtime.getRuntime().availableProcessors());

    /** The time limit for the job's start. It is long, because a busy machine is slow. */
    private static final Duration JOB_START_TIME = Duration.ofMinutes(5);

    private static final Set<String> CANCELLABLE = Set.of("CREATED", "RUNNING", "RESTARTING");
    private static final Duration JOB_STOP_TIME = Duration.ofSeconds(20);

    /**
     * The time limit for each request of the console to Flink or a service, and for reading a page
     * of the stream. The console shares the gateway's threads with the API, so it must not hold
     * them for long.
     */
    private static final Duration CONSOLE_PATIENCE = Duration.ofSeconds(5);

    /** The time limit for the last savepoint. A savepoint of a small state takes under a second. */
    private static final Duration SAVEPOINT = Duration.ofSeconds(8);

    private final Installation installation;
    private final StackOptions options;
    private final StartListener listener;
    private final EndpointResolver paths;
    private final DataDirectory data;
    private final DiskSpace disk;
    private final ResolvedTemplate template;
    private final DataResources resources;
    private final JobSettings jobSettings;

    // What close() has to close, in the order of the start. It is closed in reverse order.
    private final List<AutoCloseable> running = new ArrayList<>();

    private Services services;
    private volatile FlinkCluster flink;
    private HttpGateway gateway;
    private volatile Optional<FlinkJob> runningJob = Optional.empty();

    private EmbeddedStack(
            Installation installation,
            StackOptions options,
            StartListener listener,
            EndpointResolver paths,
            ResolvedTemplate template,
            DataDirectory data) {
        this.installation = installation;
        this.options = options;
        this.listener = listener;
        this.paths = paths;
        this.template = template;
        this.data = data;
        this.disk = DiskSpace.of(options.data());
        this.resources = new DataResources(template);
        this.jobSettings = JobSettings.of(template.single("AWS::KinesisAnalyticsV2::Application"));
        running.add(data);
    }

    /**
     * Starts everything except the job.
     *
     * @throws StartException if a part cannot run; the parts that have started are stopped again
     * @throws io.orderstream.embedded.template.TemplateException if the template cannot run locally
     */
    public static EmbeddedStack start(
            Installation installation, StackOptions options, StartListener listener) {
        return start(installation, options, listener, EndpointResolver.DIRECT);
    }

    /**
     * Like {@link #start(Installation, StackOptions, StartListener)}, but the functions and the job
     * use the service addresses that {@code paths} returns.
     */
    public static EmbeddedStack start(
            Installation installation,
            StackOptions options,
            StartListener listener,
            EndpointResolver paths) {
        installation.require();
        ResolvedTemplate template =
                Template.load(installation.template())
                        .resolve(options.templateParameters(), PSEUDO);
        AwsBasicCredentials credentials = Credentials.of(options.endpoints(), System.getenv());
        options.ports().require();
        DataDirectory data = DataDirectory.take(options.data(), options.keepsData());
        EmbeddedStack stack;
        try {
            listener.tookDataDirectory(options.data());
            stack = new EmbeddedStack(installation, options, listener, paths, template, data);
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
        try {
            stack.disk.require();
            stack.startAll(credentials);
            return stack;
        } catch (RuntimeException e) {
            RuntimeException explained = stack.disk.explain(e);
            stack.close();
            throw explained;
        }
    }

    private void startAll(AwsBasicCredentials credentials) {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            CompletableFuture<URI> kinesis =
                    CompletableFuture.supplyAsync(() -> startKinesis(credentials), threads);
            CompletableFuture<URI> dynamoDb =
                    CompletableFuture.supplyAsync(() -> startDynamoDb(credentials), threads);
            CompletableFuture<URI> s3 =
                    CompletableFuture.supplyAsync(() -> startS3(credentials), threads);
            CompletableFuture<Void> flinkStarted =
                    s3.thenAcceptAsync(endpoint -> startFlink(endpoint, credentials), threads);
            CompletableFuture<Void> apiStarted =
                    CompletableFuture.allOf(kinesis, dynamoDb, s3)
                            .thenRunAsync(
                                    () -> {
                                        services =
                                                new Services(
                                                        kinesis.join(),
                                                        dynamoDb.join(),
                                                        s3.join(),
                                                        credentials,
                                                        REGION);
                                        startApi(threads);
                                    },
                                    threads);
            // Waits for all parts, even if one fails. So close() also stops a part that starts
            // late.
            CompletableFuture.allOf(kinesis, dynamoDb, s3, flinkStarted, apiStarted).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            threads.shutdown();
        }
        keep(SystemProperties.set(services.systemProperties()));
        keep(this::endJob);
    }

    private URI startKinesis(AwsBasicCredentials credentials) {
        long start = begin("Kinesis");
        URI endpoint =
                options.endpoints()
                        .kinesis()
                        .orElseGet(() -> start(Emulator.KINESIS, options.ports().kinesis()));
        int shards;
        try (KinesisClient client = at(endpoint, credentials).kinesisClient()) {
            shards = resources.createStream(client, options.endpoints().kinesis().isPresent());
        }
        String where = endpoint + ", stream " + resources.streamName();
        report(
                "Kinesis",
                shards == options.shards()
                        ? where
                        : where + ", which keeps its " + shards + " shards",
                start);
        return endpoint;
    }

    private URI startDynamoDb(AwsBasicCredentials credentials) {
        long start = begin("DynamoDB");
        URI endpoint =
                options.endpoints()
                        .dynamoDb()
                        .orElseGet(() -> start(Emulator.DYNAMODB, options.ports().dynamoDb()));
        try (DynamoDbClient client = at(endpoint, credentials).dynamoDbClient()) {
            resources.createTable(client);
        }
        report("DynamoDB", endpoint + ", table " + resources.tableName(), start);
        return endpoint;
    }

    private URI start(Emulator emulator, LoopbackPort port) {
        String name = emulator.name().toLowerCase(Locale.ROOT);
        Path log = logs().resolve(name + ".log");
        if (options.keepsData()) {
            return keep(KeptEmulator.watch(
                            EmulatorProcess.startWithData(
                                    emulator,
                                    installation.emulators(),
                                    port,
                                    log,
                                    data.directory(name),
                                    resources.streamName()),
                            what -> listener.restarting(disk.explain(what)),
                            what -> listener.lost(disk.explain(what))))
                    .endpoint();
        }
        EmulatorProcess process =
                keep(EmulatorProcess.start(emulator, installation.emulators(), port, log));
        process.onDeath(listener::lost);
        return process.endpoint();
    }

    private URI startS3(AwsBasicCredentials credentials) {
        long start = begin("S3");
        URI endpoint =
                options.endpoints()
                        .s3()
                        .orElseGet(
                                () ->
                                        keep(LocalS3.start(
                                                        data.directory("s3"),
                                                        options.ports().s3(),
                                                        credentials,
                                                        resources.bucketCors()))
                                                .endpoint());
        try (S3Client client = at(endpoint, credentials).s3Client()) {
            resources.createBucket(client);
        }
        report("S3", endpoint + ", bucket " + resources.bucketName(), start);
        return endpoint;
    }

    private void startFlink(URI s3, AwsBasicCredentials credentials) {
        long start = begin("Flink");
        flink = startCluster(s3, credentials);
        keep(() -> flink.close());
        report("Flink", flink.address().toString(), start);
    }

    private FlinkCluster startCluster(URI s3, AwsBasicCredentials credentials) {
        return FlinkCluster.builder()
                .port(options.ports().flink())
                .slotsPerTaskManager(jobSettings.parallelism())
                .plugins(installation.flinkPlugins())
                .data(data.directory(DataDirectory.FLINK))
                .s3(
                        paths.of(jobName(), s3),
                        credentials.accessKeyId(),
                        credentials.secretAccessKey())
                .configuration(jobSettings.flink())
                .start();
    }

    /**
     * Stops the Flink cluster and the job on it, without a savepoint. The same happens when Managed
     * Flink loses the machines of an application.
     */
    public void endFlink() {
        runningJob = Optional.empty();
        flink.close();
    }

    /**
     * The location of the newest completed checkpoint of a job. The location is also known after
     * the cluster has ended.
     */
    public Optional<String> newestCheckpoint(FlinkJob job) {
        return flink.newestCheckpoint(job.id());
    }

    /**
     * Starts an empty Flink cluster, after {@link #endFlink()}. The checkpoints of the previous
     * cluster are kept.
     */
    public void startFlink() {
        flink = startCluster(services.s3(), services.credentials());
    }

    private void startApi(Executor threads) {
        Map<String, Invocable> byName = new ConcurrentHashMap<>();
        Set<String> called = HttpGateway.functionNames(template);
        // Only the functions that the API calls run here. On AWS, other functions start the job and
        // take snapshots of it. Here, startJob() starts the job.
        CompletableFuture.allOf(
                        template.ofType("AWS::Lambda::Function").stream()
                                .filter(function -> called.contains(function.ref()))
                                .map(
                                        function ->
                                                CompletableFuture.runAsync(
                                                        () -> startFunction(function, byName),
                                                        threads))
                                .toArray(CompletableFuture[]::new))
                .join();
        long start = begin("API");
        LocalRoutes local = keep(console()).or(new ApiDocuments(installation.docs()));
        try {
            gateway =
                    keep(
                            options.ports()
                                    .api()
                                    .bind(
                                            port ->
                                                    HttpGateway.start(
                                                            template,
                                                            PSEUDO.accountId(),
                                                            port,
                                                            byName,
                                                            Optional.of(local))));
        } catch (IOException e) {
            throw new StartException("Cannot start the API: " + e.getMessage(), e);
        }
        LoopbackPort wanted = options.ports().api();
        String where = gateway.endpoint().toString();
        boolean isOther = wanted.isPreference() && wanted.number() != gateway.endpoint().getPort();
        report(
                "API",
                isOther ? where + ", because port " + wanted.number() + " is in use" : where,
                start);
    }

    private ConsoleRoutes console() {
        return new ConsoleRoutes(
                // The view asks for the job and the cluster at each request: Flink starts at the
                // same time as the API, and the job later.
                new JobView(
                        () -> runningJob.map(job -> job.within(CONSOLE_PATIENCE)),
                        () -> Optional.ofNullable(flink).map(FlinkCluster::address)),
                new StreamView(
                        services.kinesisClient(CONSOLE_PATIENCE),
                        resources.streamName(),
                        CONSOLE_PATIENCE),
                new TableView(
                        services.dynamoDbClient(CONSOLE_PATIENCE),
                        resources.tableName(),
                        resources.tableKeys()),
                new ArchiveView(services.s3Client(CONSOLE_PATIENCE), resources.bucketName()));
    }

    private void startFunction(Resource function, Map<String, Invocable> byName) {
        long start = begin(function.logicalId());
        FunctionSettings settings =
                FunctionSettings.of(function)
                        .withEnvironment(
                                services.seenBy(function.logicalId(), paths).environment());
        try {
            LambdaFunction started =
                    keep(
                            LambdaFunction.start(
                                    settings,
                                    LaunchOptions.of(
                                                    installation.artifact(
                                                            function.get("Code")
                                                                    .get("S3Key")
                                                                    .text()),
                                                    installation.lambdaRuntime(),
                                                    data.directory(
                                                            "functions/" + function.logicalId()),
                                                    logs().resolve(function.logicalId() + ".log"))
                                            .withMaxProcesses(FUNCTION_PROCESSES)));
            started.onDeath(listener::restarting);
            byName.put(settings.name(), started);
        } catch (IOException | FunctionErrorException e) {
            throw new StartException(
                    "Cannot start " + function.logicalId() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("Interrupted while starting " + function.logicalId(), e);
        }
        report(function.logicalId(), settings.handler(), start);
    }

    /**
     * Submits the job's jar and waits until all tasks run. If the stack keeps its data, the job
     * starts with the state of the newest snapshot in the data directory, if there is one.
     *
     * @return the running job
     * @throws io.orderstream.embedded.flink.JobRejectedException if the job starts without a
     *     snapshot and Flink refuses it; the message has the reason
     * @throws StartException if the job starts from a snapshot and Flink refuses it, if the job
     *     fails for good, or if not all tasks run within five minutes
     */
    public FlinkJob startJob() {
        return startJob(
                options.keepsData() ? flink.newestSnapshot() : Optional.empty(),
                jobSettings.parallelism());
    }

    /**
     * Like {@link #startJob()}, with the state of an earlier job.
     *
     * @param snapshot the location of a savepoint or checkpoint; empty to start without state
     * @param parallelism at most the parallelism of the template, because the cluster has that many
     *     slots
     */
    public FlinkJob startJob(Optional<String> snapshot, int parallelism) {
        long start = begin("Flink job");
        Path properties =
                data.directory(DataDirectory.FLINK).resolve("application_properties.json");
        jobSettings
                .withProperties(services.seenBy(jobName(), paths).jobProperties())
                .writeProperties(properties);
        FlinkJob job;
        try {
            job =
                    flink.submit(
                            installation.artifact(jobSettings.artifact()),
                            List.of("--properties", properties.toString()),
                            parallelism,
                            snapshot);
            runningJob = Optional.of(job);
            listener.submitted(job);
            job.awaitRunning(JOB_START_TIME);
        } catch (RuntimeException e) {
            throw disk.explain(options.keepsData() ? explain(e, snapshot) : e);
        }
        report(
                "Flink job",
                "running, a checkpoint every "
                        + jobSettings.checkpointInterval()
                        + (snapshot.isPresent() ? ", with the state of the last run" : ""),
                start);
        return job;
    }

    /**
     * If the job was started from a snapshot, returns an exception whose message also names the
     * snapshot. Otherwise, returns the failure itself.
     */
    private static RuntimeException explain(RuntimeException failure, Optional<String> snapshot) {
        return snapshot.<RuntimeException>map(
                        location ->
                                new StartException(
                                        failure.getMessage()
                                                + System.lineSeparator()
                                                + "The job was started with the state in "
                                                + location
                                                + ". A job that was changed may not be able to restore it: see \"Changing the"
                                                + " job\" in docs/guarantees.md.",
                                        failure))
                .orElse(failure);
    }

    private String jobName() {
        return template.single("AWS::KinesisAnalyticsV2::Application").logicalId();
    }

    /**
     * Ends the job before the cluster stops, so that the job's clients close their connections
     * while their classes are still loaded. If the stack keeps its data, the job ends with a
     * savepoint, or is cancelled if the savepoint fails.
     */
    private void endJob() {
        runningJob
                .filter(job -> CANCELLABLE.contains(job.state()))
                .ifPresent(
                        job -> {
                            if (!options.keepsData()
                                    || !endsWithSavepoint(
                                            () -> job.stopWithSavepoint(SAVEPOINT), listener)) {
                                job.cancel(JOB_STOP_TIME);
                            }
                        });
    }

    static boolean endsWithSavepoint(Supplier<String> savepoint, StartListener listener) {
        try {
            log().info("The job's state is in {}", savepoint.get());
            return true;
        } catch (RuntimeException e) {
            // Nothing is lost: the next job reads the stream again from the newest checkpoint on.
            log().warn("No savepoint: the next start goes on from the newest checkpoint", e);
            listener.stoppedWithoutSavepoint(
                    "The job ended without a savepoint: "
                            + e.getMessage()
                            + "\nNothing is lost: the next start goes on from the newest checkpoint.");
            return false;
        }
    }

    /** The job's parallelism according to the template. */
    public int parallelism() {
        return jobSettings.parallelism();
    }

    /** The API's address, for example {@code http://127.0.0.1:8080}. */
    public URI api() {
        return gateway.endpoint();
    }

    /** The address of Flink's web UI. */
    public URI flinkUi() {
        return flink.address();
    }

    /** The Flink cluster, so that tests can break it. */
    public FlinkCluster flink() {
        return flink;
    }

    /** The addresses and the credentials of the services. */
    public Services services() {
        return services;
    }

    /** The template, resolved for this machine. */
    public ResolvedTemplate template() {
        return template;
    }

    public String streamName() {
        return resources.streamName();
    }

    public String tableName() {
        return resources.tableName();
    }

    public String bucketName() {
        return resources.bucketName();
    }

    /**
     * Stops all parts in reverse order of their start. If a part fails to stop, the failure is
     * logged, and the other parts are still stopped.
     */
    @Override
    public void close() {
        List<AutoCloseable> parts;
        synchronized (running) {
            parts = new ArrayList<>(running);
            running.clear();
        }
        for (int i = parts.size() - 1; i >= 0; i--) {
            try {
                parts.get(i).close();
            } catch (Exception e) {
                log().warn("{} did not stop cleanly", parts.get(i).getClass().getSimpleName(), e);
            }
        }
    }

    /**
     * The logger of this class. It is not a constant, because the first logger opens the log file.
     * The log file is in the data directory, which must be emptied before the log file is opened.
     */
    private static Logger log() {
        return LoggerFactory.getLogger(EmbeddedStack.class);
    }

    private Services at(URI endpoint, AwsBasicCredentials credentials) {
        return new Services(endpoint, endpoint, endpoint, credentials, REGION);
    }

    private Path logs() {
        return data.directory("logs");
    }

    private <T extends AutoCloseable> T keep(T part) {
        synchronized (running) {
            running.add(part);
        }
        return part;
    }

    /** Reports that a part begins to start, and returns the time for {@link #report}. */
    private long begin(String part) {
        synchronized (listener) {
            listener.starting(part);
        }
        return System.nanoTime();
    }

    private void report(String part, String where, long start) {
        synchronized (listener) {
            listener.started(part, where, Duration.ofNanos(System.nanoTime() - start));
        }
    }
}
