package io.orderstream.embedded.flink;

import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.RpcOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.plugin.PluginManager;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;

/**
 * Managed Flink on this machine: a cluster in this process, with Flink's web UI, that runs jobs
 * under the service's rules. A job that configures anything in its code is refused here as it is
 * there.
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
 * <p>File systems belong to the JVM, so there is one cluster in a JVM at a time.
 */
public final class FlinkCluster implements AutoCloseable {

    private static final String CHECKPOINTS = "checkpoints";

    /** Both only guard against hanging: the machine may be busy with other work. */
    private static final Duration START = Duration.ofMinutes(5);

    private static final Duration STOP = Duration.ofMinutes(2);

    /** Within one process nothing is lost on the way: what does not answer is only slow. */
    private static final Duration ANSWER_OF_A_NEIGHBOUR = Duration.ofMinutes(3);

    private static final Duration LONGEST_RESTART_DELAY = Duration.ofSeconds(5);

    private final MiniCluster cluster;
    private final URI address;
    private final FlinkRest rest;
    private final Path checkpoints;

    private FlinkCluster(MiniCluster cluster, URI address, Path checkpoints) {
        this.cluster = cluster;
        this.address = address;
        this.checkpoints = checkpoints;
        this.rest = new FlinkRest(address);
    }

    /** A cluster to be described and started; the defaults stand with each property. */
    public static Builder builder() {
        return new Builder();
    }

    /** Where its web UI and its REST API are, for example {@code http://127.0.0.1:8081}. */
    public URI address() {
        return address;
    }

    /**
     * Uploads a jar and runs the main class that its manifest names, through the REST API.
     *
     * @param parallelism of every operator that sets none itself
     * @throws JobRejectedException if Flink refuses the job or its main method throws; the message
     *     has the root cause
     * @throws StartException if there is no such file
     */
    public FlinkJob submit(Path jar, List<String> arguments, int parallelism) {
        return submit(jar, arguments, parallelism, Optional.empty());
    }

    /**
     * The same, going on from a savepoint or a retained checkpoint.
     *
     * @param snapshot where it is; state in it that the job has no operator for is an error
     */
    public FlinkJob submit(
            Path jar, List<String> arguments, int parallelism, Optional<String> snapshot) {
        String jarId = rest.upload(jar);
        String name = jar.getFileName().toString();
        return new FlinkJob(rest, rest.run(jarId, name, arguments, parallelism, snapshot));
    }

    /**
     * Where the newest completed checkpoint of a job is; empty if it never completed one. Asked of
     * the directory, so that it can be asked of a cluster that has ended, too, when no other one
     * can be completed any more.
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

    /** That of a directory {@code chk-17}. */
    private static long number(Path checkpoint) {
        return Long.parseLong(checkpoint.getFileName().toString().replaceFirst("^chk-", ""));
    }

    /** The job of that id. */
    public FlinkJob job(String id) {
        return new FlinkJob(rest, id);
    }

    /**
     * Ends a task manager at once, as a crash of its machine would. Its jobs restart when there are
     * enough slots again.
     *
     * @param index 0 for the first that was started, and so on
     */
    public void terminateTaskManager(int index) {
        get(cluster.terminateTaskManager(index), "terminate a task manager");
    }

