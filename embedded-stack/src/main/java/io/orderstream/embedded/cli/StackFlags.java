package io.orderstream.embedded.cli;

import io.orderstream.embedded.stack.StackOptions;
import io.orderstream.embedded.stack.StackOptions.Endpoints;
import io.orderstream.embedded.stack.StackOptions.Ports;
import io.orderstream.embedded.start.LoopbackPort;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The flags of the commands that start a stack. */
final class StackFlags {

    // These are the template's limits. But 0 shards (on-demand capacity) are only possible on AWS.
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(500);
    private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(10);
    private static final int MAX_SHARDS = 500;
    private static final int MAX_PARALLELISM = 64;

    private static final int DEFAULT_API_PORT = 8080;

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
            description =
                    "The API's port on 127.0.0.1. By default 8080, or the next free one if it is in use. Each other"
                            + " part gets a free port by default. 0 is any free port.",
            showDefaultValue = Help.Visibility.NEVER)
    private Optional<Integer> apiPort = Optional.empty();

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
                    "Number of the stream's shards, 1 to 500. An idle stack needs CPU for each of them.")
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
            names = "--keep",
            description =
                    "Keeps the stream, the table, the archive and the job's state in the data directory. The next"
                            + " start with --keep goes on with them.",
            showDefaultValue = Help.Visibility.NEVER)
    private boolean keep;

    @Option(
            names = DataDirectories.FLAG,
            paramLabel = "DIR",
            description =
                    "Directory for the bucket's files, checkpoints and logs. Without --keep, it is emptied at the"
                            + " start. By default embedded-stack/target/data, or data with --keep.",
            showDefaultValue = Help.Visibility.NEVER)
    private Optional<Path> data = Optional.empty();

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
    @SuppressWarnings("unused") // picocli handles this option, so no code reads the field.
    private boolean help;

    /**
     * The options of the stack that the flags describe.
     *
     * @throws ParameterException if a value is not valid; the message names the flag
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
        Endpoints endpoints =
                new Endpoints(
                        endpoint(kinesisEndpoint, "--kinesis-endpoint"),
                        endpoint(dynamoDbEndpoint, "--dynamodb-endpoint"),
                        endpoint(s3Endpoint, "--s3-endpoint"));
        require(
                !keep || endpoints.areAllEmulators(),
                "--keep: only the data of the emulators can be kept, but an endpoint names an external service");
        return new StackOptions(
                new Ports(
                        apiPort.map(number -> port(number, Ports.API_FLAG))
                                .orElseGet(
                                        () ->
                                                LoopbackPort.preferred(
                                                        DEFAULT_API_PORT, Ports.API_FLAG)),
                        port(flinkPort, Ports.FLINK_FLAG),
                        port(kinesisPort, Ports.KINESIS_FLAG),
                        port(dynamoDbPort, Ports.DYNAMODB_FLAG),
                        port(s3Port, Ports.S3_FLAG)),
                endpoints,
                shards,
                interval,
                parallelism,
                data.orElseGet(keep ? DataDirectories::kept : DataDirectories::usual),
                keep,
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
        if (url.isEmpty() || isOfAnotherStack(url, flag)) {
            return Optional.empty();
        }
        String problem = flag + ": expected an address such as http://127.0.0.1:4566, found " + url;
        require(url.matches("https?://[^/?#\\s]+/?"), problem);
        try {
            return Optional.of(new URI(url).parseServerAuthority());
        } catch (URISyntaxException e) {
            throw new ParameterException(command.commandLine(), problem, e);
        }
    }

    /**
     * Whether the address comes from a variable of the shell, and belongs to an emulator of another
     * stack. Such an address is not used, because the other stack may have ended. The output of
     * {@code ./run env} sets such variables.
     */
    private boolean isOfAnotherStack(String url, String flag) {
        boolean isFlag = command.commandLine().getParseResult().hasMatchedOption(flag);
        String emulators = System.getenv().getOrDefault(StackFile.EMULATORS, "");
        return !isFlag && List.of(emulators.split(" ", -1)).contains(url);
    }

    private void require(boolean holds, String message) {
        if (!holds) {
            throw new ParameterException(command.commandLine(), message);
        }
    }
}
