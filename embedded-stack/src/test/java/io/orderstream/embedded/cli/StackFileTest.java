package io.orderstream.embedded.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.orderstream.embedded.json.StackJson;
import io.orderstream.embedded.stack.Services;
import io.orderstream.embedded.stack.StackOptions.Endpoints;
import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.regions.Region;

class StackFileTest {

    private static final Map<String, String> VARIABLES =
            Map.of("API", "http://127.0.0.1:8080", "BUCKET", "b");

    @TempDir private Path data;

    @Test
    void isReadAsItWasWritten() {
        StackFile file = new StackFile(7, Instant.parse("2026-11-29T10:00:00.120Z"), VARIABLES);

        file.write(data);

        assertThat(StackFile.read(data)).contains(file);
        assertThat(data.toFile().list()).containsExactly("running.json");
    }

    @Test
    void isNotFound_beforeItIsWritten_andAfterItIsDeleted() {
        assertThat(StackFile.read(data)).isEmpty();
        StackFile.starting().write(data);

        StackFile.delete(data);

        assertThat(StackFile.read(data)).isEmpty();
    }

    @Test
    void ofAnotherProcess_isNotDeleted() {
        StackFile file = new StackFile(7, Instant.parse("2026-11-29T10:00:00Z"), VARIABLES);
        file.write(data);

        StackFile.delete(data);

        assertThat(StackFile.read(data)).contains(file);
    }

    @Test
    void findsItsProcess_andIsNotReadyWhileTheStackStarts() {
        StackFile file = StackFile.starting();
        file.write(data);

        assertThat(file.isReady()).isFalse();
        assertThat(StackFile.read(data).orElseThrow().process()).contains(ProcessHandle.current());
    }

    /**
     * An operating system may give the id of an ended process to a new process. A command must not
     * take the new process for the stack. Otherwise {@code ./run stop} would stop the new process.
     */
    @Test
    void aProcessWithTheSameIdThatStartedAtAnotherTimeIsAnotherProcess() {
        StackFile self = StackFile.starting();

        assertThat(shifted(self, Duration.ofSeconds(10)).process()).isEmpty();
        assertThat(shifted(self, Duration.ofSeconds(-10)).process()).isEmpty();
        // An operating system may round the start time of a process.
        assertThat(shifted(self, Duration.ofSeconds(1)).process()).isPresent();
    }

    private static StackFile shifted(StackFile file, Duration time) {
        return new StackFile(file.pid(), file.started().plus(time), file.variables());
    }

    @Test
    void aProcessThatHasEndedIsNotFound() throws Exception {
        Process process = new ProcessBuilder("true").start();
        StackFile file =
                new StackFile(
                        process.pid(),
                        process.info().startInstant().orElse(Instant.now()),
                        Map.of());
        process.waitFor();

        assertThat(file.process()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://attacker.example:8080",
                "http://127.0.0.1.attacker.example:8080",
                "http://127.0.0.1:8080@attacker.example",
                "https://127.0.0.1:8080",
                "file:///etc/passwd",
                "http://127.0.0.1:8080/a b",
                ""
            })
    void anAddressThatNoStackWritesIsRefused(String address) throws Exception {
        for (String name : List.of("API", "FLINK_UI")) {
            Files.writeString(data.resolve("running.json"), withVariable(name, address));

            assertThatThrownBy(() -> StackFile.read(data))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining(
                            name + ": expected an address such as http://127.0.0.1:8080");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    "pid":"7","started":"2026-11-29T10:00:00Z","variables":{} | pid: expected the id of a process
                    "pid":7.5,"started":"2026-11-29T10:00:00Z","variables":{} | pid: expected the id of a process
                    "pid":9223372036854775808,"started":"2026-11-29T10:00:00Z","variables":{} | pid: expected the id of a process
                    "pid":7,"started":1764410400,"variables":{} | started: expected a text
                    "pid":7,"started":"2026-11-29T10:00:00Z","variables":{"API":8080} | API: expected a text
                    "pid":7,"started":"2026-11-29T10:00:00Z","variables":{"API":null} | API: expected a text
                    """)
    void aMemberOfAnotherTypeIsRefused(String members, String named) throws Exception {
        Files.writeString(data.resolve("running.json"), "{" + members + "}");

        assertThatThrownBy(() -> StackFile.read(data))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("Cannot use")
                .hasMessageContaining(named);
    }

    @Test
    void aFileOfAnotherUserIsRefused() throws Exception {
        StackFile.starting().write(data);
        Path file = data.resolve("running.json");
        try {
            Files.setOwner(
                    file,
                    file.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName("nobody"));
        } catch (IOException e) {
            assumeTrue(false, "Only root can give a file to another user: " + e);
        }

        assertThatThrownBy(() -> StackFile.read(data))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("it belongs to the user nobody");
    }

    /**
     * A shell gets the variables of the file from {@code ./run env}. One of them, {@code
     * ORDERSTREAM_EMULATORS}, tells a later {@code ./run} in that shell which addresses belong to
     * emulators and not to external services.
     */
    @Test
    void namesTheEmulators_andHasNoCredentialsOfExternalServices() {
        URI kinesis = URI.create("http://127.0.0.1:1");
        URI dynamoDb = URI.create("http://127.0.0.1:2");
        URI s3 = URI.create("http://127.0.0.1:3");
        Services services =
                new Services(
                        kinesis,
                        dynamoDb,
                        s3,
                        AwsBasicCredentials.create("id", "secret"),
                        Region.US_EAST_1);

        assertThat(StackFile.ofServices(services, Endpoints.emulators()))
                .containsEntry(
                        "ORDERSTREAM_EMULATORS",
                        "http://127.0.0.1:1 http://127.0.0.1:2 http://127.0.0.1:3")
                .containsEntry("AWS_ACCESS_KEY_ID", "id");
        assertThat(
                        StackFile.ofServices(
                                services,
                                new Endpoints(
                                        Optional.empty(), Optional.of(dynamoDb), Optional.empty())))
                .containsEntry("ORDERSTREAM_EMULATORS", "http://127.0.0.1:1 http://127.0.0.1:3")
                .containsEntry("AWS_ENDPOINT_URL_DYNAMODB", "http://127.0.0.1:2")
                .doesNotContainKeys("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
    }

    @Test
    void theMessageNamesADamagedFile() throws Exception {
        Path file = Files.writeString(data.resolve("running.json"), "{\"pid\": 7}");

        assertThatThrownBy(() -> StackFile.read(data))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("Cannot use " + file + " as the file of a running stack (");
    }

    /** A shell evaluates the output of {@code ./run env}, so no unknown name may get into it. */
    @ParameterizedTest
    @ValueSource(strings = {"PATH", "LD_PRELOAD", "A; touch /tmp/x; B", "API=1 B", "$(id)", ""})
    void aFileWithAnUnknownVariableIsRefused(String name) throws Exception {
        Files.writeString(data.resolve("running.json"), withVariable(name, "x"));

        assertThatThrownBy(() -> StackFile.read(data))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("unknown variables in [" + name + "]");
    }

    private static String withVariable(String name, String value) throws IOException {
        return StackJson.MAPPER.writeValueAsString(
                Map.of(
                        "pid",
                        7,
                        "started",
                        "2026-11-29T10:00:00Z",
                        "variables",
                        Map.of(name, value)));
    }
}
