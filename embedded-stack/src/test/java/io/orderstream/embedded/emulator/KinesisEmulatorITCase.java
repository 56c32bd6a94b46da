package io.orderstream.embedded.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.start.LoopbackPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** The Kinesis emulator returns a record that was put, and creates the requested shards. */
class KinesisEmulatorITCase {

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

    @Test
    void createsTheRequestedNumberOfShards() {
        createStream(3);

        assertThat(client.listShards(list -> list.streamName("orders")).shards())
                .extracting(Shard::shardId)
                .containsExactly(
                        "shardId-000000000000", "shardId-000000000001", "shardId-000000000002");
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
