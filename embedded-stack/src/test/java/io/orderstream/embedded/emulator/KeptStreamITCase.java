package io.orderstream.embedded.emulator;

import static io.orderstream.embedded.emulator.KeptEmulatorITCase.awaitActive;
import static io.orderstream.embedded.emulator.KeptEmulatorITCase.kill;
import static io.orderstream.embedded.emulator.KeptEmulatorITCase.kinesis;
import static io.orderstream.embedded.emulator.KeptEmulatorITCase.read;
import static io.orderstream.embedded.emulator.KeptEmulatorITCase.sequenceNumbers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.json.StackJson;
import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/**
 * Tests {@code kept-stream.js}, which keeps the stream of the Kinesis emulator in files. {@link
 * KeptEmulatorITCase} tests the automatic restart of a killed emulator.
 */
class KeptStreamITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int CRASHES = 6;
    private static final int WRITERS = 4;
    private static final int LONGEST_RUN_MILLIS = 300;
    private static final int SHARDS = 3;
    private static final String FIRST_SHARD = "shardId-000000000000";

    @TempDir private Path directory;

    /**
     * Kills the emulator again and again, while threads put and read records and split shards.
     * After each restart, the stream has all records whose put was answered, and all records that
     * were read.
     */
    @Test
    void noAnsweredRecordIsLost_whenTheEmulatorEndsAtAnyTime() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Set<String> known = ConcurrentHashMap.newKeySet();
        EmulatorProcess emulator = start();
        try (KinesisClient client = kinesis(emulator.endpoint())) {
            create(client, SHARDS);
            for (int crash = 0; crash < CRASHES; crash++) {
                int before = known.size();
                ExecutorService threads = Executors.newCachedThreadPool();
                for (int writer = 0; writer < WRITERS; writer++) {
                    threads.execute(() -> untilTheEnd(() -> known.add(putAnywhere(client))));
                }
                threads.execute(() -> untilTheEnd(() -> known.addAll(putBatch(client))));
                threads.execute(
                        () -> untilTheEnd(() -> known.addAll(sequenceNumbers(read(client)))));
                Deadline.in(PATIENCE).await("a put is answered", () -> known.size() > before);
                if (crash % 3 == 0) {
                    threads.execute(() -> tolerateTheEnd(() -> split(client, random)));
                }
                LockSupport.parkNanos(
                        Duration.ofMillis(random.nextInt(LONGEST_RUN_MILLIS)).toNanos());

                kill(emulator);

                threads.shutdown();
                assertThat(threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                emulator.close();
                emulator = emulator.startAgain();
                assertThat(sequenceNumbers(read(client)))
                        .as("seed %d, crash %d", seed, crash)
                        .doesNotHaveDuplicates()
                        .containsAll(known);
            }
        } finally {
            emulator.close();
        }
    }

    /**
     * After a restart of the emulator, a job continues after the last record that it has read. If
     * that record were lost, the emulator would not know its sequence number.
     */
    @Test
    void noReaderGetsARecordBeforeItIsInTheJournal() throws Exception {
        Process node = broken("slow");
        try {
            URI endpoint = endpoint(node);
            CompletableFuture<HttpResponse<String>> put =
                    HttpClient.newHttpClient()
                            .sendAsync(request(endpoint, "PutRecord"), BodyHandlers.ofString());
            assertThat(node.inputReader().readLine()).isEqualTo("The emulator has the record.");

            HttpResponse<String> answer = post(endpoint, "GetRecords");

            assertThat(data().resolve(FIRST_SHARD + ".jsonl")).content().hasLineCount(1);
            assertThat(answer.body()).contains("\"PartitionKey\":\"key\"");
            assertThat(put.join().statusCode()).isEqualTo(200);
        } finally {
            node.destroyForcibly();
        }
    }

    /**
     * After a put, {@code kept-stream.js} reads the new records from the emulator with GetRecords,
     * and writes them into the journal. An answer of GetRecords has at most 10 MiB, and one record
     * may be as large. So an answer may have room for only one record.
     */
    @Test
    void aPutIsInTheJournal_evenIfItsRecordDidNotFitIntoTheFirstAnswer() throws Exception {
        Process node = broken("large");
        try {
            post(endpoint(node), "PutRecord");

            assertThat(data().resolve(FIRST_SHARD + ".jsonl")).content().hasLineCount(2);
        } finally {
            node.destroyForcibly();
        }
    }

    /** Repeats an action until the emulator does not answer any more. */
    private static void untilTheEnd(Runnable action) {
        tolerateTheEnd(
                () -> {
                    while (true) {
                        action.run();
                    }
                });
    }

    private static void tolerateTheEnd(Runnable action) {
        try {
            action.run();
        } catch (SdkException ended) {
            // The emulator was killed.
        }
    }

    private static void split(KinesisClient client, Random random) {
        List<Shard> open =
                client.listShards(list -> list.streamName("orders")).shards().stream()
                        .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                        .toList();
        Shard shard = open.get(random.nextInt(open.size()));
        client.splitShard(
                split ->
                        split.streamName("orders")
                                .shardToSplit(shard.shardId())
                                .newStartingHashKey(middle(shard)));
    }

    private static String middle(Shard shard) {
        return new BigDecimal(shard.hashKeyRange().startingHashKey())
                .add(new BigDecimal(shard.hashKeyRange().endingHashKey()))
                .divideToIntegralValue(BigDecimal.valueOf(2))
                .toPlainString();
    }

    @Test
    void aNewStartDropsRecordsOlderThanTheRetentionPeriod_exceptTheNewestOfThem() throws Exception {
        List<String> numbers = new ArrayList<>();
        try (EmulatorProcess first = start();
                KinesisClient client = kinesis(first.endpoint())) {
            create(client, 1);
            for (String key : List.of("a", "b", "c", "d", "e")) {
                numbers.add(put(client, key));
            }
        }
        Path journal = data().resolve(FIRST_SHARD + ".jsonl");
        makeOlder(journal, 3, Duration.ofHours(25));

        try (EmulatorProcess second = start();
                KinesisClient client = kinesis(second.endpoint())) {
            // c stays, because a consumer may have a checkpoint there.
            assertThat(keys(read(client).values())).containsExactly("c", "d", "e");
            assertThat(readAfter(client, numbers.get(2))).containsExactly("d", "e");
            assertThat(journal).content().hasLineCount(3);
            put(client, "f");
        }
        try (EmulatorProcess third = start();
                KinesisClient client = kinesis(third.endpoint())) {
            assertThat(keys(read(client).values())).containsExactly("c", "d", "e", "f");
        }
    }

    /** Moves the arrival of the first records in a journal to an earlier time. */
    private static void makeOlder(Path journal, int records, Duration age) throws IOException {
        List<String> lines = Files.readAllLines(journal);
        for (int i = 0; i < records; i++) {
            ObjectNode line = (ObjectNode) StackJson.MAPPER.readTree(lines.get(i));
            double arrived = line.required("ApproximateArrivalTimestamp").doubleValue();
            line.put("ApproximateArrivalTimestamp", arrived - age.toSeconds());
            lines.set(i, line.toString());
        }
        Files.write(journal, lines);
    }

    @Test
    void aJournalThatIsLargerThanTheHeapIsPreparedForTheEmulator() throws Exception {
        int records = 128;
        Files.createDirectories(data());
        Path journal = data().resolve(FIRST_SHARD + ".jsonl");
        Files.writeString(
                data().resolve("shards.json"),
                """
                {"summary": {"StreamARN": "arn:aws:kinesis:us-east-1:000000000000:stream/orders", "StreamName": "orders",
                             "StreamCreationTimestamp": 1795967758.752, "RetentionPeriodHours": 24},
                 "shards": [{"ShardId": "shardId-000000000000", "SequenceNumberRange":
                             {"StartingSequenceNumber": "49680680017403392397672653998778660567797922895409184770"}}]}
                """);
        try (BufferedWriter out = Files.newBufferedWriter(journal)) {
            for (int i = 0; i < records; i++) {
                out.write(
                        String.format(
                                "{\"SequenceNumber\":\"%s\",\"PartitionKey\":\"k\",\"Data\":\"%s\",\"ApproximateArrivalTimestamp\":%s}%n",
                                i, "A".repeat(1 << 20), 1_795_967_758 + i));
            }
        }

        Process node =
                node(
                        "--max-old-space-size=64",
                        "-e",
                        "require('./kept-stream').restore(process.argv[1], 'orders'); process.exit(0)",
                        data().toString());

        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).as(output).isZero();
        Path loaded = data().resolve("loaded.json");
        assertThat(Files.size(loaded)).isGreaterThan(records << 20);
        assertThat(StackJson.MAPPER.readTree(loaded.toFile()).findValue("shards").elements())
                .toIterable()
                .singleElement()
                .satisfies(shard -> assertThat(shard).hasSize(records));
    }

    @Test
    void aDeletedStreamIsNotKept_andANewStreamOfThatNameHasNoOldRecords() throws Exception {
        try (EmulatorProcess first = start();
                KinesisClient client = kinesis(first.endpoint())) {
            create(client, 2);
            IntStream.range(0, 5).forEach(i -> put(client, "old-" + i));
            delete(client);
        }
        try (EmulatorProcess second = start();
                KinesisClient client = kinesis(second.endpoint())) {
            assertThat(client.listStreams().streamNames()).isEmpty();
            create(client, 2);
            IntStream.range(0, 5).forEach(i -> put(client, "older-" + i));
            delete(client);
            create(client, 1);
            IntStream.range(0, 5).forEach(i -> put(client, "new-" + i));
        }
        try (EmulatorProcess third = start();
                KinesisClient client = kinesis(third.endpoint())) {
            assertThat(keys(read(client).values()))
                    .containsExactly("new-0", "new-1", "new-2", "new-3", "new-4");
        }
    }

    private static void delete(KinesisClient client) {
        client.deleteStream(stream -> stream.streamName("orders"));
        Deadline.in(PATIENCE)
                .await(
                        "the stream is deleted",
                        () -> {
                            try {
                                client.describeStreamSummary(stream -> stream.streamName("orders"));
                                return false;
                            } catch (ResourceNotFoundException e) {
                                return true;
                            }
                        });
    }

    @Test
    void theSettingsOfTheStreamOutliveARestart() throws Exception {
        StreamDescriptionSummary before;
        try (EmulatorProcess first = start();
                KinesisClient client = kinesis(first.endpoint())) {
            create(client, 1);
            client.increaseStreamRetentionPeriod(
                    stream -> stream.streamName("orders").retentionPeriodHours(168));
            client.enableEnhancedMonitoring(
                    stream ->
                            stream.streamName("orders")
                                    .shardLevelMetrics(MetricsName.INCOMING_BYTES));
            client.startStreamEncryption(
                    stream ->
                            stream.streamName("orders")
                                    .encryptionType(EncryptionType.KMS)
                                    .keyId("12345678-1234-1234-1234-123456789012"));
            awaitActive(client);
            before = describe(client);
            assertThat(before.encryptionType()).isEqualTo(EncryptionType.KMS);
        }

        try (EmulatorProcess second = start();
                KinesisClient client = kinesis(second.endpoint())) {
            assertThat(describe(client)).isEqualTo(before);
        }
    }

    private static StreamDescriptionSummary describe(KinesisClient client) {
        return client.describeStreamSummary(stream -> stream.streamName("orders"))
                .streamDescriptionSummary();
    }

    @Test
    void aDirectoryWithAnotherStreamIsRefused() throws Exception {
        try (EmulatorProcess first = start();
                KinesisClient client = kinesis(first.endpoint())) {
            create(client, 1);
        }

        assertThatThrownBy(() -> start("payments"))
                .isInstanceOf(StartException.class)
                .hasMessageEndingWith(
                        "%s has the stream orders, but the stack has the stream payments. To begin again, delete the data"
                                + " directory.",
                        data());
    }

    @Test
    void subscribeToShardIsRefused() throws Exception {
        try (EmulatorProcess emulator = start()) {
            HttpResponse<String> answer = post(emulator.endpoint(), "SubscribeToShard");

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body())
                    .isEqualTo(
                            "{\"__type\":\"InvalidArgumentException\",\"message\":\"With --keep, the stream has no"
                                    + " SubscribeToShard. Use GetRecords.\"}");
        }
    }

    @Test
    void aPutToAFullStreamIsRefused() throws Exception {
        Process node = broken("full");
        try (KinesisClient client = kinesis(endpoint(node))) {
            assertThatThrownBy(() -> put(client, "key"))
                    .isInstanceOf(LimitExceededException.class)
                    .hasMessageStartingWith(
                            "The stream is full: its journals in %s have reached 0 MiB. A new start drops records that are"
                                    + " older than the retention period. If there are none, begin again with an empty data"
                                    + " directory.",
                            data());
        } finally {
            node.destroyForcibly();
        }
    }

    /**
     * If an emulator hangs, its process must end. Only then does the stack start another process.
     * If the process did not end, the answers to readers would wait for ever for a put that hangs.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "silent   | PutRecord    | did not answer Kinesis_20131202.PutRecord within 0.5 s.",
                "busy     | CreateStream | DescribeStreamSummary: {\"ok\":false,",
                "updating | CreateStream | The stream orders has been changing for 0.5 s."
            })
    void anEmulatorThatHangsOrStaysBusyIsEnded(String fault, String action, String reason)
            throws Exception {
        Process node = broken(fault);
        URI endpoint = endpoint(node);

        Thread caller = new Thread(() -> postWithoutAnswer(endpoint, action));
        caller.start();

        try {
            assertThat(node.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(node.exitValue()).isEqualTo(137);
            assertThat(node.inputReader().lines()).anyMatch(line -> line.contains(reason));
        } finally {
            node.destroyForcibly();
            caller.join();
        }
    }

    private static void postWithoutAnswer(URI endpoint, String action) {
        try {
            post(endpoint, action);
        } catch (IOException expected) {
            // The process of the emulator has ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Process broken(String fault) throws Exception {
        Files.createDirectories(data());
        Path script = Path.of(KeptStreamITCase.class.getResource("broken-emulator.js").toURI());
        return node(
                script.toString(),
                KeptEmulatorITCase.INSTALLED.toAbsolutePath().toString(),
                data().toString(),
                fault);
    }

    private static Process node(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .directory(KeptEmulatorITCase.INSTALLED.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static URI endpoint(Process node) throws IOException {
        // The reader is not closed, because the process goes on writing.
        BufferedReader output = node.inputReader();
        return URI.create("http://127.0.0.1:" + output.readLine());
    }

    private static HttpResponse<String> post(URI endpoint, String action)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request(endpoint, action), BodyHandlers.ofString());
    }

    private static HttpRequest request(URI endpoint, String action) {
        return HttpRequest.newBuilder(endpoint)
                .header("content-type", "application/x-amz-json-1.1")
                .header("x-amz-target", "Kinesis_20131202." + action)
                .POST(BodyPublishers.ofString("{}"))
                .build();
    }

    private EmulatorProcess start() {
        return start("orders");
    }

    private EmulatorProcess start(String stream) {
        return EmulatorProcess.startWithData(
                Emulator.KINESIS,
                KeptEmulatorITCase.INSTALLED,
                LoopbackPort.free("--port"),
                directory.resolve("emulator.log"),
                data(),
                stream);
    }

    private Path data() {
        return directory.resolve("data");
    }

    private static void create(KinesisClient client, int shards) {
        client.createStream(stream -> stream.streamName("orders").shardCount(shards));
        awaitActive(client);
    }

    /** Puts a record; returns its sequence number. */
    private static String put(KinesisClient client, String key) {
        return client.putRecord(
                        put ->
                                put.streamName("orders")
                                        .partitionKey(key)
                                        .data(SdkBytes.fromUtf8String("{}")))
                .sequenceNumber();
    }

    private static String putAnywhere(KinesisClient client) {
        return put(client, "key-" + System.nanoTime());
    }

    /** Puts some records to different shards; returns the sequence numbers of the accepted ones. */
    private static List<String> putBatch(KinesisClient client) {
        return client
                .putRecords(
                        put ->
                                put.streamName("orders")
                                        .records(
                                                IntStream.range(0, 8)
                                                        .mapToObj(KeptStreamITCase::entry)
                                                        .toList()))
                .records()
                .stream()
                .map(PutRecordsResultEntry::sequenceNumber)
                .filter(Objects::nonNull)
                .toList();
    }

    private static PutRecordsRequestEntry entry(int number) {
        return PutRecordsRequestEntry.builder()
                .partitionKey("batch-" + number)
                .data(SdkBytes.fromUtf8String("{}"))
                .build();
    }

    private static List<String> keys(Collection<List<Record>> records) {
        return records.stream()
                .flatMap(List::stream)
                .map(Record::partitionKey)
                .collect(Collectors.toList());
    }

    /** The partition keys of the records after this sequence number. */
    private static List<String> readAfter(KinesisClient client, String number) {
        String iterator =
                client.getShardIterator(
                                get ->
                                        get.streamName("orders")
                                                .shardId(FIRST_SHARD)
                                                .shardIteratorType(
                                                        ShardIteratorType.AFTER_SEQUENCE_NUMBER)
                                                .startingSequenceNumber(number))
                        .shardIterator();
        return keys(List.of(client.getRecords(get -> get.shardIterator(iterator)).records()));
    }
}
