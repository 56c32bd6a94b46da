package io.orderstream.embedded.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderstream.embedded.emulator.Emulator;
import io.orderstream.embedded.emulator.EmulatorProcess;
import io.orderstream.embedded.gateway.LocalRoutes.Answer;
import io.orderstream.embedded.s3.LocalS3;
import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.start.LoopbackPort;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
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
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.s3.S3Client;

/** The console's routes, with the emulators. Each test writes and reads data of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleRoutesITCase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AwsBasicCredentials CREDENTIALS =
            AwsBasicCredentials.create("local", "secret");
    private static final StaticCredentialsProvider PROVIDER =
            StaticCredentialsProvider.create(CREDENTIALS);

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir static Path directory;

    private EmulatorProcess kinesisProcess;
    private EmulatorProcess dynamoDbProcess;
    private LocalS3 s3Server;
    private KinesisClient kinesis;
    private DynamoDbClient dynamoDb;
    private S3Client s3;
    private ConsoleRoutes routes;

    @BeforeAll
    void start() {
        kinesisProcess = start(Emulator.KINESIS);
        dynamoDbProcess = start(Emulator.DYNAMODB);
        s3Server =
                LocalS3.start(directory.resolve("s3"), LoopbackPort.free("--s3-port"), CREDENTIALS);
        kinesis = kinesisClient();
        dynamoDb = dynamoDbClient();
        s3 = s3Server.client();
        createStream("orders", 2);
        dynamoDb.createTable(
                table ->
                        table.tableName("orders")
                                .billingMode(BillingMode.PAY_PER_REQUEST)
                                .attributeDefinitions(text("account"), text("order"))
                                .keySchema(
                                        key("account", KeyType.HASH), key("order", KeyType.RANGE)));
        s3.createBucket(bucket -> bucket.bucket("archive"));
        s3.createBucket(bucket -> bucket.bucket("large"));
        routes =
                new ConsoleRoutes(
                        new JobView(
                                Optional::empty,
                                () -> Optional.of(URI.create("http://127.0.0.1:8081"))),
                        new StreamView(kinesisClient(), "orders", PATIENCE),
                        new TableView(dynamoDbClient(), "orders", List.of("account", "order")),
                        new ArchiveView(s3Client(), "archive"));
    }

    private void createStream(String name, int shards) {
        kinesis.createStream(stream -> stream.streamName(name).shardCount(shards));
        Deadline.in(PATIENCE)
                .await(
                        "the stream is active",
                        () ->
                                kinesis.describeStreamSummary(stream -> stream.streamName(name))
                                                .streamDescriptionSummary()
                                                .streamStatus()
                                        == StreamStatus.ACTIVE);
    }

    @AfterAll
    void stop() {
        routes.close();
        kinesis.close();
        dynamoDb.close();
        s3Server.close();
        dynamoDbProcess.close();
        kinesisProcess.close();
    }

    private static EmulatorProcess start(Emulator emulator) {
        return EmulatorProcess.start(
                emulator,
                Path.of("target/emulators"),
                LoopbackPort.free("--port"),
                directory.resolve(emulator + ".log"));
    }

    private KinesisClient kinesisClient() {
        return KinesisClient.builder()
                .endpointOverride(kinesisProcess.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(PROVIDER)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    private DynamoDbClient dynamoDbClient() {
        return DynamoDbClient.builder()
                .endpointOverride(dynamoDbProcess.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(PROVIDER)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    private S3Client s3Client() {
        return S3Client.builder()
                .endpointOverride(s3Server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(PROVIDER)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .forcePathStyle(true)
                .build();
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }

    @Test
    void theNewestRecordsOfTheStreamAreFirst() throws InterruptedException {
        byte[] large = new byte[5_000];
        String shard = put("<b>first</b>".getBytes(UTF_8), "0");
        put(large, "0");
        String other = put(new byte[] {(byte) 0xff}, "340282366920938463463374607431768211455");

        JsonNode all = json("/local/stream");
        JsonNode one = json("/local/stream", "shardid", shard);

        assertThat(other).isNotEqualTo(shard);
        assertThat(all.path("shards")).hasSize(2);
        assertThat(all.at("/shards/0/open").asBoolean()).isTrue();
        assertThat(all.path("records").findValuesAsText("bytes"))
                .containsExactly("1", "5000", "12");
        assertThat(all.path("records").findValuesAsText("shardid"))
                .containsExactly(other, shard, shard);
        assertThat(all.has("more")).isFalse();
        assertThat(one.path("records").findValuesAsText("bytes")).containsExactly("5000", "12");
        JsonNode first = one.at("/records/1");
        assertThat(first.path("partitionkey").asText()).isEqualTo("key");
        assertThat(first.path("sequencenumber").asText()).matches("[0-9]+");
        assertThat(Instant.parse(first.path("arrivedat").asText())).isBefore(Instant.now());
        assertThat(data(first)).isEqualTo("<b>first</b>".getBytes(UTF_8));
        assertThat(data(one.at("/records/0"))).hasSize(3_072);
    }

    @Test
    void theRecordsOfAllShardsAreReadPageByPage() {
        createStream("pages", 2);
        putRecords("pages", 1_000, 2_000);

        List<String> all = new ArrayList<>();
        List<String> arrivals = new ArrayList<>();
        Optional<String> next = Optional.empty();
        try (StreamView view = new StreamView(kinesisClient(), "pages", PATIENCE)) {
            do {
                JsonNode page = view.page(Optional.empty(), next);
                assertThat(page.path("records")).hasSize(50);
                all.addAll(texts(page));
                arrivals.addAll(page.path("records").findValuesAsText("arrivedat"));
                next =
                        Optional.of(page.path("next"))
                                .filter(JsonNode::isTextual)
                                .map(JsonNode::asText);
            } while (next.isPresent());
        }

        assertThat(all).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(arrivals).isSortedAccordingTo(Comparator.comparing(Instant::parse).reversed());
        assertThat(all.subList(0, 500)).allMatch(record -> record.compareTo("r1500") >= 0);
    }

    /**
     * Puts a record for each number from {@code from} to {@code to - 1}. The data of a record is
     * {@code r} and its number. Each request has 500 records.
     */
    private void putRecords(String name, int from, int to) {
        for (int first = from; first < to; first += 500) {
            List<PutRecordsRequestEntry> records =
                    IntStream.range(first, first + 500)
                            .mapToObj(
                                    i ->
                                            PutRecordsRequestEntry.builder()
                                                    .partitionKey("key" + i)
                                                    .data(SdkBytes.fromUtf8String("r" + i))
                                                    .build())
                            .toList();
            kinesis.putRecords(put -> put.streamName(name).records(records));
        }
    }

    private static List<String> texts(JsonNode page) {
        List<String> texts = new ArrayList<>();
        page.path("records").forEach(record -> texts.add(new String(data(record), UTF_8)));
        return texts;
    }

    private String put(byte[] data, String hashKey) throws InterruptedException {
        // The pause gives records of different shards different arrival times.
        Thread.sleep(10);
        return kinesis.putRecord(
                        put ->
                                put.streamName("orders")
                                        .partitionKey("key")
                                        .explicitHashKey(hashKey)
                                        .data(SdkBytes.fromByteArray(data)))
                .shardId();
    }

    private static byte[] data(JsonNode record) {
        return Base64.getDecoder().decode(record.path("data").asText());
    }

    @Test
    void theItemsOfTheTableAreReadPageByPage() {
        for (int i = 100; i < 130; i++) {
            putItem(
                    Map.of(
                            "account", AttributeValue.fromS("a1"),
                            "order", AttributeValue.fromS("o" + i),
                            "details", AttributeValue.fromS("x".repeat(i == 129 ? 2_001 : 2_000)),
                            "total", AttributeValue.fromN("4.5"),
                            "b", AttributeValue.fromBool(true)));
        }
        putItem(
                Map.of(
                        "account", AttributeValue.fromS("a2"),
                        "order", AttributeValue.fromS("o1")));

        JsonNode page = json("/local/table", "accountid", "a1");
        JsonNode rest =
                json("/local/table", "accountid", "a1", "after", page.path("next").asText());
        List<String> all = new ArrayList<>();
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            JsonNode some = json("/local/table", "after", next.get());
            assertThat(some.path("items")).hasSizeLessThanOrEqualTo(25);
            some.path("items").forEach(item -> all.add(item.at("/1/value").asText()));
            next = Optional.of(some.path("next")).filter(JsonNode::isTextual).map(JsonNode::asText);
        }

        assertThat(page.path("items")).hasSize(25);
        assertThat(page.at("/items/0").findValuesAsText("name"))
                .containsExactly("account", "order", "b", "details", "total");
        assertThat(page.at("/items/0").findValuesAsText("type"))
                .containsExactly("S", "S", "BOOL", "S", "N");
        assertThat(page.at("/items/0/1/value").asText()).isEqualTo("o129");
        assertThat(page.at("/items/0/3/value").asText()).hasSize(2_000);
        assertThat(page.at("/items/0/3/cut").asBoolean()).isTrue();
        assertThat(page.at("/items/1/3").has("cut")).isFalse();
        assertThat(page.at("/items/0/4/value").asText()).isEqualTo("4.5");
        assertThat(rest.path("items")).hasSize(5);
        assertThat(rest.has("next")).isFalse();
        assertThat(all).hasSize(31).doesNotHaveDuplicates();
    }

    private void putItem(Map<String, AttributeValue> item) {
        dynamoDb.putItem(put -> put.tableName("orders").item(item));
    }

    @Test
    void theBucketIsBrowsedFolderByFolder() {
        putFile("invoices/dt=2026-11-23/hh=10/part-1.jsonl", "{\"a\":1}\n");
        putFile("invoices/dt=2026-11-24/hh=00/part-1.jsonl", "{\"a\":2}\n");
        putFile("invoices/empty", "");
        putFile("invoices/large", "ä" + "x".repeat(64 * 1024 - 3) + "ä");

        JsonNode folder = json("/local/archive", "prefix", "invoices/");
        JsonNode file = json("/local/file", "key", "invoices/dt=2026-11-23/hh=10/part-1.jsonl");
        JsonNode large = json("/local/file", "key", "invoices/large");

        assertThat(folder.path("folders"))
                .hasToString("[\"invoices/dt=2026-11-23/\",\"invoices/dt=2026-11-24/\"]");
        assertThat(folder.path("files").findValuesAsText("key"))
                .containsExactly("invoices/empty", "invoices/large");
        assertThat(folder.at("/files/0/bytes").asInt()).isZero();
        assertThat(Instant.parse(folder.at("/files/0/modifiedat").asText()))
                .isBefore(Instant.now().plusSeconds(1));
        assertThat(file.path("text").asText()).isEqualTo("{\"a\":1}\n");
        assertThat(file.path("bytes").asInt()).isEqualTo(8);
        assertThat(file.path("cut").asBoolean()).isFalse();
        assertThat(json("/local/file", "key", "invoices/empty").path("text").asText()).isEmpty();
        assertThat(large.path("cut").asBoolean()).isTrue();
        // The last character has two bytes, and only the first byte is within the limit.
        assertThat(large.path("text").asText()).isEqualTo("ä" + "x".repeat(64 * 1024 - 3));
    }

    @Test
    void aFolderWithManyFilesIsReadPageByPage() throws IOException {
        for (int i = 0; i < 201; i++) {
            store("archive", "many/" + (1_000 + i), "x");
        }

        JsonNode page = json("/local/archive", "prefix", "many/");
        JsonNode rest =
                json("/local/archive", "prefix", "many/", "after", page.path("next").asText());

        assertThat(page.path("files")).hasSize(200);
        assertThat(rest.path("files").findValuesAsText("key")).containsExactly("many/1200");
        assertThat(rest.has("next")).isFalse();
    }

    @Test
    void theNewestRejectedRecordsAreFirst() {
        putFile("rejected/dt=2026-11-22/hh=23/part-a-0.jsonl", rejected("2026-11-22T23:10:00Z", 9));
        putFile(
                "rejected/dt=2026-11-23/hh=09/part-a-0.jsonl",
                rejected("2026-11-23T09:10:00Z", 5_000) + rejected("2026-11-23T09:20:00Z", 3));
        putFile("rejected/dt=2026-11-23/hh=10/part-a-0.jsonl", rejected("2026-11-23T10:00:00Z", 0));
        putFile("rejected/dt=2026-11-23/hh=10/.part-a-1.jsonl.inprogress", "{");

        JsonNode json = json("/local/rejected");

        assertThat(json.path("more").asBoolean()).isFalse();
        assertThat(json.path("records").findValuesAsText("receivedat"))
                .containsExactly(
                        "2026-11-23T10:00:00Z",
                        "2026-11-23T09:20:00Z",
                        "2026-11-23T09:10:00Z",
                        "2026-11-22T23:10:00Z");
        assertThat(json.path("records").findValuesAsText("bytes"))
                .containsExactly("0", "3", "5000", "9");
        JsonNode large = json.at("/records/2");
        assertThat(large.path("id").asText())
                .isEqualTo("rejected/dt=2026-11-23/hh=09/part-a-0.jsonl#2");
        assertThat(large.path("reason").asText()).isEqualTo("invalid");
        assertThat(large.at("/problems/0/path").asText()).isEqualTo("$");
        assertThat(large.path("shardid").asText()).isEqualTo("shardId-000000000003");
        assertThat(data(large)).hasSize(3_072);
    }

    /** The large records have 1 MiB. By default, a stream accepts no larger records. */
    @Test
    void aLargeRejectedRecordHidesNoRecordOfAnotherFile() {
        putRejected(8, rejected("2026-11-24T08:10:00Z", 1));
        putRejected(
                9,
                rejected("2026-11-24T09:01:00Z", 2)
                        + rejected("2026-11-24T09:02:00Z", 1024 * 1024)
                        + rejected("2026-11-24T09:03:00Z", 3));
        putRejected(
                10,
                rejected("2026-11-24T10:01:00Z", 4)
                        + rejected("2026-11-24T10:02:00Z", 1024 * 1024)
                        + rejected("2026-11-24T10:03:00Z", 1024 * 1024)
                        + rejected("2026-11-24T10:04:00Z", 1024 * 1024));

        JsonNode json = rejectedLarge();

        assertThat(json.path("records").findValuesAsText("receivedat"))
                .containsExactly(
                        "2026-11-24T10:04:00Z",
                        "2026-11-24T09:03:00Z",
                        "2026-11-24T09:02:00Z",
                        "2026-11-24T09:01:00Z",
                        "2026-11-24T08:10:00Z");
        assertThat(json.at("/records/0/bytes").asInt()).isEqualTo(1024 * 1024);
        assertThat(data(json.at("/records/0"))).hasSize(3_072);
        assertThat(json.at("/records/0/id").asText())
                .isEqualTo("rejected/dt=2026-11-24/hh=10/part-a-0.jsonl#1");
        assertThat(json.path("more").asBoolean()).isTrue();
    }

    @Test
    void aRejectedRecordThatIsTooLargeToShow_isReportedAsMore() {
        putRejected(11, rejected("2026-11-24T11:00:00Z", 2 * 1024 * 1024));

        assertThat(rejectedLarge()).hasToString("{\"records\":[],\"more\":true}");
    }

    /** A page of a listing has at most 1,000 folders, so the newest is on the second page. */
    @Test
    void theNewestRejectedRecordIsFound_afterAThousandDaysWithRejectedRecords() throws IOException {
        LocalDate newest = LocalDate.parse("2026-11-24");
        for (int age = 1_000; age >= 0; age--) {
            String day = newest.minusDays(age).toString();
            store(
                    "large",
                    "rejected/dt=" + day + "/hh=10/part-a-0.jsonl",
                    rejected(day + "T10:00:00Z", 1));
        }

        JsonNode json = rejectedLarge();

        assertThat(json.at("/records/0/receivedat").asText()).isEqualTo("2026-11-24T10:00:00Z");
        assertThat(json.path("more").asBoolean()).isTrue();
    }

    private void putRejected(int hour, String lines) {
        s3.putObject(
                put ->
                        put.bucket("large")
                                .key(
                                        String.format(
                                                Locale.ROOT,
                                                "rejected/dt=2026-11-24/hh=%02d/part-a-0.jsonl",
                                                hour)),
                RequestBody.fromString(lines));
    }

    /** The rejected records in the bucket {@code large}. */
    private JsonNode rejectedLarge() {
        try (ArchiveView view = new ArchiveView(s3Client(), "large")) {
            return view.rejectedRecords().json();
        }
    }

    @AfterEach
    void emptyTheLargeBucket() {
        s3.listObjectsV2Paginator(list -> list.bucket("large")).contents().stream()
                .forEach(file -> s3.deleteObject(delete -> delete.bucket("large").key(file.key())));
    }

    private static String rejected(String receivedAt, int bytes) {
        return """
               {"reason":"invalid","problems":[{"path":"$","expected":"JSON","found":"nothing"}],\
               "shardid":"shardId-000000000003","sequencenumber":"4967","partitionkey":"k7",\
               "receivedat":"%s","data":"%s"}
               """
                .formatted(receivedAt, Base64.getEncoder().encodeToString(new byte[bytes]));
    }

    /** Writes many objects faster than requests do: S3's store is a directory. */
    private static void store(String bucket, String key, String text) throws IOException {
        Path file = directory.resolve("s3").resolve(bucket).resolve(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void putFile(String key, String text) {
        s3.putObject(put -> put.bucket("archive").key(key), RequestBody.fromString(text));
    }

    @Test
    void theStateIsNone_beforeTheJobStarts() {
        JsonNode job = json("/local/job");

        assertThat(job.path("state").asText()).isEqualTo("NONE");
        assertThat(job.path("ui").asText()).isEqualTo("http://127.0.0.1:8081");
        assertThat(job.has("jobid")).isFalse();
        assertThat(json("/local/traffic").path("records"))
                .hasToString("{\"orders\":0,\"events\":0,\"duplicates\":0,\"rejected\":0}");
    }

    @ParameterizedTest
    @CsvSource({
        "/local/stream, shardid, shardId-9, 400, shardid: expected a shard of the stream",
        "/local/stream, after, 7, 400, after: expected the value of next from an earlier answer",
        "/local/table, after, {, 400, after: expected the value of next from an earlier answer",
        "/local/table, after, 7, 400, after: expected the value of next from an earlier answer",
        "/local/file, x, y, 400, 'key: expected a value, found nothing'",
        "/local/file, key, none, 404, Not Found",
    })
    void aWrongParameterIsExplained(
            String path, String name, String value, int status, String message) {
        Answer answer = get(path, Map.of(name, value));

        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(parse(answer).path("message").asText()).isEqualTo(message);
    }

    @Test
    void aRouteAnswers502_whenAServiceAnswersWithAnError() {
        try (ConsoleRoutes others =
                new ConsoleRoutes(
                        new JobView(Optional::empty, Optional::empty),
                        new StreamView(kinesisClient(), "no-such-stream", PATIENCE),
                        new TableView(dynamoDbClient(), "none", List.of("a", "b")),
                        new ArchiveView(s3Client(), "archive"))) {
            for (String path : List.of("/local/stream", "/local/table")) {
                Answer answer = others.find(path).orElseThrow().get(Map.of());
                assertThat(answer.status()).as("%s", answer).isEqualTo(502);
            }
        }
    }

    private JsonNode json(String path, String... query) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < query.length; i += 2) {
            parameters.put(query[i], query[i + 1]);
        }
        Answer answer = get(path, parameters);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.contentType()).isEqualTo("application/json");
        return parse(answer);
    }

    private Answer get(String path, Map<String, String> query) {
        return routes.find(path).orElseThrow().get(query);
    }

    private static JsonNode parse(Answer answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError("Not JSON: " + answer, e);
        }
    }
}
