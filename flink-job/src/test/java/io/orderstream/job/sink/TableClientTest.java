package io.orderstream.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
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
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class TableClientTest {

    /** Only guards against hanging: the machine may be busy with other work. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final String SECOND =
            "{\"PutRequest\":{\"Item\":{\"accountid\":{\"S\":\"second\"}}}}";

    private final Set<Thread> others = Thread.getAllStackTraces().keySet();

    @BeforeEach
    void giveCredentials() {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    @AfterEach
    void takeCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void whatDynamoDbLeavesUnprocessedIsLeft() throws Exception {
        assertThat(left(200, "{\"UnprocessedItems\":{\"orders\":[" + SECOND + "]}}"))
                .containsExactly(item("second"));
    }

    @Test
    void whatIsWrittenIsNotLeft() throws Exception {
        assertThat(left(200, "{\"UnprocessedItems\":{}}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ProvisionedThroughputExceededException",
                "ThrottlingException",
                "RequestLimitExceeded"
            })
    void whenAllIsThrottledAllIsLeft(String code) throws Exception {
        assertThat(left(400, error(code))).containsExactly(item("first"), item("second"));
    }

    @ParameterizedTest
    @CsvSource({
        "400, ResourceNotFoundException, true",
        "400, ValidationException, true",
        "400, AccessDeniedException, false",
        "500, InternalServerError, false",
        "503, , false"
    })
    void onlyWhatNoRetryCanMendIsFatal(int status, String code, boolean fatal) {
        assertThatThrownBy(() -> left(status, error(code)))
                .isInstanceOf(ExecutionException.class)
                .satisfies(
                        failure ->
                                assertThat(TableClient.isFatal(failure.getCause()))
                                        .isEqualTo(fatal));
    }

    /** What is left of two items when the table answers this. */
    private static List<WriteRequest> left(int status, String answer) throws Exception {
        HttpServer dynamoDb =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        dynamoDb.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("content-type", "application/x-amz-json-1.0");
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        dynamoDb.start();
        try (TableClient client = connect(dynamoDb.getAddress().getPort())) {
            return client.write(
                            "orders",
                            () -> List.of(item("first"), item("second")),
                            client.threads())
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            dynamoDb.stop(0);
        }
    }

    private static WriteRequest item(String account) {
        Map<String, AttributeValue> item = Map.of("accountid", AttributeValue.fromS(account));
        return WriteRequest.builder().putRequest(put -> put.item(item)).build();
    }

    private static String error(String code) {
        return "{\"__type\":\"com.amazonaws.dynamodb.v20120810#" + code + "\"}";
    }

    /** A thread that outlives its task finds the job's class loader closed. */
    @Test
    void closed_leavesNoThreadsBehindInTheMiddleOfACall() throws Exception {
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
    void closed_leavesNoThreadsBehindInAPause() {
        TableClient client = connect(1);
        client.after(PATIENCE.toMillis(), () -> {});
        assertThat(newThreads()).isNotEmpty();

        client.close();

        assertThat(newThreads()).isEmpty();
    }

    /** A busy machine needs longer than usual for a thread's last steps. */
    @Test
    void closed_waitsForAThreadThatNeedsLongerThanItShould() throws Exception {
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
        WriteRequest item = WriteRequest.builder().putRequest(put -> put.item(Map.of())).build();
        // Unused: closing gives it up.
        CompletableFuture<List<WriteRequest>> unused =
                client.write("orders", () -> List.of(item), client.threads());
    }

    /** The threads that were started since this test began and have not ended. */
    private List<String> newThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !others.contains(thread))
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .collect(Collectors.toList());
    }
}
