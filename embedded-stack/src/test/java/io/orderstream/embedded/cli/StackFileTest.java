package io.orderstream.embedded.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.embedded.json.StackJson;
import io.orderstream.embedded.start.StartException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    void isGone_whenTheStackHasStopped() {
        assertThat(StackFile.read(data)).isEmpty();
        StackFile.starting().write(data);

        StackFile.delete(data);

        assertThat(StackFile.read(data)).isEmpty();
    }

    @Test
    void findsItsProcess() {
        StackFile file = StackFile.starting();
        file.write(data);

        assertThat(file.isReady()).isFalse();
        assertThat(StackFile.read(data).orElseThrow().process()).contains(ProcessHandle.current());
    }

    /** A command that took it for the stack would stop the process of somebody else. */
    @Test
    void aProcessWithTheSameIdThatStartedAtAnotherTimeIsAnotherProcess() {
        StackFile self = StackFile.starting();

        assertThat(startedLater(self, Duration.ofSeconds(10)).process()).isEmpty();
        assertThat(startedLater(self, Duration.ofSeconds(-10)).process()).isEmpty();
        assertThat(startedLater(self, Duration.ofSeconds(1)).process()).isPresent();
    }

    private static StackFile startedLater(StackFile file, Duration time) {
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

    @Test
    void aBrokenFileIsNamed() throws Exception {
        Path file = Files.writeString(data.resolve("running.json"), "{\"pid\": 7}");

        assertThatThrownBy(() -> StackFile.read(data))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(file + " is not a file of a stack (");
    }

    /** A shell evaluates the variables. */
    @ParameterizedTest
    @ValueSource(strings = {"PATH", "LD_PRELOAD", "A; touch /tmp/x; B", "API=1 B", "$(id)", ""})
    void aFileWithAnotherVariableIsRefused(String name) throws Exception {
        String file =
                StackJson.MAPPER.writeValueAsString(
                        Map.of(
                                "pid",
                                7,
                                "started",
                                "2026-11-29T10:00:00Z",
                                "variables",
                                Map.of(name, "x")));
        Files.writeString(data.resolve("running.json"), file);

        assertThatThrownBy(() -> StackFile.read(data))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("unknown variables in [" + name + "]");
    }
}
