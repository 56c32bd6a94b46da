package io.orderstream.embedded.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command as a process of its own: what it prints, how it ends, and that it leaves nothing
 * behind.
 */
class RunCommandITCase {

    private static final Duration START = Duration.ofSeconds(90);

    @TempDir private Path directory;

    private Optional<Process> started = Optional.empty();

    @AfterEach
    void endWhatATestDidNotEnd() throws InterruptedException {
        if (started.isPresent()) {
            started.get().destroyForcibly().waitFor();
        }
    }

    @Test
    void theDemoSendsTenOrdersThroughAndExits() throws Exception {
        Process run = run("demo", "--exit", "--checkpoint-interval", "1");
        List<ProcessHandle> children = awaitReady(run);

        assertThat(run.waitFor(START.toSeconds(), TimeUnit.SECONDS)).isTrue();

        assertThat(output()).contains("10 of 10 orders arrived.");
        for (int i = 0; i < 10; i++) {
            assertThat(output())
                    .containsPattern(
                            "[0-9a-f-]{36}  a"
                                    + i
                                    + "\\s+v"
                                    + i
                                    + "\\s+9\\.0\\s+[0-9.]+ s\\s+[0-9.]+ s");
        }
        assertThat(run.exitValue()).isZero();
        assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void aSignalStopsEverything_andTheStartUpTextFitsOneScreen() throws Exception {
        Process run = run();
        List<ProcessHandle> children = awaitReady(run);
        assertThat(children)
                .as("the Kinesis emulator and the functions")
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(output().lines()).hasSizeLessThanOrEqualTo(24);
        assertThat(output())
                .contains("API        http://127.0.0.1:")
                .contains("Flink UI   http://127.0.0.1:")
                .contains("Logs: ");
        assertThat(output().lines().filter(line -> line.contains("  curl -s"))).hasSize(3);

        // Not SIGINT: where CI runs this in the background, the shell has made it a signal that
        // children ignore.
        run.destroy();

        assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(143);
        assertThat(output()).endsWith("Stopping.\n");
        assertThat(children).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    void aWrongFlagIsExplained() throws Exception {
        Process run = run("--shards", "0");

        assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(2);
        assertThat(output()).isEqualTo("--shards: expected 1 to 500, found 0\nSee ./run --help.\n");
    }

    @Test
    void aDirectoryWithOtherFilesIsNotEmptied() throws Exception {
        Path precious =
                Files.writeString(Files.createDirectories(data()).resolve("precious.txt"), "mine");

        Process run = run();

        assertThat(run.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(run.exitValue()).isEqualTo(1);
        assertThat(output())
                .contains(
                        data()
                                + " holds files that no stack wrote, and they would be deleted. Choose an"
                                + " empty directory with --data-directory.");
        assertThat(precious).hasContent("mine");
    }

    private Process run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(
                List.of(
                        "-Xmx1g",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.time=ALL-UNNAMED",
                        "-D" + RunCommand.ROOT_PROPERTY + "=..",
                        "-cp",
                        "target/classes" + System.getProperty("path.separator") + "target/lib/*",
                        RunCommand.class.getName()));
        command.addAll(List.of(arguments));
        if (!command.contains("--shards")) {
            command.addAll(List.of("--data-directory", data().toString()));
        }
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("out").toFile())
                        .start();
        started = Optional.of(process);
        return process;
    }

    private Path data() {
        return directory.resolve("data");
    }

    private String output() throws IOException {
        return Files.readString(directory.resolve("out"));
    }

    /** Waits until the stack is ready, and gives the processes that it started. */
    private List<ProcessHandle> awaitReady(Process run) {
        await("ready")
                .atMost(START)
                .until(
                        () -> {
                            assertThat(Optional.of(run.isAlive()))
                                    .as("alive; its output:%n%s", output())
                                    .contains(true);
                            return output().contains("Ctrl-C stops everything.");
                        });
        return run.descendants().toList();
    }
}
