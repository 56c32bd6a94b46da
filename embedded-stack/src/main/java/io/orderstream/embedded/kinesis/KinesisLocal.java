package io.orderstream.embedded.kinesis;

import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * Kinesis on this machine: {@code kinesis-local} in a child process, on loopback, in memory.
 *
 * <pre>{@code
 * try (KinesisLocal kinesis =
 *         KinesisLocal.start(Path.of("target/kinesis-local"), LoopbackPort.free("--kinesis-port"), log)) {
 *     kinesis.client().createStream(stream -> stream.streamName("orders").shardCount(8));
 * }
 * }</pre>
 *
 * <p>It checks no signatures: any credentials and any region will do. The child ends on {@link
 * #close()}, and by itself when this JVM ends, however it ends.
 */
public final class KinesisLocal implements AutoCloseable {

    /** Only guards against hanging: an emulator that ends is noticed at once. */
    private static final Duration START_TIME = Duration.ofMinutes(5);

    private static final int LOG_LINES_SHOWN = 10;

    /** Java adds the signal that ended a process to this. */
    private static final int SIGNALLED = 128;

    private final Process process;
    private final Path log;
    private final URI endpoint;
    private final KinesisClient client;

    private volatile boolean closed;

    private KinesisLocal(Process process, Path log, URI endpoint) {
        this.process = process;
        this.log = log;
        this.endpoint = endpoint;
        this.client =
                KinesisClient.builder()
                        .endpointOverride(endpoint)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("local", "local")))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build();
    }

    /**
     * Starts the emulator and waits until it answers.
     *
     * @param directory where the build installed it ({@code target/kinesis-local})
     * @param port where it listens
     * @param log the file that gets its output, replaced if it exists
     * @throws StartException if Node.js is missing or too old, the port is taken, or the emulator
     *     does not answer within five minutes
     */
    public static KinesisLocal start(Path directory, LoopbackPort port, Path log) {
        return start("node", directory, port, log);
    }

    static KinesisLocal start(String node, Path directory, LoopbackPort port, Path log) {
        NodeJs.require(node);
        Path main = directory.resolve("node_modules/kinesis-local/main.js").toAbsolutePath();
        if (!Files.exists(main)) {
            throw new StartException(
                    "The Kinesis emulator is not installed: there is no "
                            + main
                            + ". Build again.");
        }
        Path portFile = log.resolveSibling(log.getFileName() + ".port");
        Process process = launch(node, directory, main, port.toListenOn(), portFile, log);
        try {
            return new KinesisLocal(process, log, awaitHealthy(process, portFile, log));
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static Process launch(
            String node, Path directory, Path main, int plainPort, Path portFile, Path log) {
        String preload = directory.resolve("child.js").toAbsolutePath().toString();
        ProcessBuilder builder = new ProcessBuilder(node, "--require", preload, main.toString());
        // It reads its TLS key from server.json in the working directory.
        builder.directory(main.getParent().toFile());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "KINESIS_MOCK_PLAIN_PORT",
                                Integer.toString(plainPort),
                                "PORT_FILE",
                                portFile.toAbsolutePath().toString(),
                                // Not where it listens for TLS, but how child.js knows that one.
                                "KINESIS_MOCK_TLS_PORT",
                                plainPort == 1 ? "2" : "1",
                                // It counts closed shards, too, and stops at fifty.
                                "SHARD_LIMIT",
                                "100000",
                                "LOG_LEVEL",
                                "WARN"));
        try {
            Files.deleteIfExists(portFile);
            return builder.start();
        } catch (IOException e) {
            throw new StartException("Cannot start the Kinesis emulator: " + e.getMessage(), e);
        }
    }

    private static URI awaitHealthy(Process process, Path portFile, Path log) {
        Deadline deadline = Deadline.in(START_TIME);
        deadline.await(
                "the Kinesis emulator listens (its log: " + log + ")",
                () -> {
                    requireAlive(process, log);
                    return Files.exists(portFile);
                });
        URI endpoint = URI.create("http://" + LoopbackPort.HOST + ":" + take(portFile));
        HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
        HttpRequest request =
                HttpRequest.newBuilder(endpoint.resolve("/healthcheck"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        deadline.await(
                "the Kinesis emulator answers on " + endpoint + " (its log: " + log + ")",
                () -> {
                    requireAlive(process, log);
                    return isHealthy(http, request);
                });
        return endpoint;
    }

    private static void requireAlive(Process process, Path log) {
        if (!process.isAlive()) {
            throw new StartException(
                    String.format(
                            "The Kinesis emulator ended with exit code %d. The end of its log, %s:%n%s",
                            process.exitValue(), log, lastLines(log)));
        }
    }

    private static String take(Path portFile) {
        try {
            String port = Files.readString(portFile);
            Files.delete(portFile);
            return port;
        } catch (IOException e) {
            throw new StartException("Cannot read the port of the Kinesis emulator: " + e, e);
        }
    }

    private static boolean isHealthy(HttpClient http, HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notListeningYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String lastLines(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join(
                    System.lineSeparator(),
                    lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            return "(not readable: " + e.getMessage() + ")";
        }
    }

    /** Where it answers, for example {@code http://127.0.0.1:4567}. */
    public URI endpoint() {
        return endpoint;
    }

    /** A client of it, closed with it. */
    public KinesisClient client() {
        return client;
    }

    /** The child's process id. */
    public long pid() {
        return process.pid();
    }

    /**
     * Calls {@code listener} if the child process ends before {@link #close()}. The text says which
     * process it was, how it ended, and where its log is.
     */
    public void onDeath(Consumer<String> listener) {
        CompletableFuture<Void> unused =
                process.onExit()
                        .thenAccept(
                                ended -> {
                                    if (!closed) {
                                        listener.accept(obituary(ended));
                                    }
                                });
    }

    private String obituary(Process ended) {
        return String.format(
                "The Kinesis emulator (process %d) has ended with exit status %s. Its log: %s",
                ended.pid(), exitStatus(ended), log);
    }

    private static String exitStatus(Process ended) {
        int status = ended.exitValue();
        return status > SIGNALLED
                ? String.format("%d (signal %d)", status, status - SIGNALLED)
                : Integer.toString(status);
    }

    /** Ends the child process, and returns when it has ended. */
    @Override
    public void close() {
        closed = true;
        client.close();
        // Asked politely, it first waits for its clients to hang up; there is nothing to lose in
        // it.
        process.destroyForcibly().onExit().join();
    }
}
