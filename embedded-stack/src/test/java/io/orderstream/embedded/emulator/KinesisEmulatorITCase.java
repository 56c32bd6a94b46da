package io.orderstream.embedded.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.start.LoopbackPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * The Kinesis emulator returns records as they were put, needs little memory for them, and creates
 * the requested shards.
 */
class KinesisEmulatorITCase {

    private static final long PEAK_MEGABYTES = 500;

    @TempDir Path directory;

    private EmulatorProcess emulator;
    private KinesisClient client;

    @BeforeEach
    void start() {
        emulator =
                EmulatorProcess.start(
                        Emulator.KINESIS,
                        Path.of("target/emulators"),
                        LoopbackPort.free("--kinesis-port"),
                        directory.resolve("kinesis.log"));
        client =
                KinesisClient.builder()
                        .endpointOverride(emulator.endpoint())
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("local", "local")))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build();
    }

    @AfterEach
    void stop() {
        client.close();
        emulator.close();
    }

    @Test
    void givesBackTheRecordThatWasPut() {
        createStream(2);
        String shardId =
                client.putRecord(
                                put ->
                                        put.streamName("orders")
                                                .partitionKey("key-1")
                                                .data(SdkBytes.fromUtf8String("{\"order\":1}")))
                        .shardId();

        List<Record> records = read(shardId);

        assertThat(records).hasSize(1);
        assertThat(records.get(0).partitionKey()).isEqualTo("key-1");
        assertThat(records.get(0).data().asUtf8String()).isEqualTo("{\"order\":1}");
    }

    /**
     * The emulator creates strings in pieces of 4,096 characters: see faster-kinesis-local.js. In
     * Base64, 3,072 bytes have 4,096 characters.
     */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3_071, 3_072, 3_073, 1_000_000})
    void recordsOfManyLengthsComeBackUnchanged(int bytes) {
        createStream(1);
        byte[] data = new byte[bytes];
        new Random(bytes).nextBytes(data);
        String key = "\u00e9\u20ac\ud83d\ude00".repeat(64);
        String shardId =
                client.putRecord(
                                put ->
                                        put.streamName("orders")
                                                .partitionKey(key)
                                                .data(SdkBytes.fromByteArray(data)))
                        .shardId();

        List<Record> records = read(shardId);

        assertThat(records).hasSize(1);
        assertThat(records.get(0).partitionKey()).isEqualTo(key);
        assertThat(records.get(0).data().asByteArray()).isEqualTo(data);
    }

    /**
     * The records have 15 MB. The process needs about 300 MB. It needed 700 MB before
     * faster-kinesis-local.js changed how the emulator creates strings.
     */
    @Test
    @EnabledOnOs(OS.LINUX)
    void largeRecordsNeedLittleMemory() throws IOException {
        createStream(1);
        SdkBytes data = SdkBytes.fromUtf8String("x".repeat(60_000));
        PutRecordsRequestEntry entry =
                PutRecordsRequestEntry.builder().partitionKey("key").data(data).build();
        for (int batch = 0; batch < 10; batch++) {
            assertThat(
                            client.putRecords(
                                            put ->
                                                    put.streamName("orders")
                                                            .records(
                                                                    Collections.nCopies(25, entry)))
                                    .failedRecordCount())
                    .isZero();
        }

        assertThat(read("shardId-000000000000")).hasSizeGreaterThan(100);

        assertThat(peakMegabytes()).isLessThan(PEAK_MEGABYTES);
    }

    private long peakMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + emulator.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1_000)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void createsTheRequestedNumberOfShards() {
        createStream(3);

        assertThat(client.listShards(list -> list.streamName("orders")).shards())
                .extracting(Shard::shardId)
                .containsExactly(
                        "shardId-000000000000", "shardId-000000000001", "shardId-000000000002");
    }

    /**
     * The emulator keeps its compiled code in a file for the next start: see
     * faster-kinesis-local.js. A start with a damaged file succeeds, and replaces the file.
     */
    @Test
    void aDamagedFileOfCompiledCodeIsReplaced() throws IOException {
        Path emulators = Files.createDirectory(directory.resolve("emulators"));
        Path installed = Path.of("target/emulators").toAbsolutePath();
        for (String name :
                List.of("child.js", "faster-kinesis-local.js", "kept-stream.js", "kinesis.js")) {
            Files.copy(installed.resolve(name), emulators.resolve(name));
        }
        Files.createSymbolicLink(
                emulators.resolve("node_modules"), installed.resolve("node_modules"));
        Path compiled = startAndAwaitCompiledCode(emulators, new byte[0]);
        byte[] damaged = Files.readAllBytes(compiled);
        // The length stays right. V8 would crash in a start with this file.
        Arrays.fill(damaged, 100_000, 200_000, (byte) 0);
        Files.write(compiled, damaged);

        assertThat(startAndAwaitCompiledCode(emulators, damaged)).isEqualTo(compiled);
    }

    /**
     * Starts an emulator, and ends it when it has written its compiled code.
     *
     * @param before the content of the file before the start; the file must get another content
     * @return the file
     */
    private Path startAndAwaitCompiledCode(Path emulators, byte[] before) {
        try (EmulatorProcess process =
                EmulatorProcess.start(
                        Emulator.KINESIS,
                        emulators,
                        LoopbackPort.free("--kinesis-port"),
                        directory.resolve("compiling.log"))) {
            assertThat(process.endpoint()).isNotNull();
            AtomicReference<Path> found = new AtomicReference<>();
            Deadline.in(Duration.ofMinutes(2))
                    .await(
                            "the emulator has written its compiled code",
                            () -> {
                                try (DirectoryStream<Path> files =
                                        Files.newDirectoryStream(emulators, "*.compiled")) {
                                    files.forEach(found::set);
                                    return found.get() != null
                                            && !Arrays.equals(
                                                    Files.readAllBytes(found.get()), before);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
            return found.get();
        }
    }

    private List<Record> read(String shardId) {
        String iterator =
                client.getShardIterator(
                                get ->
                                        get.streamName("orders")
                                                .shardId(shardId)
                                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                        .shardIterator();
        return client.getRecords(get -> get.shardIterator(iterator)).records();
    }

    private void createStream(int shards) {
        client.createStream(stream -> stream.streamName("orders").shardCount(shards));
        // The SDK's waiter asks only every ten seconds.
        Deadline.in(Duration.ofMinutes(5))
                .await(
                        "the stream is active",
                        () ->
                                client.describeStreamSummary(stream -> stream.streamName("orders"))
                                                .streamDescriptionSummary()
                                                .streamStatus()
                                        == StreamStatus.ACTIVE);
    }
}
