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
 * The options for a start of the stack on this machine.
 *
 * <pre>{@code
 * StackOptions options = StackOptions.defaults(directory).withCheckpointInterval(Duration.ofSeconds(1));
 * }</pre>
 *
 * @param ports the ports that the parts listen on
 * @param endpoints the external services, which the stack uses instead of emulators
 * @param shards the number of shards of the stream; the job reads each of them four times a second,
 *     which is most of the work of an idle stack
 * @param checkpointInterval the checkpoint interval of the Flink job; an invoice exists one
 *     checkpoint after its order
 * @param parallelism the parallelism of the Flink job
 * @param data the directory for checkpoints, logs and the bucket's files, and for the stream and
 *     the table if they are kept; emptied at the start, except for kept data
 * @param keepsData whether the data directory keeps the stream, the table, the archive and the
 *     job's state, so that the next start goes on with them; only with emulators for all services
 * @param parameters more values for the template's parameters; they override the values that follow
 *     from the other options
 */
public record StackOptions(
        Ports ports,
        Endpoints endpoints,
        int shards,
        Duration checkpointInterval,
        int parallelism,
        Path data,
        boolean keepsData,
        Map<String, String> parameters) {

    /** The default number of shards. */
    public static final int DEFAULT_SHARDS = 4;

    /** The default checkpoint interval of the job. */
    public static final Duration DEFAULT_CHECKPOINT_INTERVAL = Duration.ofSeconds(2);

    /**
     * Makes the data directory absolute.
     *
     * @throws IllegalArgumentException if the data is to be kept and a service is external
     */
    public StackOptions {
        Objects.requireNonNull(ports, "ports");
        Objects.requireNonNull(endpoints, "endpoints");
        Objects.requireNonNull(checkpointInterval, "checkpointInterval");
        data = data.toAbsolutePath().normalize();
        if (keepsData && !endpoints.areAllEmulators()) {
            throw new IllegalArgumentException(
                    "Only the data of the emulators can be kept, but an endpoint names an external service");
        }
        parameters = Map.copyOf(parameters);
    }

    /**
     * The defaults: free ports, emulators for all services, 4 shards, a checkpoint every 2 s,
     * parallelism 1, and no data is kept.
     */
    public static StackOptions defaults(Path data) {
        return new StackOptions(
                Ports.free(),
                Endpoints.emulators(),
                DEFAULT_SHARDS,
                DEFAULT_CHECKPOINT_INTERVAL,
                1,
                data,
                false,
                Map.of());
    }

    /** The same options with another checkpoint interval. */
    public StackOptions withCheckpointInterval(Duration interval) {
        return new StackOptions(
                ports, endpoints, shards, interval, parallelism, data, keepsData, parameters);
    }

    /** The same options with another number of shards. */
    public StackOptions withShards(int other) {
        return new StackOptions(
                ports,
                endpoints,
                other,
                checkpointInterval,
                parallelism,
                data,
                keepsData,
                parameters);
    }

    /** The same options with another parallelism of the job. */
    public StackOptions withParallelism(int other) {
        return new StackOptions(
                ports, endpoints, shards, checkpointInterval, other, data, keepsData, parameters);
    }

    /** The same options, but the data is kept for the next start. */
    public StackOptions withKeptData() {
        return new StackOptions(
                ports, endpoints, shards, checkpointInterval, parallelism, data, true, parameters);
    }

    /** The same options with a value for one of the template's parameters. */
    public StackOptions withParameter(String name, String value) {
        Map<String, String> all = new LinkedHashMap<>(parameters);
        all.put(name, value);
        return new StackOptions(
                ports, endpoints, shards, checkpointInterval, parallelism, data, keepsData, all);
    }

    /** The values of the template's parameters on this machine. */
    public Map<String, String> templateParameters() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("ArtifactBucket", "this-machine");
        all.put("IngestZipKey", Installation.INGEST_ZIP);
        all.put("QueryZipKey", Installation.QUERY_ZIP);
        all.put("StarterZipKey", Installation.STARTER_ZIP);
        all.put("JobJarKey", Installation.JOB_JAR);
        // No authorization is needed: the API listens on loopback only.
        all.put("Authorization", "NONE");
        all.put("ShardCount", Integer.toString(shards));
        all.put("Parallelism", Integer.toString(parallelism));
        all.put("CheckpointIntervalMillis", Long.toString(checkpointInterval.toMillis()));
        all.put("CheckpointPauseMillis", Long.toString(checkpointInterval.toMillis() / 4));
        // Enough for the functions, and small compared with the rest of the stack.
        all.put("FunctionMemory", "512");
        all.putAll(parameters);
        return all;
    }

    /**
     * The ports that the parts listen on.
     *
     * @param api the HTTP API
     * @param flink Flink's web UI and REST API
     * @param kinesis the Kinesis emulator
     * @param dynamoDb the DynamoDB emulator
     * @param s3 S3Proxy
     */
    public record Ports(
            LoopbackPort api,
            LoopbackPort flink,
            LoopbackPort kinesis,
            LoopbackPort dynamoDb,
            LoopbackPort s3) {

        /** The names of the flags, for the command line and for messages. */
        public static final String API_FLAG = "--api-port";

        public static final String FLINK_FLAG = "--flink-port";
        public static final String KINESIS_FLAG = "--kinesis-port";
        public static final String DYNAMODB_FLAG = "--dynamodb-port";
        public static final String S3_FLAG = "--s3-port";

        /**
         * Checks that the ports are free, except a port that is only a preference.
         *
         * @throws StartException if a port is in use; the message has the port and its flag
         */
        void require() {
            Stream.of(api, flink, kinesis, dynamoDb, s3)
                    .filter(port -> !port.isPreference())
                    .forEach(LoopbackPort::numberToListenOn);
        }

        /** Any free port for each part. */
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
     * The external services: services that are used instead of emulators. Each is named by its
     * endpoint. If at least one service is external, the requests to all three services, also to
     * emulators, are signed with the credentials in the environment variables {@code
     * AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}.
     *
     * @param kinesis the endpoint of Kinesis; empty to use the emulator
     * @param dynamoDb the endpoint of DynamoDB; empty to use the emulator
     * @param s3 the endpoint of S3; empty to use the emulator
     */
    public record Endpoints(Optional<URI> kinesis, Optional<URI> dynamoDb, Optional<URI> s3) {

        /** Emulators for all three services. */
        public static Endpoints emulators() {
            return new Endpoints(Optional.empty(), Optional.empty(), Optional.empty());
        }

        /** Whether there is no external service. */
        public boolean areAllEmulators() {
            return kinesis.isEmpty() && dynamoDb.isEmpty() && s3.isEmpty();
        }
    }
}
