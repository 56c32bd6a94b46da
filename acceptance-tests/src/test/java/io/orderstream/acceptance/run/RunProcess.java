package io.orderstream.acceptance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.orderstream.embedded.cli.RunCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A command of {@code ./run} in a process of its own, with its output in a file. */
final class RunProcess implements AutoCloseable {

    /** A limit for a test that hangs. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Process process;
    private final Path out;

    private RunProcess(Process process, Path out) {
        this.process = process;
        this.out = out;
    }

    /**
     * The command line of {@code ./run}, with some of its JVM flags. The caller may add arguments.
     */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx1g",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.time=ALL-UNNAMED",
                        "-Dorderstream.root=..",
                        "-cp",
                        String.join(
                                System.getProperty("path.separator"),
                                "../embedded-stack/target/lib/*",
                                "../embedded-stack/target/classes"),
                        RunCommand.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts the command with a data directory. */
    static RunProcess start(Path out, Path data, String... arguments) throws IOException {
        List<String> command = command(arguments);
        command.addAll(List.of("--data-directory", data.toString()));
        return start(out, command);
    }

    /** Starts a command line that {@link #command} has made. */
    static RunProcess start(Path out, List<String> command) throws IOException {
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
        return new RunProcess(process, out);
    }

    String output() throws IOException {
        return Files.readString(out);
    }

    long pid() {
        return process.pid();
    }

    /** Waits until the stack is ready. */
    RunProcess awaitReady() {
        return awaitOutput("Ctrl-C stops everything");
    }

    /** Waits until the command has printed a text. */
    RunProcess awaitOutput(String text) {
        await(text)
                .atMost(PATIENCE)
                .until(
                        () -> {
                            assertThat(Optional.of(process.isAlive()))
                                    .as("alive; its output:%n%s", output())
                                    .contains(true);
                            return output().contains(text);
                        });
        return this;
    }

    /** Waits until the command has ended; returns its exit code. */
    int awaitEnd() throws InterruptedException, IOException {
        return awaitEnd(PATIENCE);
    }

    /** Waits at most this long until the command has ended; returns its exit code. */
    int awaitEnd(Duration limit) throws InterruptedException, IOException {
        assertThat(process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)).as(output()).isTrue();
        return process.exitValue();
    }

    /** Sends SIGTERM to the command. */
    void terminate() {
        process.destroy();
    }

    /** The child processes that run now. */
    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    /** The child process whose command line ends with {@code script}. */
    ProcessHandle child(String script) {
        return process.descendants()
                .filter(child -> child.info().commandLine().orElse("").endsWith(script))
                .findFirst()
                .orElseThrow();
    }

    /** Kills the command. Its child processes end with it. */
    void kill() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().waitFor();
        await("the end of all child processes")
                .atMost(PATIENCE)
                .until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
