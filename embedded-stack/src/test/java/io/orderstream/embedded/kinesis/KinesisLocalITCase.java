package io.orderstream.embedded.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

class KinesisLocalITCase {

    private static final Path INSTALLED = Path.of("target/kinesis-local");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir Path directory;

    @Test
    void givesBackTheRecordThatWasPut() {
        try (KinesisLocal kinesis = start(LoopbackPort.free("--kinesis-port"))) {
            createStream(kinesis.client(), 2);
            String shardId =
                    kinesis.client()
                            .putRecord(
                                    put ->
                                            put.streamName("orders")
                                                    .partitionKey("key-1")
                                                    .data(SdkBytes.fromUtf8String("{\"order\":1}")))
                            .shardId();

            List<Record> records = read(kinesis.client(), shardId);

            assertThat(records).hasSize(1);
            assertThat(records.get(0).partitionKey()).isEqualTo("key-1");
            assertThat(records.get(0).data().asUtf8String()).isEqualTo("{\"order\":1}");
        }
    }

    @Test
    void createsAsManyShardsAsAsked() {
        try (KinesisLocal kinesis = start(LoopbackPort.free("--kinesis-port"))) {
            createStream(kinesis.client(), 3);

            assertThat(kinesis.client().listShards(list -> list.streamName("orders")).shards())
                    .extracting(Shard::shardId)
                    .containsExactly(
                            "shardId-000000000000", "shardId-000000000001", "shardId-000000000002");
        }
    }

    @Test
    void listensOnTheGivenPortAndIsGoneAfterClose() {
        int port;
        try (KinesisLocal first = start(LoopbackPort.free("--kinesis-port"))) {
            port = first.endpoint().getPort();
        }
        KinesisLocal kinesis = start(new LoopbackPort(port, "--kinesis-port"));
        assertThat(kinesis.endpoint()).hasToString("http://127.0.0.1:" + port);
        ProcessHandle child = ProcessHandle.of(kinesis.pid()).orElseThrow();

        kinesis.close();

        assertThat(child.isAlive()).isFalse();
        assertThat(new LoopbackPort(port, "--kinesis-port").toListenOn()).isEqualTo(port);
    }

    @Test
    void endsWithItsJvmEvenIfThatIsKilled() throws Exception {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                StartsAndWaits.class.getName(),
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

    /** The JVM to be killed. */
    static final class StartsAndWaits {

        private StartsAndWaits() {}

        public static void main(String[] args) throws Exception {
            Path directory = Path.of(args[0]);
            KinesisLocal kinesis =
                    KinesisLocal.start(
                            INSTALLED,
                            LoopbackPort.free("--kinesis-port"),
                            directory.resolve("child.log"));
            Path written =
                    Files.writeString(directory.resolve("pid.tmp"), Long.toString(kinesis.pid()));
            Files.move(written, directory.resolve("pid"));
            Thread.currentThread().join();
        }
    }

    @Test
    void namesTheTakenPortAndTheFlag() throws Exception {
        try (ServerSocket other = new ServerSocket(0)) {
            LoopbackPort port = new LoopbackPort(other.getLocalPort(), "--kinesis-port");

            assertThatThrownBy(() -> start(port))
                    .isInstanceOf(StartException.class)
                    .hasMessage(
                            "Port %d cannot be used (Address already in use). "
                                    + "Choose another with --kinesis-port, or 0 for any free one.",
                            port.number());
        }
    }

    @Test
    void saysThatNodeIsMissing() {
        assertThatThrownBy(() -> startWith("no-such-node"))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "`no-such-node` was not found. "
                                + "The Kinesis emulator needs Node.js 18 or newer on the PATH.");
    }

    @Test
    void saysThatNodeIsTooOld() throws Exception {
        Path node = executable("old-node", "echo v16.20.2");

        assertThatThrownBy(() -> startWith(node.toString()))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "`%s` is Node.js v16.20.2. The Kinesis emulator needs Node.js 18 or newer on the PATH.",
                        node);
    }

    @Test
    void showsTheEndOfTheLogWhenTheChildEnds() throws Exception {
        Path node =
                executable(
                        "failing-node",
                        "[ \"$1\" = --version ] && echo v20.1.0 && exit 0",
                        "echo it broke",
                        "exit 3");

        assertThatThrownBy(() -> startWith(node.toString()))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "The Kinesis emulator ended with exit code 3. The end of its log, %s:%nit broke",
                        log());
    }

    private Path executable(String name, String... lines) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void outlivesClientsThatResetTheirConnections() throws Exception {
        String begun = "POST / HTTP/1.1\r\nHost: it\r\nContent-Length: 1000\r\n\r\n{";
        try (KinesisLocal kinesis = start(LoopbackPort.free("--kinesis-port"))) {
            createStream(kinesis.client(), 1);

            for (int i = 0; i < 200; i++) {
                try (Socket socket =
                        new Socket(
                                InetAddress.getLoopbackAddress(), kinesis.endpoint().getPort())) {
                    // Closing it is a reset.
                    socket.setSoLinger(true, 0);
                    byte[] bytes = begun.getBytes(StandardCharsets.UTF_8);
                    socket.getOutputStream().write(bytes, 0, i % bytes.length);
                }
            }

            assertThat(kinesis.client().listStreams().streamNames()).containsExactly("orders");
        }
    }

    private KinesisLocal start(LoopbackPort port) {
        return KinesisLocal.start(INSTALLED, port, log());
    }

    private void startWith(String node) {
        KinesisLocal.start(node, INSTALLED, LoopbackPort.free("--kinesis-port"), log()).close();
    }

    private Path log() {
        return directory.resolve("kinesis.log");
    }

    private static List<Record> read(KinesisClient client, String shardId) {
        String iterator =
                client.getShardIterator(
                                get ->
                                        get.streamName("orders")
                                                .shardId(shardId)
                                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                        .shardIterator();
        return client.getRecords(get -> get.shardIterator(iterator)).records();
    }

    private static void createStream(KinesisClient client, int shards) {
        client.createStream(stream -> stream.streamName("orders").shardCount(shards));
        client.waiter().waitUntilStreamExists(stream -> stream.streamName("orders"));
    }
}
