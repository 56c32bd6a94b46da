package io.orderstream.job.sink;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.orderstream.job.JobConfig;
import io.orderstream.job.records.PlacedOrder;
import io.orderstream.job.records.PlacedOrderSerializer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sink against a DynamoDB that notes each BatchWriteItem, and throttles the first ones. */
class OrderTableSinkITCase {

    @RegisterExtension
    static final MiniClusterExtension CLUSTER =
            new MiniClusterExtension(
                    new MiniClusterResourceConfiguration.Builder()
                            .setNumberTaskManagers(1)
                            .setNumberSlotsPerTaskManager(1)
                            .build());

    private static final int THROTTLED = 2;

    private final List<JsonNode> batches = new CopyOnWriteArrayList<>();
    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer dynamoDb;

    @BeforeEach
    void start() throws IOException {
        dynamoDb = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        dynamoDb.createContext("/", this::answer);
        dynamoDb.start();
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    @AfterEach
    void stop() {
        dynamoDb.stop(0);
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void itemsAreWrittenInBatchesWithoutEqualKeys_andThrottlingDoesNotFailTheJob()
            throws Exception {
        List<PlacedOrder> orders = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            orders.add(order().account("a" + i).inSlot(3));
            // Twice in a row: without the sink's own de-duplication they would share a batch.
            orders.add(order().account("a" + i).inSlot(3));
        }
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);

        env.fromData(orders, PlacedOrderSerializer.TYPE).sinkTo(OrderTableSink.of(config()));
        env.execute();

        Set<String> accounts = new HashSet<>();
        for (JsonNode batch : batches) {
            List<String> keys = new ArrayList<>();
            for (JsonNode write : batch.path("RequestItems").path("orders")) {
                JsonNode item = write.path("PutRequest").path("Item");
                keys.add(item.path("accountid").path("S").asText());
            }
            assertThat(keys).isNotEmpty().hasSizeLessThanOrEqualTo(10).doesNotHaveDuplicates();
            accounts.addAll(keys);
        }
        assertThat(accounts).hasSize(120);
        assertThat(calls.get()).isEqualTo(batches.size() + THROTTLED);
    }

    @Test
    void whatIsBufferedAtACheckpointIsKeptByTheSinksOwnSerializer() {
        assertThat(OrderTableSink.of(config()).getWriterStateSerializer())
                .isInstanceOf(BufferedItemsSerializer.class);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] request = exchange.getRequestBody().readAllBytes();
        boolean throttle = calls.incrementAndGet() <= THROTTLED;
        if (!throttle) {
            batches.add(JsonMapper.builder().build().readTree(request));
        }
        byte[] body =
                (throttle
                                ? "{\"__type\":\"com.amazonaws.dynamodb.v20120810#"
                                        + "ProvisionedThroughputExceededException\"}"
                                : "{\"UnprocessedItems\":{}}")
                        .getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("content-type", "application/x-amz-json-1.0");
        exchange.sendResponseHeaders(throttle ? 400 : 200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
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
                                        "batch.size", "10",
                                        "buffer.time", "PT0.05S",
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
