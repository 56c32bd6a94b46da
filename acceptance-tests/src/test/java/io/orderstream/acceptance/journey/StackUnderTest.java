package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.acceptance.journey.ApiClient.Answer;
import io.orderstream.embedded.flink.FlinkJob;
import io.orderstream.embedded.stack.EmbeddedStack;
import io.orderstream.embedded.stack.EndpointResolver;
import io.orderstream.embedded.stack.Installation;
import io.orderstream.embedded.stack.StackOptions;
import io.orderstream.embedded.stack.StartListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The whole stack for a test class, with methods to post orders, to read them, and to look into
 * stream, table and bucket.
 */
final class StackUnderTest implements AutoCloseable {

    /** The limit of each wait. It is long, because the machine may be busy. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** The account of the orders that {@link #awaitAllRead} puts onto the stream. */
    private static final String LAST_ACCOUNT = "last";

    /** How many records a request to Kinesis may have. */
    private static final int MAX_RECORDS = 500;

    /**
     * More than one shard, but few, because the job reads each shard up to four times a second.
     * These reads are the main load of the emulator.
     */
    private static final int SHARDS = 2;

    /** The memory of each function, as in {@link StackOptions}. */
    static final int FUNCTION_MEBIBYTES = 512;

    static {
        // Flink closes the class loader of a job while the threads of a lost task manager are still
        // ending. Such a thread may fail because a class is missing. This error must not fail the
        // test.
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    private final EmbeddedStack stack;
    private final Path data;
    private final ApiClient api;
    private final KinesisClient kinesis;
    private final DynamoDbClient dynamoDb;
    private final S3Client s3;
    private final JobEvents events;
    private Optional<FlinkJob> job = Optional.empty();
    private int taskManager;

    private StackUnderTest(EmbeddedStack stack, Path data, JobEvents events) {
        this.stack = stack;
        this.events = events;
        this.data = data;
        this.api = new ApiClient(stack.api());
        this.kinesis = stack.services().kinesisClient();
        this.dynamoDb = stack.services().dynamoDbClient();
        this.s3 = stack.services().s3Client();
    }

    /** Starts everything except the job. */
    static StackUnderTest start(String name, UnaryOperator<StackOptions> options) {
        return start(name, options, EndpointResolver.DIRECT);
    }

    /**
     * Starts everything except the job.
     *
     * @param paths decides which address each caller uses for each service, for example the address
     *     of a proxy
     */
    static StackUnderTest start(
            String name, UnaryOperator<StackOptions> options, EndpointResolver paths) {
        StackOptions chosen =
                options.apply(
                        StackOptions.defaults(Path.of("target", "journey", name))
                                .withShards(SHARDS)
                                .withCheckpointInterval(Duration.ofSeconds(1)));
        JobEvents events = new JobEvents();
        return new StackUnderTest(
                EmbeddedStack.start(new Installation(Path.of("..")), chosen, events, paths),
                chosen.data(),
                events);
    }

    void startJob() {
        startJob(Optional.empty());
    }

    /** Starts the job, from the savepoint if one is given. */
    void startJob(Optional<String> savepoint) {
        FlinkJob started = stack.startJob(savepoint, stack.parallelism());
        job = Optional.of(started);
        // A listener must hear of the job before the job's start is reported. Otherwise a listener
        // that watches for failures misses an early failure.
        assertThat(events.events).endsWith("submitted " + started.id(), "Flink job started");
    }

    /** Records which parts have started and which jobs Flink has accepted, in sequence. */
    private static final class JobEvents implements StartListener {

        private final List<String> events = new CopyOnWriteArrayList<>();

        @Override
        public void starting(String part) {}

        @Override
        public void started(String part, String where, Duration took) {
            events.add(part + " started");
        }

        @Override
        public void submitted(FlinkJob taken) {
            events.add("submitted " + taken.id());
        }
    }

    /** Stops the job with a savepoint. Returns the location of the savepoint. */
    String stopJobWithSavepoint() {
        return job.orElseThrow().stopWithSavepoint(PATIENCE);
    }

    /** Cancels the job without a savepoint. */
    void cancelJob() {
        job.orElseThrow().cancel(PATIENCE);
    }

    ApiClient api() {
        return api;
    }

    URI apiAddress() {
        return stack.api();
    }

    /** The secret access key with which all parts of the stack sign their requests. */
    String secretKey() {
        return stack.services().credentials().secretAccessKey();
    }

    /** An order of coffee. Its price and its quantity are JSON strings. */
    static String coffee(String account, String vendor, String date, String price, int quantity) {
        return String.format(
                """
                {"order": {"accountid": "%s", "vendorid": "%s", "orderdate": "%s",
                           "details": {"coffeetype": "Short Black", "coffeesize": "Small",
                                       "unitprice": "%s", "quantity": "%s"}}}
                """,
                account, vendor, date, price, quantity);
    }

    /** Posts an order that must be accepted, and returns its id. */
    String post(String order) {
        Answer answer = api.post("/order", order);
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        return answer.json().path("orderid").asText();
    }

    /** Waits until a GET of this path answers 200. */
    Answer awaitOk(String pathAndQuery) {
        return await(pathAndQuery + " answers 200")
                .atMost(PATIENCE)
                .until(() -> api.get(pathAndQuery), answer -> answer.status() == 200);
    }

    /** Waits until an order of vendor v1 has this number of events. Returns the order's history. */
    JsonNode awaitHistory(String account, String order, int events) {
        String path = "/order/events?accountid=" + account + "&vendorid=v1&orderid=" + order;
        return await(events + " events")
                .atMost(PATIENCE)
                .until(
                        () -> awaitOk(path).json(),
                        history -> history.path("events").size() == events);
    }

    /** Puts bytes directly onto the stream, as any producer may. */
    PutRecordResponse putOntoStream(byte[] data, String partitionKey) {
        return kinesis.putRecord(
                request ->
                        request.streamName(stack.streamName())
                                .data(SdkBytes.fromByteArray(data))
                                .partitionKey(partitionKey));
    }

    /** Puts many records with one partition key onto the stream, in this sequence. */
    void putAllOntoStream(List<byte[]> records, String partitionKey) {
        for (int from = 0; from < records.size(); from += MAX_RECORDS) {
            List<PutRecordsRequestEntry> batch =
                    records.subList(from, Math.min(from + MAX_RECORDS, records.size())).stream()
                            .map(
                                    data ->
                                            PutRecordsRequestEntry.builder()
                                                    .data(SdkBytes.fromByteArray(data))
                                                    .partitionKey(partitionKey)
                                                    .build())
                            .toList();
            PutRecordsResponse put =
                    kinesis.putRecords(
                            request -> request.streamName(stack.streamName()).records(batch));
            assertThat(put.failedRecordCount()).isZero();
        }
    }

    /** Splits each open shard into halves. */
    void splitShards() {
        for (Shard shard : openShards()) {
            BigInteger first = new BigInteger(shard.hashKeyRange().startingHashKey());
            BigInteger last = new BigInteger(shard.hashKeyRange().endingHashKey());
            kinesis.splitShard(
                    request ->
                            request.streamName(stack.streamName())
                                    .shardToSplit(shard.shardId())
                                    .newStartingHashKey(
                                            first.add(last).divide(BigInteger.TWO).toString()));
            await("the stream is active again")
                    .atMost(PATIENCE)
                    .until(
                            () ->
                                    kinesis.describeStreamSummary(
                                                            request ->
                                                                    request.streamName(
                                                                            stack.streamName()))
                                                    .streamDescriptionSummary()
                                                    .streamStatus()
                                            == StreamStatus.ACTIVE);
        }
    }

    private List<Shard> openShards() {
        return kinesis
                .listShards(request -> request.streamName(stack.streamName()))
                .shards()
                .stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .toList();
    }

    /** Every record that is on the stream now, shard by shard. Each must be JSON. */
    List<JsonNode> recordsOnStream() {
        return kinesis
                .listShards(request -> request.streamName(stack.streamName()))
                .shards()
                .stream()
                .flatMap(shard -> recordsOf(shard.shardId()))
                .toList();
    }

    private Stream<JsonNode> recordsOf(String shardId) {
        String iterator =
                kinesis.getShardIterator(
                                request ->
                                        request.streamName(stack.streamName())
                                                .shardId(shardId)
                                                .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                        .shardIterator();
        Stream<JsonNode> records = Stream.of();
        // A closed shard has no next iterator after its last record.
        while (iterator != null) {
            String from = iterator;
            GetRecordsResponse read = kinesis.getRecords(request -> request.shardIterator(from));
            records =
                    Stream.concat(
                            records,
                            read.records().stream()
                                    .map(record -> Json.read(record.data().asUtf8String())));
            if (read.records().isEmpty() && read.millisBehindLatest() == 0) {
                break;
            }
            iterator = read.nextShardIterator();
        }
        return records;
    }

    /**
     * Waits until the job has read everything that is on the stream now, and has committed it to
     * the bucket. Puts one more order onto each open shard: when the table has these orders, the
     * job has read all records before them. The table may still lack items of other records: the
     * job may write such an item later than the added orders, and {@link #awaitCommitted} does not
     * wait for the table. {@link #orderIds} and {@link #invoices} leave the added orders out.
     */
    void awaitAllRead() {
        String date = Instant.now().toString();
        List<Shard> open = openShards();
        for (Shard shard : open) {
            kinesis.putRecord(
                    request ->
                            request.streamName(stack.streamName())
                                    .data(
                                            SdkBytes.fromUtf8String(
                                                    coffee(
                                                            LAST_ACCOUNT,
                                                            shard.shardId(),
                                                            date,
                                                            "1",
                                                            1)))
                                    .partitionKey(LAST_ACCOUNT)
                                    .explicitHashKey(shard.hashKeyRange().startingHashKey()));
        }
        await("the last order of each shard")
                .atMost(PATIENCE)
                .until(
                        () ->
                                itemsOf(LAST_ACCOUNT).stream()
                                        .map(item -> item.get("orderdate").s())
                                        .filter(date::equals)
                                        .count(),
                        count -> count == open.size());
        awaitCommitted();
    }

    /**
     * Waits until the files in the bucket contain everything that the job has read. A checkpoint
     * that begins now contains all of this, and the files of this checkpoint are committed before
     * the next checkpoint completes. So this method waits for two checkpoints. A checkpoint does
     * not wait for the table.
     */
    void awaitCommitted() {
        for (int i = 0; i < 2; i++) {
            await("a checkpoint")
                    .atMost(PATIENCE)
                    .until(() -> job.orElseThrow().checkpoint(PATIENCE));
        }
    }

    /**
     * Kills the job's task manager, starts another task manager, and waits for two checkpoints of
     * the job.
     */
    void replaceTaskManager() {
        stack.flink().terminateTaskManager(taskManager++);
        stack.flink().startTaskManager();
        awaitCommitted();
    }

    /** The root cause of the job's newest failure, if it ever failed. */
    Optional<String> jobFailure() {
        return job.orElseThrow().failure();
    }

    /** Checks that the job runs, and that it has never failed. */
    void assertJobNeverFailed() {
        assertThat(job.orElseThrow().state()).isEqualTo("RUNNING");
        assertThat(jobFailure()).isEmpty();
    }

    /** Every line of every finished file under this prefix of the bucket. */
    List<String> linesUnder(String prefix) {
        return s3
                .listObjectsV2Paginator(
                        request -> request.bucket(stack.bucketName()).prefix(prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .filter(key -> key.endsWith(".jsonl"))
                .flatMap(
                        key ->
                                s3.getObjectAsBytes(
                                                request ->
                                                        request.bucket(stack.bucketName()).key(key))
                                        .asString(StandardCharsets.UTF_8)
                                        .lines())
                .toList();
    }

    /** Puts a file into the bucket. */
    void putFile(String key, String content) {
        s3.putObject(
                request -> request.bucket(stack.bucketName()).key(key),
                RequestBody.fromString(content));
    }

    /** What is in a file of the bucket. */
    String file(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(stack.bucketName()).key(key))
                .asString(StandardCharsets.UTF_8);
    }

    /** Waits until the archive of orders has at least this number of lines. */
    void awaitArchived(int count) {
        await(count + " archived orders")
                .atMost(PATIENCE)
                .until(() -> linesUnder("invoices/").size() >= count);
    }

    /** The keys under a prefix of the bucket. */
    List<String> keysUnder(String prefix) {
        return s3
                .listObjectsV2Paginator(
                        request -> request.bucket(stack.bucketName()).prefix(prefix))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    /** All items of an account. */
    List<Map<String, AttributeValue>> itemsOf(String account) {
        return dynamoDb
                .queryPaginator(
                        request ->
                                request.tableName(stack.tableName())
                                        .keyConditionExpression("accountid = :a")
                                        .expressionAttributeValues(
                                                Map.of(":a", AttributeValue.fromS(account))))
                .items()
                .stream()
                .toList();
    }

    /** Deletes every item of the table. */
    void emptyTable() {
        items().forEach(
                        item ->
                                dynamoDb.deleteItem(
                                        request ->
                                                request.tableName(stack.tableName())
                                                        .key(
                                                                Map.of(
                                                                        "accountid",
                                                                        item.get("accountid"),
                                                                        "vendorid_orderid",
                                                                        item.get(
                                                                                "vendorid_orderid")))));
    }

    /** The ids of the orders in the table, without those that {@link #awaitAllRead} adds. */
    List<String> orderIds() {
        return items().filter(item -> !item.containsKey("type"))
                .filter(item -> !item.get("accountid").s().equals(LAST_ACCOUNT))
                .map(item -> item.get("orderid").s())
                .toList();
    }

    /** The event id of each event's item in the table. */
    List<String> eventIds() {
        return items().filter(item -> item.containsKey("type"))
                .map(item -> item.get("vendorid_orderid").s())
                .map(key -> key.substring(key.lastIndexOf('#') + 1))
                .toList();
    }

    /** The orders in the archive, without those that {@link #awaitAllRead} adds. */
    List<JsonNode> invoices() {
        return linesUnder("invoices/").stream()
                .map(Json::read)
                .filter(document -> !document.path("accountid").asText().equals(LAST_ACCOUNT))
                .toList();
    }

    /** The ids of the orders in the table, without those of one account. */
    Set<String> orderIdsOfOthersThan(String account) {
        return items().filter(item -> !item.containsKey("type"))
                .filter(item -> !item.get("accountid").s().equals(account))
                .map(item -> item.get("orderid").s())
                .collect(Collectors.toSet());
    }

    private Stream<Map<String, AttributeValue>> items() {
        return dynamoDb
                .scanPaginator(request -> request.tableName(stack.tableName()))
                .items()
                .stream();
    }

    /** Waits until the table has at least this number of orders. */
    void awaitOrders(int count) {
        await(count + " orders").atMost(PATIENCE).until(() -> orderIds().size() >= count);
    }

    /** Waits until the table has at least this number of items of events. */
    void awaitEvents(int count) {
        await(count + " events").atMost(PATIENCE).until(() -> eventIds().size() >= count);
    }

    /** Everything that the functions and the emulators of Kinesis and DynamoDB have logged. */
    String logs() {
        try (Stream<Path> files = Files.list(data.resolve("logs"))) {
            StringBuilder logs = new StringBuilder();
            for (Path file : files.toList()) {
                logs.append(Files.readString(file));
            }
            return logs.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The archived orders of an account. */
    List<JsonNode> archivedOf(String account) {
        return linesUnder("invoices/").stream()
                .map(Json::read)
                .filter(document -> document.path("accountid").asText().equals(account))
                .toList();
    }

    @Override
    public void close() {
        kinesis.close();
        dynamoDb.close();
        s3.close();
        stack.close();
    }
}
