package io.orderstream.embedded.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.json.StackJson;
import io.orderstream.embedded.stack.EmbeddedStack;
import io.orderstream.embedded.stack.Services;
import io.orderstream.embedded.stack.StackOptions.Endpoints;
import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * The file by which other commands find a running stack: it has the id of the stack's process, and
 * variables for a shell. The stack writes the file to its data directory, and deletes the file when
 * it stops.
 *
 * @param pid the id of the stack's process
 * @param started when the process was started. A later process may have the same id, but not the
 *     same start time.
 * @param variables the region, the addresses of the parts, the names of the stream, the table and
 *     the bucket, and the credentials of the emulators; empty while the stack starts
 */
record StackFile(long pid, Instant started, Map<String, String> variables) {

    /** The variable with the addresses of the emulators, separated by spaces. */
    static final String EMULATORS = "ORDERSTREAM_EMULATORS";

    static final String API = "API";
    static final String FLINK_UI = "FLINK_UI";
    static final String ACCESS_KEY = "AWS_ACCESS_KEY_ID";

    /**
     * The form of the addresses of the API and Flink's UI. Any other address is refused, so that no
     * request goes to another machine.
     */
    private static final Pattern OWN_ADDRESS =
            Pattern.compile("http://127\\.0\\.0\\.1:[0-9]{1,5}(?:/[\\w-]+)?");

    /**
     * The names of all variables. A shell evaluates them, so a file with another variable is
     * refused.
     */
    private static final Set<String> NAMES =
            Set.of(
                    API,
                    FLINK_UI,
                    "STREAM",
                    "TABLE",
                    "BUCKET",
                    "AWS_ENDPOINT_URL_KINESIS",
                    "AWS_ENDPOINT_URL_DYNAMODB",
                    "AWS_ENDPOINT_URL_S3",
                    "AWS_REGION",
                    "AWS_DEFAULT_REGION",
                    ACCESS_KEY,
                    "AWS_SECRET_ACCESS_KEY",
                    EMULATORS);

    private static final String NAME = "running.json";

    /**
     * By how much the start time of one process may differ between two readings. Systems round the
     * time, and Linux computes it from the time of the boot.
     */
    private static final Duration ROUNDING = Duration.ofSeconds(2);

    StackFile {
        variables = Map.copyOf(variables);
        if (!NAMES.containsAll(variables.keySet())) {
            throw new IllegalArgumentException("unknown variables in " + variables.keySet());
        }
        for (String name : List.of(API, FLINK_UI)) {
            String address = variables.get(name);
            if (address != null && !OWN_ADDRESS.matcher(address).matches()) {
                throw new IllegalArgumentException(
                        name + ": expected an address such as http://127.0.0.1:8080");
            }
        }
    }

    /** The file of this process's stack while the stack starts. */
    static StackFile starting() {
        ProcessHandle self = ProcessHandle.current();
        // If the start time is not known, process() is always empty. Then other commands do not
        // find this stack.
        return new StackFile(
                self.pid(), self.info().startInstant().orElse(Instant.EPOCH), Map.of());
    }

