package io.orderstream.embedded.flink;

import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/**
 * Managed Flink on this machine: a Flink cluster with web UI in this process. It runs jobs under
 * the rules of the service. Like the service, it refuses a job that sets configuration in its code.
 *
 * <pre>{@code
 * try (FlinkCluster flink =
 *         FlinkCluster.builder()
 *                 .port(LoopbackPort.free("--flink-port"))
 *                 .plugins(Path.of("target/plugins"))
 *                 .data(directory)
 *                 .s3(s3.endpoint(), "local", "secret")
 *                 .configuration(Map.of("execution.checkpointing.interval", "2 s"))
 *                 .start()) {
 *     FlinkJob job = flink.submit(jar, List.of(), 2);
 *     job.awaitRunning(Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>Flink's file systems are global to the JVM, so a JVM can run one cluster at a time.
 */
public final class FlinkCluster implements AutoCloseable {

    private static final String CHECKPOINTS = "checkpoints";
    private static final String SAVEPOINTS = "savepoints";
    private static final String JARS = "jars";

    /** The time limit for a start. It is long, because a busy machine is slow. */
    private static final Duration START_TIME = Duration.ofMinutes(5);

    /** The time limit for calls that return a future, such as the call that stops the cluster. */
    private static final Duration STOP_TIME = Duration.ofMinutes(2);

    /**
     * The time-out of RPC calls and heartbeats. All components run in one process, so a missing
     * answer means a slow component and not a lost component.
     */
    private static final Duration RPC_TIMEOUT = Duration.ofMinutes(3);

    private static final Duration LONGEST_RESTART_DELAY = Duration.ofSeconds(1);

    private final MiniCluster cluster;
    private final URI address;
    private final FlinkRest rest;
    private final Path data;
    private final Path checkpoints;
    private final JobJars jars;

    private FlinkCluster(MiniCluster cluster, URI address, Path data) {
        this.cluster = cluster;
        this.address = address;
        this.data = data;
        this.checkpoints = data.resolve(CHECKPOINTS);
        this.jars = new JobJars(data.resolve(JARS));
        this.rest = new FlinkRest(address);
    }

    /**
     * A builder for a cluster. The builder's methods document their defaults. The plugins, the data
     * directory and S3 have no default.
     */
    public static Builder builder() {
        return new Builder();
    }

    /** The address of the web UI and the REST API, for example {@code http://127.0.0.1:8081}. */
    public URI address() {
        return address;
    }

    /**
     * Runs the main class of a jar's manifest, through the REST API. The job uses a copy of the
     * jar, so a build may replace the jar while the job runs.
     *
     * @param parallelism the parallelism of operators that do not set their own
     * @throws JobRejectedException if Flink refuses the job or its main method throws; the message
     *     ends with the root cause
     * @throws StartException if the jar does not exist, is damaged, or has no manifest
     */
    public FlinkJob submit(Path jar, List<String> arguments, int parallelism) {
        return submit(jar, arguments, parallelism, Optional.empty());
    }

    /**
     * Like {@link #submit(Path, List, int)}, but the job starts with the state of a savepoint or
     * retained checkpoint.
     *
     * @param snapshot the location of the savepoint or checkpoint; Flink refuses the job if the
     *     snapshot has state that belongs to no operator of the job
     */
    public FlinkJob submit(
            Path jar, List<String> arguments, int parallelism, Optional<String> snapshot) {
        String name = jar.getFileName().toString();
        String jarId = rest.upload(name, jars.launcherOf(jar));
        return new FlinkJob(rest, rest.run(jarId, name, arguments, parallelism, snapshot));
    }

