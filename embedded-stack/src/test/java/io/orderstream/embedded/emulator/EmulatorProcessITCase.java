package io.orderstream.embedded.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EmulatorProcessITCase {

    private static final Path INSTALLED_EMULATORS = Path.of("target/emulators");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir Path directory;

    @ParameterizedTest
    @EnumSource
    void listensOnTheGivenPortAndIsGoneAfterClose(Emulator emulator) {
        int port;
        try (EmulatorProcess first = start(emulator, LoopbackPort.free("--port"))) {
            port = first.endpoint().getPort();
        }
        EmulatorProcess second = start(emulator, new LoopbackPort(port, "--port"));
        assertThat(second.endpoint()).hasToString("http://127.0.0.1:" + port);
        ProcessHandle child = ProcessHandle.of(second.pid()).orElseThrow();

        second.close();

        assertThat(child.isAlive()).isFalse();
        assertThat(new LoopbackPort(port, "--port").numberToListenOn()).isEqualTo(port);
    }

    @ParameterizedTest
    @EnumSource
    void endsWithItsJvm_evenIfTheJvmIsKilled(Emulator emulator) throws Exception {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                StartsAndWaits.class.getName(),
                                emulator.name(),
                                directory.toString())
                        .inheritIO()
                        .start();
        Path pidFile = directory.resolve("pid");
        await().atMost(PATIENCE).until(() -> Files.exists(pidFile) || !jvm.isAlive());
        ProcessHandle child =
                ProcessHandle.of(Long.parseLong(Files.readString(pidFile))).orElseThrow();
        assertThat(child.isAlive()).isTrue();

        jvm.destroyForcibly();

        await().atMost(PATIENCE).until(() -> !child.isAlive());
    }

    /** The main class of the JVM that is killed. */
    static final class StartsAndWaits {

        private StartsAndWaits() {}

        public static void main(String[] args) throws Exception {
            Path directory = Path.of(args[1]);
            EmulatorProcess emulator =
                    EmulatorProcess.start(
                            Emulator.valueOf(args[0]),
                            INSTALLED_EMULATORS,
                            LoopbackPort.free("--port"),
                            directory.resolve("child.log"));
            Path written =
                    Files.writeString(directory.resolve("pid.tmp"), Long.toString(emulator.pid()));
            Files.move(written, directory.resolve("pid"));
            Thread.currentThread().join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void reportsItsUnexpectedEnd(Emulator emulator) throws Exception {
        try (EmulatorProcess process = start(emulator, LoopbackPort.free("--port"))) {
            BlockingQueue<String> told = new LinkedBlockingQueue<>();
            process.onDeath(told::add);

            ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();

            assertThat(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(
                            "The %s (process %d) has ended with exit status 137 (signal 9). Its log: %s",
                            emulator, process.pid(), log());
        }
    }

    @ParameterizedTest
    @EnumSource
    void outlivesClientsThatResetTheirConnections(Emulator emulator) throws Exception {
        String begun =
                "POST / HTTP/1.1\r\nHost: it\r\nContent-Type: application/x-amz-json-1.0\r\n"
                        + "Content-Length: 1000\r\n\r\n{";
        try (EmulatorProcess process = start(emulator, LoopbackPort.free("--port"))) {
            for (int i = 0; i < 200; i++) {
                try (Socket socket =
                        new Socket(
                                InetAddress.getLoopbackAddress(), process.endpoint().getPort())) {
                    // Closing this socket sends a reset.
                    socket.setSoLinger(true, 0);
                    byte[] bytes = begun.getBytes(StandardCharsets.UTF_8);
                    socket.getOutputStream().write(bytes, 0, 1 + i % bytes.length);
                    if (i % 10 == 0) {
                        // The wait gives the emulator time to read what was sent.
                        awaitAnswer(process);
                    }
                }
            }

            awaitAnswer(process);
        }
    }

    private static void awaitAnswer(EmulatorProcess process) throws Exception {
        HttpRequest health =
                HttpRequest.newBuilder(process.endpoint().resolve("/healthcheck")).build();
        assertThat(HttpClient.newHttpClient().send(health, BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void namesTheTakenPortAndTheFlag() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            LoopbackPort port = new LoopbackPort(other.getLocalPort(), "--kinesis-port");

            assertThatThrownBy(() -> start(Emulator.KINESIS, port))
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            "Port %d cannot be used (Address already in use). "
                                    + "Choose another port with --kinesis-port, or 0 for any free port.",
                            port.number());
        }
    }

    @Test
    void saysThatNodeIsMissing() {
        assertThatThrownBy(() -> startWith("no-such-node"))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "`no-such-node` was not found. "
                                + "The emulators of Kinesis and DynamoDB need Node.js 20 or newer on the PATH.");
    }

    @Test
    void saysThatNodeIsTooOld() throws Exception {
        Path node = executable("old-node", "echo v18.20.8");

        assertThatThrownBy(() -> startWith(node.toString()))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "`%s` is Node.js v18.20.8. "
                                + "The emulators of Kinesis and DynamoDB need Node.js 20 or newer on the PATH.",
                        node);
    }

    @ParameterizedTest
    @CsvSource({"echo v99999999999.0, v99999999999.0, PT1M", "exec sleep 300, '', PT1S"})
    void saysThatNodeDoesNotPrintItsVersion(String command, String answer, Duration patience)
            throws Exception {
        Path node = executable("strange-node", command);

        assertThatThrownBy(() -> NodeJs.require(node.toString(), patience))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "`%s --version` answered \"%s\". "
                                + "The emulators of Kinesis and DynamoDB need Node.js 20 or newer on the PATH.",
                        node, answer);
    }

    @Test
    void saysThatTheBuildIsIncomplete() {
        assertThatThrownBy(
                        () ->
                                EmulatorProcess.start(
                                        Emulator.DYNAMODB,
                                        directory,
                                        LoopbackPort.free("--port"),
                                        log()))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "The DynamoDB emulator is not installed: there is no %s. Build again.",
                        directory.resolve("node_modules"));
    }

    @Test
    void showsTheEndOfTheLogWhenTheChildEnds() throws Exception {
        Path node =
                executable(
                        "failing-node",
                        "[ \"$1\" = --version ] && echo v20.1.0 && exit 0",
                        "seq 11",
                        "exit 3");

        assertThatThrownBy(() -> startWith(node.toString()))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "The DynamoDB emulator ended with exit code 3. The end of its log, %s:"
                                + "%n2%n3%n4%n5%n6%n7%n8%n9%n10%n11",
                        log());
    }

    private Path executable(String name, String... lines) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    private EmulatorProcess start(Emulator emulator, LoopbackPort port) {
        return EmulatorProcess.start(emulator, INSTALLED_EMULATORS, port, log());
    }

    private void startWith(String node) {
        EmulatorProcess.start(
                        node,
                        Emulator.DYNAMODB,
                        INSTALLED_EMULATORS,
                        LoopbackPort.free("--port"),
                        log())
                .close();
    }

    private Path log() {
        return directory.resolve("emulator.log");
    }
}
