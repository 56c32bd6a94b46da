package io.orderstream.job.sink;

import static io.orderstream.job.RecordBuilder.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import io.orderstream.job.config.JobConfig;
import io.orderstream.job.records.PlacedRecord;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the sink's state: the orders and events that the table has not confirmed. */
class OrderTableSinkTest {

    @BeforeEach
    void setCredentials() {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    @AfterEach
    void removeCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private final SimpleVersionedSerializer<PlacedRecord> serializer =
            OrderTableSink.of(config(1)).getWriterStateSerializer();

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "\u2615\uD83D\uDE00"})
    void anUnconfirmedOrderIsRestored(String text) throws Exception {
        // The longest text has 63,000 bytes in UTF-8. writeUTF would need 81,000 bytes for it, and
        // its limit is 65,535.
        String details = "{\"unitprice\":1,\"quantity\":1,\"note\":\"" + text.repeat(9_000) + "\"}";
        PlacedRecord order = order().details(details).inSlot(3);

        byte[] bytes = serializer.serialize(order);

        assertThat(serializer.deserialize(serializer.getVersion(), bytes)).isEqualTo(order);
    }

    @Test
    void anUnconfirmedEventIsRestored() throws Exception {
        PlacedRecord event = order().eventInSlot(3, "refunded", ",\"amount\":\"4.5\"");

        byte[] bytes = serializer.serialize(event);

        assertThat(serializer.deserialize(serializer.getVersion(), bytes)).isEqualTo(event);
    }

    /**
     * Version 4 is from an earlier version of the job, which had orders but no events. Orders have
     * the same bytes in versions 4 and 5, so this test reads bytes of version 5 as version 4.
     */
    @Test
    void anUnconfirmedOrderOfVersion4IsRestored() throws Exception {
        PlacedRecord order = order().inSlot(3);

        assertThat(serializer.deserialize(4, serializer.serialize(order))).isEqualTo(order);
    }

    @Test
    void anotherVersionIsRefused() throws Exception {
        byte[] bytes = serializer.serialize(order().inSlot(3));

        assertThatIOException()
                .isThrownBy(() -> serializer.deserialize(3, bytes))
                .withMessage(
                        "Unconfirmed orders and events: this job reads the versions 4 and 5, the"
                                + " snapshot has version 3");
    }

    @Test
    void afterAChangeOfParallelismEachSubtaskWritesItsShare() throws Exception {
        Set<String> accounts = new HashSet<>();
        Set<String> written = ConcurrentHashMap.newKeySet();
        AtomicBoolean silent = new AtomicBoolean(true);
        HttpServer dynamoDb = start(silent, written);

        OneInputStreamOperatorTestHarness<PlacedRecord, CommittableMessage<Object>> before =
                harness(dynamoDb, 1, 0);
        before.open();
        for (int i = 0; i < 60; i++) {
            accounts.add("a" + i);
            before.processElement(order().account("a" + i).inSlot(3), 0);
        }
        OperatorSubtaskState snapshot = before.snapshot(1, 1);
        before.close();

        silent.set(false);
        for (int subtask = 0; subtask < 2; subtask++) {
            OneInputStreamOperatorTestHarness<PlacedRecord, CommittableMessage<Object>> after =
                    harness(dynamoDb, 2, subtask);
            after.initializeState(
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(
                            snapshot, 128, 1, 2, subtask));
            after.open();
            after.endInput();
            after.close();

            assertThat(written).hasSize(30 * (subtask + 1));
        }
        assertThat(written).isEqualTo(accounts);
        dynamoDb.stop(0);
    }

    private static HttpServer start(AtomicBoolean silent, Set<String> written) throws IOException {
        HttpServer dynamoDb =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        dynamoDb.createContext(
                "/",
                exchange -> {
                    byte[] request = exchange.getRequestBody().readAllBytes();
                    if (silent.get()) {
                        // The connection stays open, without an answer.
                        return;
                    }
                    JsonMapper.builder()
                            .build()
                            .readTree(request)
                            .findValues("accountid")
                            .forEach(account -> written.add(account.path("S").asText()));
                    byte[] answer = "{\"UnprocessedItems\":{}}".getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("content-type", "application/x-amz-json-1.0");
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        dynamoDb.start();
        return dynamoDb;
    }

    private static OneInputStreamOperatorTestHarness<PlacedRecord, CommittableMessage<Object>>
            harness(HttpServer dynamoDb, int parallelism, int subtask) throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new SinkWriterOperatorFactory<>(
                        OrderTableSink.of(config(dynamoDb.getAddress().getPort()))),
                128,
                parallelism,
                subtask);
    }

    private static JobConfig config(int port) {
        return JobConfig.of(
                Map.of(
                        "source",
                        properties(
                                "stream.arn",
                                "arn:aws:kinesis:us-east-1:000000000000:stream/orders"),
                        "table",
                        properties(
                                "name",
                                "orders",
                                "region",
                                "us-east-1",
                                "endpoint",
                                "http://127.0.0.1:" + port),
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