    /**
     * The location of the newest completed checkpoint of a job; empty if there is none. Flink
     * deletes the checkpoints of a job when the job finishes, for example with a savepoint. The
     * location is read from the checkpoint directory, so it is also known after the cluster has
     * ended.
     */
    public Optional<String> newestCheckpoint(String jobId) {
        Path directory = checkpoints.resolve(jobId);
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(entry -> Files.exists(entry.resolve("_metadata")))
                    .max(Comparator.comparingLong(FlinkCluster::number))
                    .map(newest -> newest.toUri().toString());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + directory, e);
        }
    }

    /**
     * The two directories in a cluster's data directory that contain its checkpoints and its
     * savepoints. A later cluster can restore these snapshots, if the data directory is still at
     * the same place.
     */
    public static List<Path> snapshots(Path data) {
        return List.of(data.resolve(CHECKPOINTS), data.resolve(SAVEPOINTS));
    }

    /**
     * The location of the newest snapshot in the data directory; empty if there is none. The
     * snapshot is a savepoint or a checkpoint of any job. This method deletes the other savepoints
     * and checkpoints, because no job needs them any more. But if the snapshot is a checkpoint, the
     * other checkpoints of its job stay. Call this method before a job is submitted, and only if
     * each earlier job was started from the snapshot that was the newest at that time.
     */
    public Optional<String> newestSnapshot() {
        Snapshots snapshots = new Snapshots(checkpoints, data.resolve(SAVEPOINTS));
        Optional<Path> newest = snapshots.newest();
        newest.ifPresent(snapshots::deleteOthers);
        return newest.map(snapshot -> snapshot.toUri().toString());
    }

    /** The number of a checkpoint, from the name of its directory: 17 for {@code chk-17}. */
    private static long number(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().replaceFirst("^chk-", ""));
    }

    /** The job with this id. */
    public FlinkJob job(String id) {
        return new FlinkJob(rest, id);
    }

    /**
     * Ends a task manager at once, like a crash of its machine. The jobs that ran on it restart
     * when there are enough slots again.
     *
     * @param index 0 for the task manager that was started first
     */
    public void terminateTaskManager(int index) {
        get(cluster.terminateTaskManager(index), "terminate a task manager");
    }

    /** Starts another task manager, with the same number of slots as the other task managers. */
    public void startTaskManager() {
        try {
            cluster.startTaskManager();
        } catch (Exception e) {
            throw new IllegalStateException("Cannot start a task manager: " + e.getMessage(), e);
        }
    }

    /**
     * Stops the cluster and its jobs. Checkpoints and savepoints stay in the data directory.
     *
     * <p>Idle upload threads of the S3 file system live for another minute and are not daemons, so
     * a main method must end with {@link System#exit}.
     */
    @Override
    public void close() {
        try {
            get(cluster.closeAsync(), "stop the Flink cluster");
        } finally {
            S3FileSystem.uninstall();
        }
    }

    private static <T> T get(Future<T> future, String what) {
        try {
            return future.get(STOP_TIME.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Cannot " + what + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted: cannot " + what, e);
        }
    }

    /** Builds a cluster. {@link #plugins}, {@link #data} and {@link #s3} have no default. */
    public static final class Builder {

        private LoopbackPort port = LoopbackPort.free("--flink-port");
        private int taskManagers = 1;
        private int slots = 4;
        private Map<String, String> application = Map.of();
        private Path plugins;
        private Path data;
        private URI s3Endpoint;
        private String s3AccessKey;
        private String s3SecretKey;

        private Builder() {}

        /** The port of the web UI and the REST API; by default any free port. */
        public Builder port(LoopbackPort value) {
            this.port = Objects.requireNonNull(value);
            return this;
        }

        /** The number of task managers at the start; by default 1. */
        public Builder taskManagers(int value) {
            this.taskManagers = value;
            return this;
        }

        /**
         * The number of slots of each task manager; by default 4. A job needs as many slots as its
         * parallelism. All jobs share the slots of all task managers.
         */
        public Builder slotsPerTaskManager(int value) {
            this.slots = value;
            return this;
        }

        /**
         * The directory with Flink's plugins, one subdirectory for each; {@code target/plugins} in
         * this build.
         */
        public Builder plugins(Path value) {
            this.plugins = value.toAbsolutePath();
            return this;
        }

        /**
         * The directory for checkpoints, savepoints, the jars of jobs and temporary files. It is
         * created if it does not exist.
         */
        public Builder data(Path value) {
            this.data = value.toAbsolutePath();
            return this;
        }

        /** The S3 service behind {@code s3a://} and {@code s3://}. */
        public Builder s3(URI endpoint, String accessKey, String secretKey) {
            this.s3Endpoint = Objects.requireNonNull(endpoint);
            this.s3AccessKey = Objects.requireNonNull(accessKey);
            this.s3SecretKey = Objects.requireNonNull(secretKey);
            return this;
        }

        /**
         * The application's configuration by Flink's keys, such as {@code
         * execution.checkpointing.interval}. By default the configuration is empty, so there are no
         * checkpoints.
         */
        public Builder configuration(Map<String, String> value) {
            this.application = Map.copyOf(value);
            return this;
        }

        /**
         * Starts the cluster. It accepts jobs when this method returns.
         *
         * @throws IllegalArgumentException if {@link #configuration} changes a setting that Managed
         *     Flink fixes
         * @throws StartException if the port is in use, the plugins are missing, or the data
         *     directory cannot be written
         */
        public FlinkCluster start() {
            Objects.requireNonNull(plugins, "plugins");
            Objects.requireNonNull(data, "data");
            Objects.requireNonNull(s3Endpoint, "s3");
            Configuration configuration = ManagedRules.apply(application);
            S3FileSystem.configure(configuration, s3Endpoint, s3AccessKey, s3SecretKey);
            useDirectories(configuration);
            JobJars.deleteAll(directory(JARS));
            // Keeps checkpoints of a cancelled job, so that another cluster can restore them.
            configuration.set(
                    CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                    ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
            useLoopback(configuration);
            useLittleMemory(configuration);
            shortenWaits(configuration);
            tolerateSlowComponents(configuration);
            searchTheJobsJarFirst(configuration);
            configuration.set(RestOptions.BIND_PORT, Integer.toString(port.numberToListenOn()));

            PluginManager pluginManager = S3FileSystem.install(plugins, configuration);
            MiniCluster cluster =
                    new MiniCluster(
                            new MiniClusterConfiguration.Builder()
                                    .setConfiguration(configuration)
                                    .setNumTaskManagers(taskManagers)
                                    .setNumSlotsPerTaskManager(slots)
                                    .setPluginManager(pluginManager)
                                    .build());
            try {
                cluster.start();
                FlinkCluster started =
                        new FlinkCluster(
                                cluster,
                                get(cluster.getRestAddress(), "find Flink's address"),
                                data);
                started.rest.awaitLeader(START_TIME);
                return started;
            } catch (Exception e) {
                try {
                    cluster.close();
                } catch (Exception closing) {
                    e.addSuppressed(closing);
                }
                S3FileSystem.uninstall();
                throw new StartException("Cannot start Flink: " + e.getMessage(), e);
            }
        }

        private static void shortenWaits(Configuration configuration) {
            // A cancelled task that waits for a dead service sometimes ignores the interrupt. Flink
            // interrupts it again after this interval; the default is half a minute.
            configuration.set(TaskManagerOptions.TASK_CANCELLATION_INTERVAL, Duration.ofSeconds(1));
            // After repeated failures, Flink by default waits up to a minute before it restarts a
            // job, to spare a shared cluster. This cluster is not shared.
            configuration.set(
                    RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                    LONGEST_RESTART_DELAY);
        }

        private static void tolerateSlowComponents(Configuration configuration) {
            configuration.set(RpcOptions.ASK_TIMEOUT_DURATION, RPC_TIMEOUT);
            configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, RPC_TIMEOUT);
        }

        /**
         * Makes Flink look for classes of {@code org.apache.flink} in the job's jar first. By
         * default, Flink looks for them on its own class path first. The Kinesis connector has
         * thousands of such classes, and none of them is on Flink's class path. In the JVMs of the
         * acceptance tests, whose class path has 250 jars, a tenth of the CPU time went into these
         * searches. Of the classes of {@code org.apache.flink}, the job's jar has only those of the
         * connectors ({@code FlinkJobJarITCase} checks this). So each class is found where the
         * default would find it.
         */
        private static void searchTheJobsJarFirst(Configuration configuration) {
            List<String> parentFirst =
                    new ArrayList<>(
                            configuration.get(CoreOptions.ALWAYS_PARENT_FIRST_LOADER_PATTERNS));
            if (!parentFirst.remove("org.apache.flink.")) {
                throw new IllegalStateException(
                        "Flink's default class loading has changed: " + parentFirst);
            }
            configuration.set(CoreOptions.ALWAYS_PARENT_FIRST_LOADER_PATTERNS, parentFirst);
        }

        private void useDirectories(Configuration configuration) {
            configuration.set(
                    CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                    directory(CHECKPOINTS).toUri().toString());
            configuration.set(
                    CheckpointingOptions.SAVEPOINT_DIRECTORY,
                    directory(SAVEPOINTS).toUri().toString());
            configuration.set(CoreOptions.TMP_DIRS, directory("tmp").toString());
            configuration.set(WebOptions.TMP_DIR, directory("web").toString());
            // The REST API caches the state of a job for this time. The default is 3 s, longer than
            // the checkpoint interval of ./run.
            configuration.set(WebOptions.REFRESH_INTERVAL, Duration.ofMillis(500));
            // The REST API also caches metrics, for 10 s by default. It fetches them only when a
            // client requests them.
            configuration.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
            configuration.set(WebOptions.UPLOAD_DIR, directory("web").toString());
        }

        private Path directory(String name) {
            try {
                return Files.createDirectories(data.resolve(name));
            } catch (IOException e) {
                throw new StartException(
                        "Cannot write Flink's data directory " + data + ": " + e.getMessage(), e);
            }
        }

        private static void useLoopback(Configuration configuration) {
            configuration.set(RestOptions.ADDRESS, LoopbackPort.HOST);
            configuration.set(RestOptions.BIND_ADDRESS, LoopbackPort.HOST);
            configuration.set(JobManagerOptions.ADDRESS, LoopbackPort.HOST);
            configuration.set(JobManagerOptions.BIND_HOST, LoopbackPort.HOST);
            configuration.set(TaskManagerOptions.HOST, LoopbackPort.HOST);
            configuration.set(TaskManagerOptions.BIND_HOST, LoopbackPort.HOST);
        }

        private static void useLittleMemory(Configuration configuration) {
            configuration.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(128));
            configuration.set(TaskManagerOptions.NETWORK_MEMORY_MIN, MemorySize.ofMebiBytes(64));
            configuration.set(TaskManagerOptions.NETWORK_MEMORY_MAX, MemorySize.ofMebiBytes(64));
        }
    }
}
