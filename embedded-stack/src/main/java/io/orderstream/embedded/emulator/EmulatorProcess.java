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
 * An emulator in a child process. It listens on loopback and keeps its data in memory, or in a
 * directory.
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

    /** The time limit for a start. Only a process that hangs reaches it. */
    private static final Duration START_TIME = Duration.ofMinutes(5);

    /**
     * The memory limit of an emulator that keeps its data. The Kinesis emulator needs about 0.5 GB
     * to load the largest stream that kept-stream.js keeps, if its records are orders of 700 bytes.
     * A stream of the same size in bytes needs more memory if its records are smaller. The limit
     * leaves room for this. On a small machine, Node.js has a lower default.
     */
    private static final String MEMORY = "--max-old-space-size=4096";

    private static final int LOG_LINES_SHOWN = 10;

    /** If a signal ended a process, Java's exit value is this plus the number of the signal. */
    private static final int SIGNAL_OFFSET = 128;

    private final Launch launch;
    private final LoopbackPort port;
    private final Process process;
    private final URI endpoint;

    private volatile boolean closed;

    private EmulatorProcess(Launch launch, LoopbackPort port, Process process, URI endpoint) {
        this.launch = launch;
        this.port = port;
        this.process = process;
        this.endpoint = endpoint;
    }

    /**
     * How the child process is started.
     *
     * @param environment environment variables, in addition to those of this process
     */
    private record Launch(
            String node,
            Emulator emulator,
            Path directory,
            Path log,
            Map<String, String> environment) {

        Path portFile() {
            return log.resolveSibling(log.getFileName() + ".port").toAbsolutePath();
        }
    }

    /**
     * Starts an emulator and waits until it listens. Its data is in memory only.
     *
     * @param directory where the build installed the emulators ({@code target/emulators})
     * @param port the port that the emulator listens on
     * @param log the file for the emulator's output; it is replaced if it exists
     * @throws StartException if Node.js is missing or too old, the emulator is not installed, the
     *     port is taken, the log cannot be replaced, or the emulator ends or does not listen within
     *     five minutes
     */
    public static EmulatorProcess start(
            Emulator emulator, Path directory, LoopbackPort port, Path log) {
        return start("node", emulator, directory, port, log);
    }

    static EmulatorProcess start(
            String node, Emulator emulator, Path directory, LoopbackPort port, Path log) {
        return start(new Launch(node, emulator, directory, log, Map.of()), port);
    }

    /**
     * Like {@link #start(Emulator, Path, LoopbackPort, Path)}, with data that outlives the process:
     * each write that the emulator has answered is still there after the next start. The data is
     * not forced to the disk, so it survives the end of any process, but not a crash of the
     * machine.
     *
     * @param data the directory of the data, used by this emulator only; it is created if it does
     *     not exist
     * @param stream the name of the stream that the Kinesis emulator keeps; the DynamoDB emulator
     *     keeps all tables
     */
    public static EmulatorProcess startWithData(
            Emulator emulator,
            Path directory,
            LoopbackPort port,
            Path log,
            Path data,
            String stream) {
        Map<String, String> environment =
                Map.of(
                        "DATA", data.toAbsolutePath().toString(),
                        "STREAM", stream,
                        "NODE_OPTIONS", MEMORY);
        return start(new Launch("node", emulator, directory, log, environment), port);
    }

    private static EmulatorProcess start(Launch launch, LoopbackPort port) {
        try {
            Files.deleteIfExists(launch.log());
        } catch (IOException e) {
            throw new StartException("Cannot replace " + launch.log() + ": " + e, e);
        }
        return launch(launch, port);
    }

    /**
     * Starts the same emulator again, on the same port, after its process has ended. Its output is
     * added to the log.
     *
     * @throws StartException for the reasons of {@link #start(Emulator, Path, LoopbackPort, Path)},
     *     except the one about the log
     */
    EmulatorProcess startAgain() {
        return launch(launch, new LoopbackPort(endpoint.getPort(), port.flag()));
    }

    private static EmulatorProcess launch(Launch launch, LoopbackPort port) {
        NodeJs.require(launch.node(), START_TIME);
        Path packages = launch.directory().resolve("node_modules").toAbsolutePath();
        if (!Files.exists(packages)) {
            throw new StartException(
                    "The "
                            + launch.emulator()
                            + " is not installed: there is no "
                            + packages
                            + ". Build again.");
        }
        Path script = launch.directory().resolve(launch.emulator().script()).toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(launch.node(), script.toString());
        builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
        builder.environment().keySet().removeAll(List.of("DATA", "STREAM"));
        builder.environment().putAll(launch.environment());
        builder.environment()
                .putAll(
                        Map.of(
                                "PORT",
                                Integer.toString(port.numberToListenOn()),
                                "PORT_FILE",
                                launch.portFile().toString()));
        Process process;
        try {
            Files.deleteIfExists(launch.portFile());
            process = builder.start();
        } catch (IOException e) {
            throw new StartException(
                    "Cannot start the " + launch.emulator() + ": " + e.getMessage(), e);
        }
        try {
            return new EmulatorProcess(launch, port, process, awaitListening(launch, process));
        } catch (RuntimeException e) {
            // The child process must have ended before another process uses the data.
            process.destroyForcibly().onExit().join();
            throw e;
        }
    }

    private static URI awaitListening(Launch launch, Process process) {
        Deadline.in(START_TIME)
                .await(
                        "the " + launch.emulator() + " listens (its log: " + launch.log() + ")",
                        () -> {
                            requireAlive(launch.emulator(), process, launch.log());
                            return Files.exists(launch.portFile());
                        });
        return URI.create(
                "http://"
                        + LoopbackPort.HOST
                        + ":"
                        + takePort(launch.emulator(), launch.portFile()));
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

    /** The emulator that runs in the child process. */
    Emulator emulator() {
        return launch.emulator();
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
     * Calls {@code listener} with a message if the child process ends before {@link #close()}. The
     * message says which process it was, how it ended, and where its log is.
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
                launch.emulator(), ended.pid(), exitStatus(ended), launch.log());
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
        // connections. It has no data to save: kept data is written before a request is answered.
        process.destroyForcibly().onExit().join();
    }
}
