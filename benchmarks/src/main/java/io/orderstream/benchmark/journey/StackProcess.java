package io.orderstream.benchmark.journey;

import io.orderstream.embedded.start.Deadline;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The embedded stack in its own process. So it does not share a JVM with the load, and its JVM has
 * the class path, the heap, the compiler and the garbage collector that {@code ./run} chooses. The
 * limits of metaspace and direct memory that {@code ./run} sets are missing here.
 */
final class StackProcess implements AutoCloseable {

    private static final Pattern API = Pattern.compile("\\s*API\\s+(http://127\\.0\\.0\\.1:\\d+)");
    private static final String READY_LINE = "Ctrl-C stops everything";
    private static final Duration START = Duration.ofMinutes(10);
    private static final int STOP_SECONDS = 120;

    private final Process process;
    private final URI api;

    private StackProcess(Process process, URI api) {
        this.process = process;
        this.api = api;
    }

    /**
     * Starts the stack and waits until it is ready and its job runs.
     *
     * @param root the repository's directory
     * @param data the stack's data directory
     * @throws IOException if the stack ends or is not ready within ten minutes
     */
    static StackProcess start(Path root, Path data) throws IOException {
        Path target = root.resolve("embedded-stack/target");
        // The log is beside the data directory, because that directory must be empty at the start.
        Path output = data.resolveSibling(data.getFileName() + ".log");
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-XX:TieredStopAtLevel=1",
                                        "-Xmx1g",
                                        "-XX:+UseSerialGC",
                                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                                        "--add-opens=java.base/java.time=ALL-UNNAMED",
                                        "-Dorderstream.root=" + root,
                                        "-cp",
                                        target.resolve("lib")
                                                + File.separator
                                                + "*"
                                                + File.pathSeparator
                                                + target.resolve("classes"),
                                        "io.orderstream.embedded.cli.RunCommand",
                                        // Leaves port 8080 free for a test of ./run that may run
                                        // at the same time.
                                        "--api-port",
                                        "0",
                                        "--data-directory",
                                        data.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        // Ends the stack also when a signal ends this process.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-stack"));
        try {
            return new StackProcess(
                    process,
                    Deadline.in(START)
                            .awaitValue("the stack is ready", () -> readyApi(process, output)));
        } catch (RuntimeException e) {
            stop(process);
            throw new IOException(
                    "The embedded stack did not start; see " + output + " and the logs in " + data,
                    e);
        }
    }

    /** Returns the API's address as soon as the stack has printed that it is ready. */
    private static Optional<URI> readyApi(Process process, Path output) {
        boolean alive = process.isAlive();
        String printed;
        try {
            printed = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher address = API.matcher(printed);
        if (printed.contains(READY_LINE) && address.find()) {
            return Optional.of(URI.create(address.group(1)));
        }
        if (!alive) {
            throw new IllegalStateException("The stack ended before it was ready:\n" + printed);
        }
        return Optional.empty();
    }

    /** Returns the API's address. */
    URI api() {
        return api;
    }

    /** Stops the stack, which stops its own child processes. */
    @Override
    public void close() {
        stop(process);
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
