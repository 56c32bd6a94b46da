package io.orderstream.job.sink;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.orderstream.job.CapturedLog;
import io.orderstream.job.config.JobConfig;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.records.RecordTypes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Runs the sink with a fake DynamoDB, which accepts each BatchWriteItem and keeps its items. A test
 * can answer the first calls in another way.
 */
class OrderTableSinkITCase {

    private static final InMemoryReporter METRICS = InMemoryReporter.createWithRetainedMetrics();

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setConfiguration(METRICS.addToConfiguration(new Configuration()))
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(1)
                            .build());

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final int FAILURES = 4;

    private final List<JsonNode> batches = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch ended = new CountDownLatch(1);
    private int specialCalls;
    private HttpHandler special = exchange -> {};
    private HttpServer dynamoDb;

    @BeforeEach
    void start() throws IOException {
        dynamoDb = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        dynamoDb.createContext("/", this::answer);
        dynamoDb.setExecutor(threads);
        dynamoDb.start();
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    @AfterEach
    void stop() {
        ended.countDown();
        dynamoDb.stop(0);
        threads.shutdown();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void itemsAreWrittenInBatchesWithoutEqualKeys() throws Exception {
        List<PlacedRecord> orders = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            orders.add(order().account("a" + i).inSlot(3));
            // Each order comes twice in a row. The sink must not put both copies into one batch.
            orders.add(order().account("a" + i).inSlot(3));
        }

        run(orders);

        for (JsonNode batch : batches) {
            assertThat(accounts(batch))
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(25)
                    .doesNotHaveDuplicates();
        }
        assertThat(accounts()).hasSize(120);
    }

    @Test
    void anOlderCopyThatIsSentAgainDoesNotReplaceTheNewerOne() throws Exception {
        String older = "2026-11-23T10:11:12.480Z";
        String newer = "2026-11-23T11:00:00.999Z";
        List<PlacedRecord> orders = new ArrayList<>();
        for (String arrival : List.of(older, newer)) {
            for (int i = 0; i < 10; i++) {
                orders.add(order().account("a" + i).receivedAt(arrival).inSlot(3));
            }
        }
        // The first four batches with the older copy of a0's order fail. All other batches are
        // written. If the sink sent the newer copy before the older copy is written, the retry of
        // the older copy would replace the newer copy.
        AtomicInteger refused = new AtomicInteger();
        answerFirst(
                Integer.MAX_VALUE,
                exchange -> {
                    JsonNode writes = writes(exchange);
                    if (holds(writes, "a0", older) && refused.getAndIncrement() < FAILURES) {
                        answer(503, "<html>503 Service Unavailable</html>").handle(exchange);
                    } else {
                        batches.add(writes);
                        answer(200, "{\"UnprocessedItems\":{}}").handle(exchange);
                    }
                });

        run(orders);

        Map<String, String> table = new HashMap<>();
        batches.forEach(
                batch -> batch.forEach(write -> table.put(accountOf(write), arrivalOf(write))));
        assertThat(refused.get()).isGreaterThanOrEqualTo(FAILURES);
        assertThat(table).hasSize(10);
        assertThat(table.values()).containsOnly(newer);
    }

    @Test
    void copiesAreWrittenOneAfterTheOther() throws Exception {
        String newer = "2026-11-23T11:00:00.999Z";

        run(List.of(order().inSlot(3), order().receivedAt(newer).inSlot(3)));

        assertThat(batches).hasSize(2);
        assertThat(arrivalOf(batches.get(1).path(0))).isEqualTo(newer);
    }

    @Test
    void allOrdersOfOneAccountAreWritten() throws Exception {
        List<PlacedRecord> orders = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            orders.add(order().account("a1").vendor("v" + i).inSlot(3));
        }

        run(orders);

        assertThat(batches.stream().flatMap(batch -> accounts(batch).stream())).hasSize(20);
    }

    @Test
    void ordersAreSentAgain_afterThrottling() throws Exception {
        answerFirst(FAILURES, answer(400, error("ProvisionedThroughputExceededException")));

        run(someOrders(20));

        assertThat(accounts()).hasSize(20);
        assertThat(calls.get()).isEqualTo(batches.size() + FAILURES);
    }

    @Test
    void ordersAreSentAgain_whileAPermissionIsMissing() throws Exception {
        answerFirst(FAILURES, answer(400, error("AccessDeniedException")));

        run(someOrders(20));

        assertThat(accounts()).hasSize(20);
    }

    @Test
    void ordersAreSentAgain_afterAnOutage_andNotEachFailureIsLogged() throws Exception {
        answerFirst(FAILURES, HttpExchange::close);

        try (CapturedLog log = CapturedLog.of(OrderTableWriter.class)) {
            run(someOrders(20));

            assertThat(log.messages())
                    .hasSizeBetween(1, FAILURES - 1)
                    .allMatch(message -> message.contains("sent again to orders"));
        }
        assertThat(accounts()).hasSize(20);
    }

    @Test
    void aMetricShowsThatTheBufferIsEmpty_afterAllOrdersAreWritten() throws Exception {
        JobID job = run(someOrders(20));

        assertThat(
                        METRICS.findMetrics(
                                job, ".*kinesisanalytics.Program.Orderstream.tableBufferPercent"))
                .hasSize(1)
                .allSatisfy(
                        (name, gauge) -> assertThat(((Gauge<?>) gauge).getValue()).isEqualTo(0L));
    }

    @Test
    void ordersAreSentAgain_afterAnErrorWithoutACode() throws Exception {
        answerFirst(FAILURES, answer(503, "<html>503 Service Unavailable</html>"));

        run(someOrders(20));

        assertThat(accounts()).hasSize(20);
    }

    @Test
    void ordersAreSentAgain_whenNoAnswerComes() throws Exception {
        answerFirst(
                1,
                exchange -> {
                    try {
                        ended.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });

        // The first call gets no answer, so the orders are sent again only after the sink's own
        // time-out. Without it, the HTTP client would wait 30 seconds, and this test would fail.
        assertTimeout(Duration.ofSeconds(30), () -> run(someOrders(20)));

        assertThat(accounts()).hasSize(20);
    }

    @Test
    void unprocessedItemsAreSentAgain_andOnlyThose() throws Exception {
        CountDownLatch secondCall = new CountDownLatch(1);
        answerFirst(
                2,
                exchange -> {
                    JsonNode writes = writes(exchange);
                    ObjectNode left = JSON.createObjectNode();
                    ObjectNode unprocessed = left.putObject("UnprocessedItems");
                    // The first call is a partial batch. It gets no answer before the second call
                    // has come. While a call is under way, the sink sends new orders only in full
                    // batches, so the second call has 25 orders.
                    if (writes.size() == 25) {
                        secondCall.countDown();
                        unprocessed.putArray("orders").add(writes.path(1)).add(writes.path(3));
                    } else {
                        await(secondCall);
                    }
                    batches.add(writes);
                    answer(200, left.toString()).handle(exchange);
                });

        run(someOrders(40));

        assertThat(accounts()).hasSize(40);
        assertThat(batches.stream().mapToInt(batch -> batch.size()).sum()).isEqualTo(40 + 2);
    }

    @Test
    void invalidItemsFailTheJob() {
        answerFirst(1, answer(400, error("ValidationException")));

        assertThatThrownBy(() -> run(someOrders(20)))
                .hasStackTraceContaining("Items cannot be written to orders")
                .hasStackTraceContaining("ValidationException");
    }

    @Test
    void aMissingTableFailsTheJob() {
        answerFirst(1, answer(400, error("ResourceNotFoundException")));

        assertThatThrownBy(() -> run(someOrders(20)))
                .hasStackTraceContaining("Items cannot be written to orders")
                .hasStackTraceContaining("ResourceNotFoundException");
    }

    @Test
    void whileNoAnswerComes_checkpointsGoOn_andTheirOrdersAreWrittenAfterARestart()
            throws Exception {
        answerFirst(
                Integer.MAX_VALUE,
                exchange -> {
                    if (AfterCheckpoints.FAILURES.get() > 0) {
                        batches.add(writes(exchange));
                        answer(200, "{\"UnprocessedItems\":{}}").handle(exchange);
                    } else {
                        // No answer comes, so a call is under way at every checkpoint.
                        await(AfterCheckpoints.FAILED);
                        exchange.close();
                    }
                });
        Configuration configuration = new Configuration();
        configuration.setString("execution.checkpointing.interval", "50 ms");
        configuration.setString("restart-strategy.type", "fixed-delay");
        configuration.setString("restart-strategy.fixed-delay.attempts", "1");
        configuration.setString("restart-strategy.fixed-delay.delay", "10 ms");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        env.fromSource(slowOrders(), WatermarkStrategy.noWatermarks(), "Orders")
                .map(new AfterCheckpoints())
                .returns(RecordTypes.PLACED_RECORD)
                .sinkTo(OrderTableSink.of(config()));

        env.execute();

        assertThat(AfterCheckpoints.FAILURES).hasValue(1);
        assertThat(accounts()).hasSize(AfterCheckpoints.ORDERS);
    }

    /** The source is so slow that there are many checkpoints. */
    private static DataGeneratorSource<PlacedRecord> slowOrders() {
        return new DataGeneratorSource<>(
                index -> order().account("a" + index).inSlot(3),
                AfterCheckpoints.ORDERS,
                RateLimiterStrategy.perSecond(100),
                RecordTypes.PLACED_RECORD);
    }

    /** Throws an exception once, after the first order and several completed checkpoints. */
    private static final class AfterCheckpoints extends RichMapFunction<PlacedRecord, PlacedRecord>
            implements CheckpointListener {

        private static final int ORDERS = 300;
        private static final int CHECKPOINTS = 5;
        private static final AtomicInteger COMPLETED = new AtomicInteger();
        private static final AtomicInteger FAILURES = new AtomicInteger();
        private static final CountDownLatch FAILED = new CountDownLatch(1);

        private transient boolean begun;

        @Override
        public PlacedRecord map(PlacedRecord order) {
            begun = true;
            if (COMPLETED.get() >= CHECKPOINTS && FAILURES.compareAndSet(0, 1)) {
                FAILED.countDown();
                throw new IllegalStateException("Planted by the test");
            }
            return order;
        }

        @Override
        public void notifyCheckpointComplete(long checkpointId) {
            if (begun) {
                COMPLETED.incrementAndGet();
            }
        }
    }

    /** In the job, the archive's writer blocks the task's thread while it waits for S3. */
    @Test
    void whileTheTasksThreadIsBlocked_bufferedOrdersAreWritten() throws Exception {
        answerFirst(
                Integer.MAX_VALUE,
                exchange -> {
                    JsonNode writes = writes(exchange);
                    // Answers come only after the thread is blocked. By then the first batches are
                    // under way, and all other orders wait in the buffer.
                    await(HoldsTheThread.HELD);
                    batches.add(writes);
                    writes.forEach(write -> HoldsTheThread.WRITTEN.countDown());
                    answer(200, "{\"UnprocessedItems\":{}}").handle(exchange);
                });
        List<PlacedRecord> orders = new ArrayList<>();
        for (int i = 0; i < HoldsTheThread.ORDERS_BEFORE; i++) {
            orders.add(order().account("a" + i).inSlot(3));
        }
        orders.add(order().account(HoldsTheThread.ACCOUNT).inSlot(3));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        env.fromData(orders, RecordTypes.PLACED_RECORD)
                .map(new HoldsTheThread())
                .returns(RecordTypes.PLACED_RECORD)
                .sinkTo(OrderTableSink.of(config()));

        env.execute();

        assertThat(accounts()).hasSize(HoldsTheThread.ORDERS_BEFORE + 1);
    }

    /** Blocks the task's thread at the last order until all orders before it are written. */
    private static final class HoldsTheThread implements MapFunction<PlacedRecord, PlacedRecord> {

        private static final int ORDERS_BEFORE = 200;
        private static final String ACCOUNT = "last";
        private static final CountDownLatch HELD = new CountDownLatch(1);
        private static final CountDownLatch WRITTEN = new CountDownLatch(ORDERS_BEFORE);

        @Override
        public PlacedRecord map(PlacedRecord order) {
            if (order.received().account().value().equals(ACCOUNT)) {
                HELD.countDown();
                await(WRITTEN);
            }
            return order;
        }
    }

    /** Waits for at most five minutes. */
    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(5, TimeUnit.MINUTES)) {
                throw new IllegalStateException("Waited for five minutes");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JobID run(List<PlacedRecord> orders) throws Exception {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        env.fromData(orders, RecordTypes.PLACED_RECORD).sinkTo(OrderTableSink.of(config()));
        return env.execute().getJobID();
    }

    /** Orders of different accounts: a0, a1 and so on. */
    private static List<PlacedRecord> someOrders(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> order().account("a" + i).inSlot(3))
                .collect(Collectors.toList());
    }

    /** The accounts of all items in {@link #batches}. */
    private Set<String> accounts() {
        return batches.stream()
                .flatMap(batch -> accounts(batch).stream())
                .collect(Collectors.toSet());
    }

    private static List<String> accounts(JsonNode writes) {
        List<String> accounts = new ArrayList<>();
        writes.forEach(write -> accounts.add(accountOf(write)));
        return accounts;
    }

    private static String accountOf(JsonNode write) {
        return write.path("PutRequest").path("Item").path("accountid").path("S").asText();
    }

    private static boolean holds(JsonNode writes, String account, String arrival) {
        for (JsonNode write : writes) {
            if (accountOf(write).equals(account) && arrivalOf(write).equals(arrival)) {
                return true;
            }
        }
        return false;
    }

    private static String arrivalOf(JsonNode write) {
        return write.path("PutRequest").path("Item").path("receivedat").path("S").asText();
    }

    /** Lets this handler answer the first calls. */
    private void answerFirst(int calls, HttpHandler handler) {
        specialCalls = calls;
        special = handler;
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (calls.incrementAndGet() <= specialCalls) {
            special.handle(exchange);
        } else {
            batches.add(writes(exchange));
            answer(200, "{\"UnprocessedItems\":{}}").handle(exchange);
        }
    }

    private static JsonNode writes(HttpExchange exchange) throws IOException {
        return JSON.readTree(exchange.getRequestBody().readAllBytes())
                .path("RequestItems")
                .path("orders");
    }

    private static String error(String code) {
        return "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + code + "\"}";
    }

    private static HttpHandler answer(int status, String text) {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        return exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("content-type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        };
    }

    private JobConfig config() {
        return JobConfig.of(
                Map.of(
                        "source",
                        properties(
                                Map.of(
                                        "stream.arn",
                                        "arn:aws:kinesis:us-east-1:000000000000:stream/orders")),
                        "table",
                        properties(
                                Map.of(
                                        "name", "orders",
                                        "region", "us-east-1",
                                        "endpoint",
                                                "http://127.0.0.1:"
                                                        + dynamoDb.getAddress().getPort())),
                        "archive",
                        properties(Map.of("bucket", "orders")),
                        "pipeline",
                        properties(Map.of())));
    }

    private static Properties properties(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return properties;
    }
}
