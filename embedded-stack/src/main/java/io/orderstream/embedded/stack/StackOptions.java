package io.orderstream.embedded.stack;

import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What can be chosen when the stack is started on this machine.
 *
 * <pre>{@code
 * StackOptions options = StackOptions.defaults(directory).withCheckpointInterval(Duration.ofSeconds(1));
 * }</pre>
 *
 * @param ports where the parts listen
 * @param endpoints services that are used instead of the emulators
 * @param shards of the stream; the Kinesis emulator slows down as a shard fills, so at least 8
 * @param checkpointInterval of the Flink job: an invoice exists one checkpoint after its order
 * @param parallelism of the Flink job
 * @param data the directory for the bucket's files, checkpoints and logs; emptied at the start
 * @param parameters more values for the template's parameters; they win over what the other options
 *     set
 */
public record StackOptions(
        Ports ports,
        Endpoints endpoints,
        int shards,
        Duration checkpointInterval,
        int parallelism,
        Path data,
        Map<String, String> parameters) {

    /** The stream's shards unless another number is given. */
    public static final int DEFAULT_SHARDS = 8;

    /** The job's checkpoint interval unless another one is given. */
    public static final Duration DEFAULT_CHECKPOINT_INTERVAL = Duration.ofSeconds(2);

    /** Refuses null members. */
    public StackOptions {
        Objects.requireNonNull(ports, "ports");
        Objects.requireNonNull(endpoints, "endpoints");
        Objects.requireNonNull(checkpointInterval, "checkpointInterval");
        data = data.toAbsolutePath().normalize();
        parameters = Map.copyOf(parameters);
    }

    /** Free ports, the emulators, 8 shards, a checkpoint every 2 s, parallelism 1. */
    public static StackOptions defaults(Path data) {
        return new StackOptions(
                Ports.free(),
                Endpoints.emulators(),
                DEFAULT_SHARDS,
                DEFAULT_CHECKPOINT_INTERVAL,
                1,
                data,
                Map.of());
    }

    /** The same with another checkpoint interval. */
    public StackOptions withCheckpointInterval(Duration interval) {
        return new StackOptions(ports, endpoints, shards, interval, parallelism, data, parameters);
    }

    /** The same with another number of shards. */
    public StackOptions withShards(int other) {
        return new StackOptions(
                ports, endpoints, other, checkpointInterval, parallelism, data, parameters);
    }

    /** The same with another parallelism of the job. */
    public StackOptions withParallelism(int other) {
        return new StackOptions(
                ports, endpoints, shards, checkpointInterval, other, data, parameters);
    }

    /** The same with a value for one of the template's parameters. */
    public StackOptions withParameter(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.put(name, value);
        return new StackOptions(
                ports, endpoints, shards, checkpointInterval, parallelism, data, all);
    }

    /** The values that this machine gives to the template's parameters. */
    public Map<String, String> templateParameters() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("ArtifactBucket", "this-machine");
        all.put("IngestZipKey", Installation.INGEST_ZIP);
        all.put("QueryZipKey", Installation.QUERY_ZIP);
        all.put("StarterZipKey", Installation.STARTER_ZIP);
        all.put("JobJarKey", Installation.JOB_JAR);
        // Only loopback gets here.
        all.put("Authorization", "NONE");
        all.put("ShardCount", Integer.toString(shards));
        all.put("Parallelism", Integer.toString(parallelism));
        all.put("CheckpointIntervalMillis", Long.toString(checkpointInterval.toMillis()));
        all.put("CheckpointPauseMillis", Long.toString(checkpointInterval.toMillis() / 4));
        // Enough for what the functions do, and small beside the rest of the stack.
        all.put("FunctionMemory", "512");
        all.putAll(parameters);
        return all;
    }

    /**
     * Where the parts listen; each port is free unless it was chosen.
     *
     * @param api the HTTP API
     * @param flink Flink's web UI and REST API
     * @param kinesis the Kinesis emulator
     * @param dynamoDb DynamoDB Local
     * @param s3 S3Proxy
     */
    public record Ports(
            LoopbackPort api,
            LoopbackPort flink,
            LoopbackPort kinesis,
            LoopbackPort dynamoDb,
            LoopbackPort s3) {

        /** The flags' names stand here once, for the command line and for the messages. */
        public static final String API_FLAG = "--api-port";

        public static final String FLINK_FLAG = "--flink-port";
        public static final String KINESIS_FLAG = "--kinesis-port";
        public static final String DYNAMODB_FLAG = "--dynamodb-port";
        public static final String S3_FLAG = "--s3-port";

        /**
         * Checks that nothing listens on the ports that were chosen.
         *
         * @throws StartException naming the port that is taken, and its flag
         */
        void require() {
            Stream.of(api, flink, kinesis, dynamoDb, s3).forEach(LoopbackPort::toListenOn);
        }

        /** Any free port for each. */
        public static Ports free() {
            return new Ports(
                    LoopbackPort.free(API_FLAG),
                    LoopbackPort.free(FLINK_FLAG),
                    LoopbackPort.free(KINESIS_FLAG),
                    LoopbackPort.free(DYNAMODB_FLAG),
                    LoopbackPort.free(S3_FLAG));
        }
    }

    /**
     * Services to use instead of the emulators, with the credentials of {@code AWS_ACCESS_KEY_ID}
     * and {@code AWS_SECRET_ACCESS_KEY}.
     *
     * @param kinesis absent for the emulator
     * @param dynamoDb absent for the emulator
     * @param s3 absent for the emulator
     */
    public record Endpoints(Optional<URI> kinesis, Optional<URI> dynamoDb, Optional<URI> s3) {

        /** The emulators, for all three. */
        public static Endpoints emulators() {
            return new Endpoints(Optional.empty(), Optional.empty(), Optional.empty());
        }

        boolean areAllEmulators() {
            return kinesis.isEmpty() && dynamoDb.isEmpty() && s3.isEmpty();
        }
    }
}
