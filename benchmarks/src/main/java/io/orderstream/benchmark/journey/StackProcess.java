package io.orderstream.benchmark.journey;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final int START_SECONDS = 600;
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
    static StackProcess start(Path root, Path data) throws IOException, InterruptedException {
        Path target = root.resolve("embedded-stack/target");
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
                                        target.resolve("classes")
                                                + File.pathSeparator
                                                + target.resolve("lib")
                                                + File.separator
                                                + "*",
                                        "io.orderstream.embedded.cli.RunCommand",
                                        // Leaves port 8080 free for a test of ./run that may run
                                        // at the same time.
                                        "--api-port",
                                        "0",
                                        "--data-directory",
                                        data.toString()))
                        .redirectErrorStream(true)
                        .start();
        // Ends the stack also when a signal ends this process.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-stack"));
        CompletableFuture<URI> ready = CompletableFuture.supplyAsync(() -> await(process));
        try {
            return new StackProcess(process, ready.get(START_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            process.destroy();
            throw new IOException("The embedded stack did not start; see the logs in " + data, e);
        }
    }

    /** Reads the stack's output until the stack is ready, and returns the API's address. */
    private static URI await(Process process) {
        // The reader stays open, because the stack may print more later.
        BufferedReader output =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder printed = new StringBuilder();
        URI api = null;
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                printed.append(line).append('\n');
                Matcher address = API.matcher(line);
                if (api == null && address.find()) {
                    api = URI.create(address.group(1));
                }
                if (api != null && line.contains(READY_LINE)) {
                    return api;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("The stack ended before it was ready:\n" + printed);
    }

    /** Returns the API's address. */
    URI api() {
        return api;
    }

    /** Stops the stack, which stops its own child processes. */
    @Override
    public void close() {
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
