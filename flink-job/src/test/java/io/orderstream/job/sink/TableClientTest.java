package io.orderstream.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.model.OrderId;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class TableClientTest {

    /** The longest wait for an answer. It is long, since the machine may be busy. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final PlacedRecord FIRST = TableSimulation.order(1, "a1");
    private static final PlacedRecord SECOND = TableSimulation.order(2, "a2");

    private Set<Thread> threadsBefore;

    @BeforeEach
    void start() {
        // Every method has a time-out (see the root pom.xml), so JUnit starts a thread of its own
        // before the first method. The initializer of a field would run before that thread starts,
        // and would miss it.
        threadsBefore = Thread.getAllStackTraces().keySet();
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    @AfterEach
    void removeCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void ordersThatDynamoDbLeavesUnprocessedAreRefused() throws Exception {
        String second = "{\"PutRequest\":{\"Item\":" + TableItem.json(SECOND) + "}}";

        assertThat(refused(200, "{\"UnprocessedItems\":{\"orders\":[" + second + "]}}"))
                .containsExactly(id(SECOND));
    }

    @Test
    void ordersThatDynamoDbWritesAreNotRefused() throws Exception {
        assertThat(refused(200, "{\"UnprocessedItems\":{}}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ProvisionedThroughputExceededException",
                "ThrottlingException",
                "RequestLimitExceeded"
            })
    void allOrdersAreRefused_whenTheCallIsThrottled(String code) throws Exception {
        assertThat(refused(400, error(code))).containsExactlyInAnyOrder(id(FIRST), id(SECOND));
    }

    @ParameterizedTest
    @CsvSource({
        "400, ResourceNotFoundException, true",
        "400, ValidationException, true",
        "400, AccessDeniedException, false",
        "500, InternalServerError, false",
        "503, , false"
    })
    void anErrorIsPermanent_onlyIfNoRetryCanHelp(int status, String code, boolean permanent) {
        String answer = code == null ? "<html>Service Unavailable</html>" : error(code);
        assertThatThrownBy(() -> refused(status, answer))
                .isInstanceOf(ExecutionException.class)
                .satisfies(
                        failure ->
                                assertThat(TableClient.isPermanent(failure.getCause()))
                                        .isEqualTo(permanent));
    }

    /**
     * The client writes the JSON of a request itself, without the SDK's objects for items. This
     * test also compares the target and the content type, and checks the body's hash in the header
     * {@code x-amz-content-sha256}.
     */
    @Test
    void theBodyIsTheSameJsonAsTheSdksOwn() throws Exception {
        PlacedRecord awkward =
                TableSimulation.order(
                        3,
                        "a|3",
                        "{\"q\":\"\\\"\\\\\\u0007/é☕\uD83D\uDE00\",\"n\":[{},1E+2,null]}");
        List<PlacedRecord> orders = List.of(FIRST, SECOND, awkward);
        List<WriteRequest> items =
                orders.stream()
                        .map(order -> DynamoDbJson.attributes(TableItem.json(order)))
                        .map(
                                item ->
                                        WriteRequest.builder()
                                                .putRequest(put -> put.item(item))
                                                .build())
                        .collect(Collectors.toList());
        List<Map<String, Object>> requests = new ArrayList<>();
        HttpServer dynamoDb = answering(200, "{\"UnprocessedItems\":{}}", requests);
        URI endpoint = URI.create("http://127.0.0.1:" + dynamoDb.getAddress().getPort());
        try (TableClient client = TableClient.connect("us-east-1", Optional.of(endpoint));
                DynamoDbAsyncClient sdk =
                        DynamoDbAsyncClient.builder()
                                .region(Region.US_EAST_1)
                                .endpointOverride(endpoint)
                                .build()) {
            await(client.write("orders", orders, client.threads()));
            await(sdk.batchWriteItem(request -> request.requestItems(Map.of("orders", items))));
        } finally {
            dynamoDb.stop(0);
        }
        assertThat(requests).hasSize(2);
        assertThat(requests.get(0)).containsEntry("signed", true).isEqualTo(requests.get(1));
    }

    /**
     * Writes two orders to a table that gives this answer, and returns the ids of the refused
     * orders.
     */
    private static Set<OrderId> refused(int status, String answer) throws Exception {
        HttpServer dynamoDb = answering(status, answer, new ArrayList<>());
        try (TableClient client = connect(dynamoDb.getAddress().getPort())) {
            return await(client.write("orders", List.of(FIRST, SECOND), client.threads()));
        } finally {
            dynamoDb.stop(0);
        }
    }

    private static HttpServer answering(
            int status, String answer, List<Map<String, Object>> requests) throws IOException {
        HttpServer dynamoDb =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        dynamoDb.createContext(
                "/",
                exchange -> {
                    Headers headers = exchange.getRequestHeaders();
                    byte[] sent = exchange.getRequestBody().readAllBytes();
                    requests.add(
                            Map.of(
                                    "target", headers.getFirst("x-amz-target"),
                                    "type", headers.getFirst("content-type"),
                                    "signed",
                                            sha256(sent)
                                                    .equals(
                                                            headers.getFirst(
                                                                    "x-amz-content-sha256")),
                                    // Compared as JSON, because only the SDK escapes emoji.
                                    "body", new ObjectMapper().readTree(sent)));
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("content-type", "application/x-amz-json-1.0");
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        dynamoDb.start();
        return dynamoDb;
    }

    private static <T> T await(CompletableFuture<T> call) throws Exception {
        return call.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String sha256(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return String.format("%064x", new BigInteger(1, hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private static OrderId id(PlacedRecord order) {
        return order.received().orderId();
    }

    private static String error(String code) {
        return "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + code + "\"}";
    }

    /**
     * A thread that still runs after the end of the task would find the job's class loader closed.
     */
    @Test
    void close_endsAllThreads_duringACall() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TableClient client = connect(silent);
            write(client);
            silent.accept();
            assertThat(newThreads()).isNotEmpty();

            client.close();

            assertThat(newThreads()).isEmpty();
        }
    }

    @Test
    void close_endsAllThreads_duringAPause() {
        TableClient client = connect(1);
        client.after(PATIENCE.toMillis(), () -> {});
        assertThat(newThreads()).isNotEmpty();

        client.close();

        assertThat(newThreads()).isEmpty();
    }

    /** On a busy machine, the last steps of a thread take longer than usual. */
    @Test
    void close_waitsForAThreadThatTakesLongerThanTheGracePeriod() throws Exception {
        TableClient client = connect(1);
        CountDownLatch begun = new CountDownLatch(1);
        client.threads()
                .execute(
                        () -> {
                            begun.countDown();
                            LockSupport.parkNanos(TableClient.GRACE.plusSeconds(1).toNanos());
                        });
        begun.await();

        client.close();

        assertThat(newThreads()).isEmpty();
    }

    private static TableClient connect(ServerSocket server) {
        return connect(server.getLocalPort());
    }

    private static TableClient connect(int port) {
        URI endpoint = URI.create("http://127.0.0.1:" + port);
        return TableClient.connect("us-east-1", Optional.of(endpoint));
    }

    private static void write(TableClient client) {
        // The result is not used, since closing the client ends the call.
        CompletableFuture<Set<OrderId>> unused =
                client.write("orders", List.of(FIRST), client.threads());
    }

    /** The names of the threads that were started in this test and have not ended. */
    private List<String> newThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !threadsBefore.contains(thread))
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .collect(Collectors.toList());
    }
}
