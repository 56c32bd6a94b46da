package io.orderstream.benchmark.journey;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The embedded stack as {@code ./run} starts it: in a process of its own, on its own class path. On
 * this module's there are connectors, which Flink would find before those in the job's jar.
 */
final class StackProcess implements AutoCloseable {

    private static final Pattern API = Pattern.compile("\\s*API\\s+(http://127\\.0\\.0\\.1:\\d+)");
    private static final String READY = "Ctrl-C stops everything";
    private static final int START_SECONDS = 600;
    private static final int STOP_SECONDS = 120;

    private final Process process;
    private final URI api;

    private StackProcess(Process process, URI api) {
        this.process = process;
        this.api = api;
    }

    /**
     * Starts it, the job included.
     *
     * @param root the repository's directory
     * @param data where it keeps everything
     */
    static StackProcess start(Path root, Path data) throws IOException, InterruptedException {
        Path target = root.resolve("embedded-stack/target");
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
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
                                        "--data-directory",
                                        data.toString()))
                        .redirectErrorStream(true)
                        .start();
        // However this process ends, but by a signal that nobody hears.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "stop-stack"));
        CompletableFuture<URI> ready = CompletableFuture.supplyAsync(() -> await(process));
        try {
            return new StackProcess(process, ready.get(START_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException | TimeoutException e) {
            process.destroy();
            throw new IOException("The embedded stack did not start; see " + data, e);
        }
    }

    /** Reads what it prints until it is ready. */
    private static URI await(Process process) {
        // Not closed: the process goes on printing, and would be told that nobody listens.
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
                if (api != null && line.contains(READY)) {
                    return api;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("It ended: " + printed);
    }

    /** The API's address. */
    URI api() {
        return api;
    }

    /**
     * The processor's time that each part has taken until now: that of processes which have ended
     * is not in it, and none where the system does not tell.
     */
    Map<String, Duration> cpu() {
        Map<String, Duration> parts = new LinkedHashMap<>();
        process.descendants()
                .forEach(
                        child ->
                                parts.merge(
                                        isNode(child) ? "the Kinesis emulator" : "functions",
                                        cpuOf(child),
                                        Duration::plus));
        parts.put("job, DynamoDB, S3 and API", cpuOf(process.toHandle()));
        parts.put("the load", cpuOf(ProcessHandle.current()));
        return parts;
    }

    private static boolean isNode(ProcessHandle child) {
        return child.info().command().filter(command -> command.endsWith("node")).isPresent();
    }

    private static Duration cpuOf(ProcessHandle of) {
        return of.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Stops it and all that it started. */
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