    /**
     * The file of this process's stack when the stack is ready.
     *
     * @param endpoints the external services
     */
    static StackFile ready(EmbeddedStack stack, Endpoints endpoints) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(API, stack.api().toString());
        variables.put(FLINK_UI, stack.flinkUi().toString());
        variables.put("STREAM", stack.streamName());
        variables.put("TABLE", stack.tableName());
        variables.put("BUCKET", stack.bucketName());
        variables.putAll(ofServices(stack.services(), endpoints));
        StackFile starting = starting();
        return new StackFile(starting.pid(), starting.started(), variables);
    }

    /**
     * The variables for the AWS CLI and the SDKs, and {@link #EMULATORS}, which {@code ./run}
     * reads.
     *
     * @param endpoints the external services; if a service is external, the variables have no
     *     credentials, because the shell already has the credentials that the service needs
     */
    static Map<String, String> ofServices(Services services, Endpoints endpoints) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("AWS_ENDPOINT_URL_KINESIS", services.kinesis().toString());
        variables.put("AWS_ENDPOINT_URL_DYNAMODB", services.dynamoDb().toString());
        variables.put("AWS_ENDPOINT_URL_S3", services.s3().toString());
        variables.put("AWS_REGION", services.region().id());
        // The AWS CLI reads AWS_DEFAULT_REGION.
        variables.put("AWS_DEFAULT_REGION", services.region().id());
        List<String> emulators = new ArrayList<>();
        if (endpoints.kinesis().isEmpty()) {
            emulators.add(services.kinesis().toString());
        }
        if (endpoints.dynamoDb().isEmpty()) {
            emulators.add(services.dynamoDb().toString());
        }
        if (endpoints.s3().isEmpty()) {
            emulators.add(services.s3().toString());
        }
        variables.put(EMULATORS, String.join(" ", emulators));
        if (endpoints.areAllEmulators()) {
            variables.put(ACCESS_KEY, services.credentials().accessKeyId());
            variables.put("AWS_SECRET_ACCESS_KEY", services.credentials().secretAccessKey());
        }
        return variables;
    }

    /** Whether the stack is ready, and {@link #variables} has its addresses. */
    boolean isReady() {
        return !variables.isEmpty();
    }

    /**
     * The stack's process; empty if it has ended. A process with the same id that was started at
     * another time is another process.
     */
    Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(
                        process ->
                                process.info()
                                        .startInstant()
                                        .map(start -> Duration.between(start, started).abs())
                                        .filter(other -> other.compareTo(ROUNDING) <= 0)
                                        .isPresent());
    }

    /** Replaces the file in a data directory in one step, so that no reader sees half of it. */
    void write(Path data) {
        ObjectNode json =
                StackJson.MAPPER
                        .createObjectNode()
                        .put("pid", pid)
                        .put("started", started.toString());
        variables.forEach(json.putObject("variables")::put);
        Path file = data.resolve(NAME);
        Path temporary = data.resolve(NAME + ".tmp");
        try {
            StackJson.MAPPER.writeValue(temporary.toFile(), json);
            Files.move(
                    temporary,
                    file,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StartException("Cannot write " + file + ": " + e, e);
        }
    }

    /**
     * Reads the file in a data directory; empty if there is none.
     *
     * @throws StartException if the file cannot be read, belongs to another user, lacks a member,
     *     has a member of another type, or has an unknown variable or an address that no stack
     *     writes
     */
    static Optional<StackFile> read(Path data) {
        Path file = data.resolve(NAME);
        try {
            JsonNode json = StackJson.MAPPER.readTree(Files.readAllBytes(file));
            requireOwn(file);
            Map<String, String> variables = new LinkedHashMap<>();
            json.required("variables")
                    .properties()
                    .forEach(
                            member ->
                                    variables.put(
                                            member.getKey(),
                                            text(member.getKey(), member.getValue())));
            JsonNode pid = json.required("pid");
            if (!pid.isIntegralNumber() || !pid.canConvertToLong()) {
                throw new IllegalArgumentException("pid: expected the id of a process");
            }
            return Optional.of(
                    new StackFile(
                            pid.longValue(),
                            Instant.parse(text("started", json.required("started"))),
                            variables));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new StartException(
                    String.format(
                            "Cannot use %s as the file of a running stack (%s). If no stack uses this directory,"
                                    + " delete the file. Or choose another --data-directory.",
                            file, e instanceof IOException ? e : e.getMessage()),
                    e);
        }
    }

    private static String text(String name, JsonNode value) {
        if (!value.isTextual()) {
            throw new IllegalArgumentException(name + ": expected a text");
        }
        return value.textValue();
    }

    /**
     * Refuses a file of another user. Such a file could name any process of the user who calls
     * {@code ./run stop}, and the command would end that process.
     */
    private static void requireOwn(Path file) throws IOException {
        String owner = Files.getOwner(file).getName();
        if (ProcessHandle.current().info().user().filter(user -> !user.equals(owner)).isPresent()) {
            throw new IllegalArgumentException("it belongs to the user " + owner);
        }
    }

    /**
     * Deletes the file in a data directory, if it is the file of this process. The file of another
     * process belongs to a stack that uses the directory now.
     */
    static void delete(Path data) {
        try {
            if (read(data).filter(file -> file.pid == ProcessHandle.current().pid()).isPresent()) {
                Files.delete(data.resolve(NAME));
            }
        } catch (IOException | StartException e) {
            // Harmless: this process is about to end. If the file was read but not deleted, other
            // commands see that its process has ended. If it cannot be read, they say so.
            LoggerFactory.getLogger(StackFile.class).warn("Cannot delete {} in {}", NAME, data, e);
        }
    }
}