    /** Starts one more task manager, with as many slots as the others. */
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
     * <p>The S3 file system's idle upload threads end a minute later and are no daemons: a command
     * line ends with {@link System#exit}.
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
            return future.get(STOP.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Cannot " + what + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted: cannot " + what, e);
        }
    }

    /** Describes a cluster. {@link #plugins}, {@link #data} and {@link #s3} have no default. */
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

        /** Where the web UI and the REST API listen; a free port by default. */
        public Builder port(LoopbackPort value) {
            this.port = Objects.requireNonNull(value);
            return this;
        }

        /** How many task managers there are at the start; 1 by default. */
        public Builder taskManagers(int value) {
            this.taskManagers = value;
            return this;
        }

        /**
         * How many slots each task manager has, the highest parallelism of its jobs together; 4 by
         * default.
         */
        public Builder slotsPerTaskManager(int value) {
            this.slots = value;
            return this;
        }

        /**
         * The directory with Flink's plugins, a directory for each; {@code target/plugins} of this
         * build.
         */
        public Builder plugins(Path value) {
            this.plugins = value.toAbsolutePath();
            return this;
        }

        /**
         * The directory for checkpoints, savepoints, uploaded jars and working files; created if
         * need be.
         */
        public Builder data(Path value) {
            this.data = value.toAbsolutePath();
            return this;
        }

        /** What {@code s3a://} means to jobs. */
        public Builder s3(URI endpoint, String accessKey, String secretKey) {
            this.s3Endpoint = Objects.requireNonNull(endpoint);
            this.s3AccessKey = Objects.requireNonNull(accessKey);
            this.s3SecretKey = Objects.requireNonNull(secretKey);
            return this;
        }

        /**
         * What the application sets, by Flink's own keys, such as {@code
         * execution.checkpointing.interval}; nothing by default, so without checkpoints.
         */
        public Builder configuration(Map<String, String> value) {
            this.application = Map.copyOf(value);
            return this;
        }

        /**
         * Starts the cluster; it takes jobs when this returns.
         *
         * @throws IllegalArgumentException if {@link #configuration} sets what Managed Flink
         *     decides
         * @throws StartException if the port is taken, the plugins are missing or the data
         *     directory cannot be written
         */
        public FlinkCluster start() {
            Objects.requireNonNull(plugins, "plugins");
            Objects.requireNonNull(data, "data");
            Objects.requireNonNull(s3Endpoint, "s3");
            Configuration configuration = ManagedRules.apply(application);
            S3FileSystem.configure(configuration, s3Endpoint, s3AccessKey, s3SecretKey);
            useDirectories(configuration);
            // So that another cluster can go on where this one ended.
            configuration.set(
                    CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                    ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
            useLoopback(configuration);
            useLittleMemory(configuration);
            waitForLess(configuration);
            waitForSlowNeighbours(configuration);

            PluginManager pluginManager = S3FileSystem.install(plugins, configuration);
            configuration.set(RestOptions.BIND_PORT, Integer.toString(port.toListenOn()));
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
                                directory(CHECKPOINTS));
                started.rest.awaitLeader(START);
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

        private static void waitForLess(Configuration configuration) {
            // A task that waits for a service which is gone sometimes ignores an interrupt. The
            // next one comes after this time, by default after half a minute.
            configuration.set(TaskManagerOptions.TASK_CANCELLATION_INTERVAL, Duration.ofSeconds(1));
            // After failures in a row a restart is delayed for up to a minute: to spare a machine
            // that others use, which this one is not.
            configuration.set(
                    RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
                    LONGEST_RESTART_DELAY);
        }

        private static void waitForSlowNeighbours(Configuration configuration) {
            configuration.set(RpcOptions.ASK_TIMEOUT_DURATION, ANSWER_OF_A_NEIGHBOUR);
            configuration.set(HeartbeatManagerOptions.HEARTBEAT_TIMEOUT, ANSWER_OF_A_NEIGHBOUR);
        }

        private void useDirectories(Configuration configuration) {
            configuration.set(
                    CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                    directory(CHECKPOINTS).toUri().toString());
            configuration.set(
                    CheckpointingOptions.SAVEPOINT_DIRECTORY,
                    directory("savepoints").toUri().toString());
            configuration.set(CoreOptions.TMP_DIRS, directory("tmp").toString());
            configuration.set(WebOptions.TMP_DIR, directory("web").toString());
            // The default of three seconds is as long as a checkpoint takes to be old here.
            configuration.set(WebOptions.REFRESH_INTERVAL, Duration.ofMillis(500));
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
