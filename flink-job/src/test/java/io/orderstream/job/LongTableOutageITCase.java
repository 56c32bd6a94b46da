package io.orderstream.job;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.orderstream.job.config.JobConfig;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.StreamRecord;
import io.orderstream.job.sink.ArchiveSinks;
import io.orderstream.job.sink.OrderTableSink;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The job reads the largest orders while the table gives no answers. The JVM of the tests has 1 GiB
 * of heap. In a soak ({@code mvn verify -Psoak}) the table gives no answers for more than five
 * minutes.
 */
class LongTableOutageITCase {

    /** The number of orders that fill the buffer, which is 16 MiB. */
    private static final int ORDERS_OF_A_FULL_BUFFER = 253;

    private static final int ORDERS = 600;

    private static final int PER_SECOND = 60;

    private static final Duration STANDSTILL =
            Duration.ofSeconds(Integer.getInteger("orderstream.standstill.seconds", 5));

    /** The longest wait for a condition. It is long, since the machine may be busy. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final AtomicInteger EMITTED = new AtomicInteger();

    /**
     * 64 KiB of JSON. As a map of DynamoDB attributes, the same details would take 3 MB of heap.
     */
    private static final String DETAILS =
            "{\"unitprice\":1,\"quantity\":1,\"n\":[" + "{},".repeat(21_800) + "{}]}";

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(1)
                            .build());

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir private Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<String> written = ConcurrentHashMap.newKeySet();
    private volatile boolean silent = true;
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
        dynamoDb.stop(0);
        threads.shutdownNow();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void checkpointsGoOnUntilTheBufferIsFull_thenTheJobWaitsForTheTable(
            @InjectMiniCluster MiniCluster cluster) throws Exception {
        JobClient job = startJob();

        awaitUntil("three checkpoints are complete", () -> completed(cluster, job) >= 3);
        awaitUntil("the job reads no more orders", LongTableOutageITCase::readsNothing);
        int emitted = EMITTED.get();
        long checkpoints = completed(cluster, job);
        sleep(STANDSTILL);

        // Flink's network buffers have room for some more orders.
        assertThat(emitted).isBetween(ORDERS_OF_A_FULL_BUFFER, ORDERS_OF_A_FULL_BUFFER + 100);
        assertThat(EMITTED).hasValue(emitted);
        assertThat(completed(cluster, job)).isEqualTo(checkpoints);
        assertThat(job.getJobStatus().get()).isEqualTo(JobStatus.RUNNING);
        assertThat(written).isEmpty();

        silent = false;
        // The job has no restart strategy, so a failure would end the job with an exception.
        job.getJobExecutionResult().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);

        assertThat(written).hasSize(ORDERS);
        assertThat(new ArchiveDirectory(directory).orders()).hasSize(ORDERS);
    }

    private JobClient startJob() throws Exception {
        Configuration configuration = new Configuration();
        configuration.setString("execution.checkpointing.interval", "200 ms");
        configuration.setString("restart-strategy.type", "none");
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(configuration);
        env.setParallelism(1);
        DataGeneratorSource<StreamRecord> records =
                new DataGeneratorSource<>(
                        LongTableOutageITCase::record,
                        ORDERS,
                        RateLimiterStrategy.perSecond(PER_SECOND),
                        RecordTypes.STREAM_RECORD);
        OrderPipeline.define(
                env.fromSource(records, WatermarkStrategy.noWatermarks(), "Records"),
                OrderTableSink.of(config()),
                ArchiveSinks.archive(directory.toUri()),
                ArchiveSinks.rejected(directory.toUri()),
                4,
                Duration.ofHours(1));
        return env.executeAsync();
    }

    private static StreamRecord record(long index) {
        EMITTED.incrementAndGet();
        return order().account("a" + index).details(DETAILS).record();
    }

    private static long completed(MiniCluster cluster, JobClient job) {
        JobID id = job.getJobID();
        try {
            return cluster.getExecutionGraph(id)
                    .get()
                    .getCheckpointStatsSnapshot()
                    .getCounts()
                    .getNumberOfCompletedCheckpoints();
        } catch (Exception e) {
            throw new AssertionError("No job " + id, e);
        }
    }

    /**
     * True if the buffer is full and the job reads no order for three seconds. Usually the job
     * reads 180 orders in this time.
     */
    private static boolean readsNothing() {
        int before = EMITTED.get();
        if (before < ORDERS_OF_A_FULL_BUFFER) {
            return false;
        }
        sleep(Duration.ofSeconds(3));
        return EMITTED.get() == before;
    }

    private static void awaitUntil(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Not true after " + PATIENCE + ": " + what);
            }
            sleep(Duration.ofMillis(20));
        }
    }

    private static void sleep(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (silent) {
            // The connection stays open, without an answer.
            return;
        }
        JsonNode writes = JSON.readTree(body).path("RequestItems").path("orders");
        for (JsonNode write : writes) {
            written.add(write.at("/PutRequest/Item/orderid/S").asText());
        }
        byte[] answer = "{\"UnprocessedItems\":{}}".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("content-type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private JobConfig config() {
        String endpoint = "http://127.0.0.1:" + dynamoDb.getAddress().getPort();
        return JobConfig.of(
                Map.of(
                        "source",
                        properties(
                                "stream.arn",
                                "arn:aws:kinesis:us-east-1:000000000000:stream/orders"),
                        "table",
                        properties("name", "orders", "region", "us-east-1", "endpoint", endpoint),
                        "archive",
                        properties("bucket", "orders")));
    }

    private static Properties properties(String... keysAndValues) {
        Properties properties = new Properties();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.setProperty(keysAndValues[i], keysAndValues[i + 1]);
        }
        return properties;
    }
}
