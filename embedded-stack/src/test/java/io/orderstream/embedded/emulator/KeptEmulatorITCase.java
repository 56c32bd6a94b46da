package io.orderstream.embedded.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** The data of an emulator outlives its process, and another process goes on with the data. */
class KeptEmulatorITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    static final Path INSTALLED = Path.of("target/emulators");
    private static final StaticCredentialsProvider CREDENTIALS =
            StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));

    @TempDir private Path directory;

    private final BlockingQueue<String> restarts = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> losses = new LinkedBlockingQueue<>();

    @Test
    void aKilledKinesisEmulatorComesBack_withTheSameRecordsAndSequenceNumbers() throws Exception {
        EmulatorProcess process = startWithData(Emulator.KINESIS);
        try (KeptEmulator emulator = watch(process);
                KinesisClient client = kinesis(emulator.endpoint())) {
            client.createStream(stream -> stream.streamName("orders").shardCount(3));
            awaitActive(client);
            List<String> accepted = put(client, 0, 40);
            Map<Shard, List<Record>> before = read(client);

            // Nothing may be lost, even if the emulator ends right after the answer.
            accepted.addAll(put(client, 40, 60));
            kill(process);

            assertThat(restarts.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(
                            "The Kinesis emulator (process %d) has ended with exit status 137 (signal 9). Its log: %s%n"
                                    + "The emulator is started again.",
                            process.pid(), log());
            assertThat(restarts.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .startsWith("The Kinesis emulator runs again (process ");
            Map<Shard, List<Record>> after = read(client);
            assertThat(after.keySet()).isEqualTo(before.keySet());
            before.forEach(
                    (shard, records) ->
                            assertThat(after.get(shard).subList(0, records.size()))
                                    .isEqualTo(records));
            assertThat(sequenceNumbers(after)).containsExactlyInAnyOrderElementsOf(accepted);
            // A consumer goes on after the last record that it has read.
            List<String> later = put(client, 60, 80);
            assertThat(sequenceNumbers(readAfter(client, after)))
                    .containsExactlyInAnyOrderElementsOf(later);
        }
        assertThat(losses).isEmpty();
    }

    @Test
    void theShardsOfAReshardedStreamOutliveARestart() throws Exception {
        Map<Shard, List<Record>> before;
        try (EmulatorProcess first = startWithData(Emulator.KINESIS);
                KinesisClient client = kinesis(first.endpoint())) {
            client.createStream(stream -> stream.streamName("orders").shardCount(1));
            awaitActive(client);
            put(client, 0, 5);
            split(client, "shardId-000000000000", "170141183460469231731687303715884105728");
            put(client, 5, 20);
            // No record is put after this split.
            split(client, "shardId-000000000001", "85070591730234615865843651857942052864");
            before = read(client);
            assertThat(before).hasSize(5);
        }

        try (EmulatorProcess second = startWithData(Emulator.KINESIS);
                KinesisClient client = kinesis(second.endpoint())) {
            assertThat(read(client)).isEqualTo(before);
        }
    }

    private static void split(KinesisClient client, String shard, String hashKey) {
        client.splitShard(
                split ->
                        split.streamName("orders").shardToSplit(shard).newStartingHashKey(hashKey));
        awaitActive(client);
    }

    @Test
    void aRecordWhosePutWasNotAnsweredIsDropped_andADamagedJournalIsRefused() throws Exception {
        Map<Shard, List<Record>> before;
        try (EmulatorProcess first = startWithData(Emulator.KINESIS);
                KinesisClient client = kinesis(first.endpoint())) {
            client.createStream(stream -> stream.streamName("orders").shardCount(1));
            awaitActive(client);
            put(client, 0, 5);
            before = read(client);
        }
        Path journal = data().resolve("shardId-000000000000.jsonl");
        Files.writeString(journal, "{\"SequenceNumber\":\"4", StandardOpenOption.APPEND);

        try (EmulatorProcess second = startWithData(Emulator.KINESIS);
                KinesisClient client = kinesis(second.endpoint())) {
            assertThat(read(client)).isEqualTo(before);
            // These records must not get into the line of the dropped record.
            put(client, 5, 7);
        }

        String records = Files.readString(journal);
        for (String damage : List.of("not a record\n", "{}\n", "null\n", "\n")) {
            Files.writeString(journal, records + damage);
            assertThatThrownBy(() -> startWithData(Emulator.KINESIS))
                    .isInstanceOf(StartException.class)
                    .hasMessageEndingWith(
                            "Line 8 of %s is damaged. If you delete this line, only its record is lost. To begin"
                                    + " again, delete the data directory.",
                            journal);
        }
        // Without shards.json, the start is refused. Otherwise, a new stream would get the old
        // records.
        Files.writeString(journal, records);
        Path shards = data().resolve("shards.json");
        Files.delete(shards);
        assertThatThrownBy(() -> startWithData(Emulator.KINESIS))
                .isInstanceOf(StartException.class)
                .hasMessageEndingWith(
                        shards + " is missing. To begin again, delete the data directory.");
    }

    @Test
    void aKilledDynamoDbEmulatorComesBack_withItsItems() throws Exception {
        EmulatorProcess process = startWithData(Emulator.DYNAMODB);
        try (KeptEmulator emulator = watch(process);
                DynamoDbClient client =
                        DynamoDbClient.builder()
                                .endpointOverride(emulator.endpoint())
                                .region(Region.US_EAST_1)
                                .credentialsProvider(CREDENTIALS)
                                .httpClientBuilder(UrlConnectionHttpClient.builder())
                                .build()) {
            client.createTable(
                    table ->
                            table.tableName("orders")
                                    .billingMode(BillingMode.PAY_PER_REQUEST)
                                    .keySchema(
                                            KeySchemaElement.builder()
                                                    .attributeName("id")
                                                    .keyType(KeyType.HASH)
                                                    .build())
                                    .attributeDefinitions(
                                            AttributeDefinition.builder()
                                                    .attributeName("id")
                                                    .attributeType(ScalarAttributeType.S)
                                                    .build()));
            Map<String, AttributeValue> item =
                    Map.of(
                            "id", AttributeValue.fromS("a1"),
                            "total", AttributeValue.fromN("4.5"));
            client.putItem(put -> put.tableName("orders").item(item));

            kill(process);

            assertThat(restarts.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .endsWith(String.format("%nThe emulator is started again."));
            assertThat(restarts.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .startsWith("The DynamoDB emulator runs again (process ");
            assertThat(client.scan(scan -> scan.tableName("orders")).items()).containsExactly(item);
        }
    }

    @Test
    void anEmulatorThatCannotStartAgainIsGivenUp() throws Exception {
        EmulatorProcess process = startWithData(Emulator.DYNAMODB);
        try (KeptEmulator emulator =
                KeptEmulator.watch(process, Duration.ofMillis(1), restarts::add, losses::add)) {
            Files.writeString(data().resolve("CURRENT"), "damaged");

            kill(process);

            assertThat(losses.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .contains("Cannot open " + data() + ": Corruption: ")
                    .contains(". To begin again, delete the data directory.")
                    .endsWith("The emulator was started again 5 times, and is given up.");
            assertThat(restarts).hasSize(5);
            assertThat(emulator.endpoint()).isEqualTo(process.endpoint());
        }
    }

    @Test
    void aClosedEmulatorIsNotStartedAgain() {
        EmulatorProcess process = startWithData(Emulator.DYNAMODB);

        watch(process).close();

        assertThat(ProcessHandle.of(process.pid()).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(restarts).isEmpty();
    }

    @Test
    void close_alsoEndsAnEmulatorThatIsBeingStartedAgain() throws Exception {
        EmulatorProcess process = startWithData(Emulator.KINESIS);
        KeptEmulator emulator =
                KeptEmulator.watch(process, Duration.ofMillis(1), restarts::add, losses::add);
        kill(process);
        Deadline.in(PATIENCE).await("another process starts", () -> !children(process).isEmpty());

        emulator.close();

        assertThat(children(process)).isEmpty();
        assertThat(restarts).hasSize(1);
        assertThat(losses).isEmpty();
    }

    /** The running Kinesis emulators of this JVM, except the one that was killed. */
    private static List<ProcessHandle> children(EmulatorProcess killed) {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.pid() != killed.pid() && child.isAlive())
                .filter(child -> child.info().commandLine().orElse("").endsWith("kinesis.js"))
                .toList();
    }

    @Test
    void anUnexpectedFailureOfARestartIsReported() throws Exception {
        EmulatorProcess process = startWithData(Emulator.DYNAMODB);
        Consumer<String> failing =
                what -> {
                    throw new IllegalStateException("no disk");
                };
        try (KeptEmulator emulator =
                KeptEmulator.watch(process, Duration.ofMillis(1), failing, losses::add)) {
            kill(process);

            assertThat(losses.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(
                            "The DynamoDB emulator (process %d) has ended with exit status 137 (signal 9). Its log: %s%n"
                                    + "The emulator cannot be started again, because of"
                                    + " java.lang.IllegalStateException: no disk.",
                            process.pid(), log());
            assertThat(emulator.endpoint()).isEqualTo(process.endpoint());
        }
    }

    private KeptEmulator watch(EmulatorProcess process) {
        return KeptEmulator.watch(process, restarts::add, losses::add);
    }

    private EmulatorProcess startWithData(Emulator emulator) {
        return EmulatorProcess.startWithData(
                emulator, INSTALLED, LoopbackPort.free("--port"), log(), data(), "orders");
    }

    private Path log() {
        return directory.resolve("emulator.log");
    }

    private Path data() {
        return directory.resolve("data");
    }

    static void kill(EmulatorProcess process) {
        ProcessHandle.of(process.pid()).orElseThrow().destroyForcibly();
    }

    static KinesisClient kinesis(URI endpoint) {
        return KinesisClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(CREDENTIALS)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    static void awaitActive(KinesisClient client) {
        Deadline.in(PATIENCE)
                .await(
                        "the stream is active",
                        () ->
                                client.describeStreamSummary(stream -> stream.streamName("orders"))
                                                .streamDescriptionSummary()
                                                .streamStatus()
                                        == StreamStatus.ACTIVE);
    }

    /** Puts one record alone and the others in a batch; returns their sequence numbers. */
    private static List<String> put(KinesisClient client, int from, int to) {
        List<String> accepted = new ArrayList<>();
        PutRecordResponse single =
                client.putRecord(
                        put ->
                                put.streamName("orders")
                                        .partitionKey("key-" + from)
                                        .data(SdkBytes.fromUtf8String("ä" + from)));
        accepted.add(single.sequenceNumber());
        client
                .putRecords(
                        put ->
                                put.streamName("orders")
                                        .records(
                                                IntStream.range(from + 1, to)
                                                        .mapToObj(KeptEmulatorITCase::entry)
                                                        .toList()))
                .records()
                .stream()
                .map(PutRecordsResultEntry::sequenceNumber)
                .forEach(accepted::add);
        return accepted;
    }

    private static PutRecordsRequestEntry entry(int number) {
        return PutRecordsRequestEntry.builder()
                .partitionKey("key-" + number)
                .data(SdkBytes.fromByteArray(new byte[] {0, (byte) 0xff, (byte) number}))
                .build();
    }

    static Map<Shard, List<Record>> read(KinesisClient client) {
        return client.listShards(list -> list.streamName("orders")).shards().stream()
                .collect(
                        Collectors.toMap(
                                shard -> shard,
                                shard ->
                                        read(client, shard, ShardIteratorType.TRIM_HORIZON, null)));
    }

    /** For each shard, the records that come after the shard's records in {@code before}. */
    private static Map<Shard, List<Record>> readAfter(
            KinesisClient client, Map<Shard, List<Record>> before) {
        return before.keySet().stream()
                .collect(
                        Collectors.toMap(
                                shard -> shard,
                                shard -> {
                                    List<Record> known = before.get(shard);
                                    return read(
                                            client,
                                            shard,
                                            ShardIteratorType.AFTER_SEQUENCE_NUMBER,
                                            known.isEmpty()
                                                    ? shard.sequenceNumberRange()
                                                            .startingSequenceNumber()
                                                    : known.get(known.size() - 1).sequenceNumber());
                                }));
    }

    private static List<Record> read(
            KinesisClient client, Shard shard, ShardIteratorType type, String after) {
        String iterator =
                client.getShardIterator(
                                get ->
                                        get.streamName("orders")
                                                .shardId(shard.shardId())
                                                .shardIteratorType(type)
                                                .startingSequenceNumber(after))
                        .shardIterator();
        return client.getRecords(get -> get.shardIterator(iterator)).records();
    }

    static List<String> sequenceNumbers(Map<Shard, List<Record>> records) {
        return records.values().stream().flatMap(List::stream).map(Record::sequenceNumber).toList();
    }
}
