package io.orderstream.embedded.cli;

import io.orderstream.embedded.stack.StackOptions;
import io.orderstream.embedded.stack.StackOptions.Endpoints;
import io.orderstream.embedded.stack.StackOptions.Ports;
import io.orderstream.embedded.start.LoopbackPort;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags of all commands. */
final class StackFlags {

    // The template's limits for the same parameters, except that a local stream has at least one
    // shard.
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(500);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(10);
    private static final int MAX_SHARDS = 500;
    private static final int MAX_PARALLELISM = 64;

    private static final Map<String, String> SET_BY_FLAG =
            Map.of(
                    "ShardCount", "--shards",
                    "Parallelism", "--parallelism",
                    "CheckpointIntervalMillis", "--checkpoint-interval");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = Ports.API_FLAG,
            paramLabel = "PORT",
            description = "The API's port on 127.0.0.1. By default, each part gets a free port.",
            showDefaultValue = Help.Visibility.NEVER)
    private int apiPort;

    @Option(
            names = Ports.FLINK_FLAG,
            paramLabel = "PORT",
            description = "The port of Flink's web UI and REST API.",
            showDefaultValue = Help.Visibility.NEVER)
    private int flinkPort;

    @Option(
            names = Ports.KINESIS_FLAG,
            paramLabel = "PORT",
            description = "The port of the Kinesis emulator.",
            showDefaultValue = Help.Visibility.NEVER)
    private int kinesisPort;

    @Option(
            names = Ports.DYNAMODB_FLAG,
            paramLabel = "PORT",
            description = "The port of the DynamoDB emulator.",
            showDefaultValue = Help.Visibility.NEVER)
    private int dynamoDbPort;

    @Option(
            names = Ports.S3_FLAG,
            paramLabel = "PORT",
            description = "The port of S3Proxy.",
            showDefaultValue = Help.Visibility.NEVER)
    private int s3Port;

    @Option(
            names = "--shards",
            paramLabel = "N",
            description =
                    "Number of the stream's shards, 1 to 500. The emulator slows down as a shard fills.")
    private int shards = StackOptions.DEFAULT_SHARDS;

    @Option(
            names = "--checkpoint-interval",
            paramLabel = "SECONDS",
            description =
                    "Time between two checkpoints, 0.5 to 600. An invoice exists after the next checkpoint.")
    private double checkpointSeconds = StackOptions.DEFAULT_CHECKPOINT_INTERVAL.toMillis() / 1e3;

    @Option(
            names = "--parallelism",
            paramLabel = "N",
            description = "The job's parallelism, 1 to 64.")
    private int parallelism = 1;

    @Option(
            names = "--data-directory",
            paramLabel = "DIR",
            description =
                    "Directory for the bucket's files, checkpoints and logs. It is emptied at the start.")
    private Path data = Path.of("embedded-stack", "target", "data");

    @Option(
            names = "--parameter",
            paramLabel = "NAME=VALUE",
            description = "Sets a parameter of cloudformation/template.yaml. May be repeated.",
            showDefaultValue = Help.Visibility.NEVER)
    private Map<String, String> parameters = new LinkedHashMap<>();

    @Option(
            names = "--kinesis-endpoint",
            paramLabel = "URL",
            defaultValue = "${env:AWS_ENDPOINT_URL_KINESIS:-}",
            description =
                    "Uses this Kinesis instead of the emulator. The variable AWS_ENDPOINT_URL_KINESIS does the same.",
            showDefaultValue = Help.Visibility.NEVER)
    private String kinesisEndpoint;

    @Option(
            names = "--dynamodb-endpoint",
            paramLabel = "URL",
            defaultValue = "${env:AWS_ENDPOINT_URL_DYNAMODB:-}",
            description =
                    "Uses this DynamoDB instead of the emulator. The variable AWS_ENDPOINT_URL_DYNAMODB does the same.",
            showDefaultValue = Help.Visibility.NEVER)
    private String dynamoDbEndpoint;

    @Option(
            names = "--s3-endpoint",
            paramLabel = "URL",
            defaultValue = "${env:AWS_ENDPOINT_URL_S3:-}",
            description =
                    "Uses this S3 instead of S3Proxy. The variable AWS_ENDPOINT_URL_S3 does the same.",
            showDefaultValue = Help.Visibility.NEVER)
    private String s3Endpoint;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.",
            showDefaultValue = Help.Visibility.NEVER)
    @SuppressWarnings("unused") // picocli acts on the option itself.
    private boolean help;

    /**
     * The options of the stack that the flags describe.
     *
     * @throws ParameterException with the flag whose value is not valid
     */
    StackOptions options() {
        Duration interval = Duration.ofMillis(Math.round(checkpointSeconds * 1000));
        require(
                interval.compareTo(SHORTEST_INTERVAL) >= 0
                        && interval.compareTo(LONGEST_INTERVAL) <= 0,
                "--checkpoint-interval: expected 0.5 to 600 seconds, found " + checkpointSeconds);
        require(
                shards >= 1 && shards <= MAX_SHARDS,
                "--shards: expected 1 to 500, found " + shards);
        require(
                parallelism >= 1 && parallelism <= MAX_PARALLELISM,
                "--parallelism: expected 1 to 64, found " + parallelism);
        SET_BY_FLAG.forEach(
                (parameter, flag) ->
                        require(
                                !parameters.containsKey(parameter),
                                "--parameter " + parameter + ": use " + flag + " instead"));
        return new StackOptions(
                new Ports(
                        port(apiPort, Ports.API_FLAG),
                        port(flinkPort, Ports.FLINK_FLAG),
                        port(kinesisPort, Ports.KINESIS_FLAG),
                        port(dynamoDbPort, Ports.DYNAMODB_FLAG),
                        port(s3Port, Ports.S3_FLAG)),
                new Endpoints(
                        endpoint(kinesisEndpoint, "--kinesis-endpoint"),
                        endpoint(dynamoDbEndpoint, "--dynamodb-endpoint"),
                        endpoint(s3Endpoint, "--s3-endpoint")),
                shards,
                interval,
                parallelism,
                data,
                parameters);
    }

    private LoopbackPort port(int number, String flag) {
        try {
            return new LoopbackPort(number, flag);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private Optional<URI> endpoint(String url, String flag) {
        if (url.isEmpty()) {
            return Optional.empty();
        }
        require(
                url.matches("https?://[^/?#\\s]+/?"),
                flag + ": expected an address such as http://127.0.0.1:4566, found " + url);
        return Optional.of(URI.create(url));
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(command.commandLine(), message);
        }
    }
}
