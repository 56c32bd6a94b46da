package io.orderstream.embedded.emulator;

import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * An emulator in a child process. It listens on loopback and keeps its data in memory.
 *
 * <pre>{@code
 * try (EmulatorProcess kinesis =
 *         EmulatorProcess.start(
 *                 Emulator.KINESIS, Path.of("target/emulators"), LoopbackPort.free("--kinesis-port"), log)) {
 *     // A client of kinesis.endpoint()
 * }
 * }</pre>
 *
 * <p>The child ends on {@link #close()}, and by itself when this JVM ends, even if the JVM is
 * killed.
 */
public final class EmulatorProcess implements AutoCloseable {

    /** The limit for an emulator that hangs. An emulator that ends is noticed at once. */
    private static final Duration START_TIME = Duration.ofMinutes(5);

    private static final int LOG_LINES_SHOWN = 10;

    /** If a signal ended a process, Java's exit value is this plus the number of the signal. */
    private static final int SIGNAL_OFFSET = 128;

    private final Emulator emulator;
    private final Process process;
    private final Path log;
    private final URI endpoint;

    private volatile boolean closed;

    private EmulatorProcess(Emulator emulator, Process process, Path log, URI endpoint) {
        this.emulator = emulator;
        this.process = process;
        this.log = log;
        this.endpoint = endpoint;
    }

    /**
     * Starts an emulator and waits until it listens.
     *
     * @param directory where the build installed the emulators ({@code target/emulators})
     * @param port the port that the emulator listens on
     * @param log the file for the emulator's output; it is replaced if it exists
     * @throws StartException if Node.js is missing or too old, the port is taken, or the emulator
     *     does not listen within five minutes
     */
    public static EmulatorProcess start(
            Emulator emulator, Path directory, LoopbackPort port, Path log) {
        return start("node", emulator, directory, port, log);
    }

    static EmulatorProcess start(
            String node, Emulator emulator, Path directory, LoopbackPort port, Path log) {
        NodeJs.require(node);
        Path packages = directory.resolve("node_modules").toAbsolutePath();
        if (!Files.exists(packages)) {
            throw new StartException(
                    "The "
                            + emulator
                            + " is not installed: there is no "
                            + packages
                            + ". Build again.");
        }
        Path script = directory.resolve(emulator.script()).toAbsolutePath();
        Path portFile = log.resolveSibling(log.getFileName() + ".port").toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(node, script.toString());
        builder.redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment()
                .putAll(
                        Map.of(
                                "PORT",
                                Integer.toString(port.numberToListenOn()),
                                "PORT_FILE",
                                portFile.toString()));
        Process process;
        try {
            Files.deleteIfExists(portFile);
            process = builder.start();
        } catch (IOException e) {
            throw new StartException("Cannot start the " + emulator + ": " + e.getMessage(), e);
        }
        try {
            URI endpoint = awaitListening(emulator, process, portFile, log);
            return new EmulatorProcess(emulator, process, log, endpoint);
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private static URI awaitListening(Emulator emulator, Process process, Path portFile, Path log) {
        Deadline.in(START_TIME)
                .await(
                        "the " + emulator + " listens (its log: " + log + ")",
                        () -> {
                            requireAlive(emulator, process, log);
                            return Files.exists(portFile);
                        });
        return URI.create("http://" + LoopbackPort.HOST + ":" + takePort(emulator, portFile));
    }

    private static void requireAlive(Emulator emulator, Process process, Path log) {
        if (!process.isAlive()) {
            throw new StartException(
                    String.format(
                            "The %s ended with exit code %d. The end of its log, %s:%n%s",
                            emulator, process.exitValue(), log, lastLines(log)));
        }
    }

    private static String takePort(Emulator emulator, Path portFile) {
        try {
            String port = Files.readString(portFile);
            Files.delete(portFile);
            return port;
        } catch (IOException e) {
            throw new StartException("Cannot read the port of the " + emulator + ": " + e, e);
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

    /** The emulator's address, for example {@code http://127.0.0.1:4567}. */
    public URI endpoint() {
        return endpoint;
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
                                        listener.accept(describeEnd(ended));
                                    }
                                });
    }

    private String describeEnd(Process ended) {
        return String.format(
                "The %s (process %d) has ended with exit status %s. Its log: %s",
                emulator, ended.pid(), exitStatus(ended), log);
    }

    private static String exitStatus(Process ended) {
        int status = ended.exitValue();
        return status > SIGNAL_OFFSET
                ? String.format("%d (signal %d)", status, status - SIGNAL_OFFSET)
                : Integer.toString(status);
    }

    /** Ends the child process, and returns when it has ended. */
    @Override
    public void close() {
        closed = true;
        // After a normal signal, an emulator would wait until its clients have closed their
        // connections. It has no data to save.
        process.destroyForcibly().onExit().join();
    }
}
