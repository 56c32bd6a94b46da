package io.orderstream.acceptance.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.orderstream.embedded.start.Deadline;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The faults have the effects on caller and service that their names say. {@link
 * Fault#unavailableInHtml}, {@link Fault#answerDelayed} and {@link ArrivalTimes} are not tested
 * here.
 */
class ServiceProxyTest {

    private static final String ANSWER = "the answer of the service";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final FaultyPaths paths = new FaultyPaths(1);
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile UnaryOperator<String> service = request -> ANSWER;
    private HttpServer server;
    private URI proxy;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    String request =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    received.add(request);
                    byte[] answer = service.apply(request).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        server.start();
        proxy = paths.of("Job", URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        paths.close();
        server.stop(0);
    }

    @Test
    void withoutFaultsEachRequestPasses_oneAfterTheOther() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(put("request " + i).body()).isEqualTo(ANSWER);
        }
        assertThat(received).containsExactly("request 0", "request 1", "request 2");
    }

    @Test
    void refused_theServiceGetsNothing() throws Exception {
        inject(Fault.refused(ServiceError.SLOW_DOWN));

        HttpResponse<String> answer = put("request");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("<Code>SlowDown</Code>");
        assertThat(received).isEmpty();
    }

    @Test
    void failedAfterTheWork_theServiceDidTheWork() throws Exception {
        inject(Fault.failedAfterTheWork(ServiceError.INTERNAL));

        assertThat(put("request").statusCode()).isEqualTo(500);
        assertThat(received).containsExactly("request");
    }

    @Test
    void hungUp_neitherSideGetsAnything() {
        inject(Fault.hungUp());

        assertThatThrownBy(() -> put("request")).isInstanceOf(IOException.class);
        assertThat(received).isEmpty();
    }

    @Test
    void answerLost_theServiceDidTheWork() {
        inject(Fault.answerLost());

        assertThatThrownBy(() -> put("request")).isInstanceOf(IOException.class);
        assertThat(received).containsExactly("request");
    }

    @Test
    void requestCutInHalf_theServiceNeverGetsAllOfIt() {
        inject(Fault.requestCutInHalf());

        assertThatThrownBy(() -> put("a request of some length")).isInstanceOf(IOException.class);
        assertThat(received).isEmpty();
    }

    @Test
    void answerCutInHalf_theCallerNeverGetsAllOfIt() {
        inject(Fault.answerCutInHalf());

        assertThatThrownBy(() -> put("request")).isInstanceOf(IOException.class);
        assertThat(received).containsExactly("request");
    }

    @Test
    void delayed_theCallerWaits() throws Exception {
        inject(Fault.delayed(Duration.ofMillis(300)));

        long start = System.nanoTime();

        assertThat(put("request").body()).isEqualTo(ANSWER);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofMillis(290));
    }

    @Test
    void isolated_nothingGetsThroughUntilReadmitted() throws Exception {
        paths.isolate("Job");
        assertThat(put("while isolated").statusCode()).isEqualTo(403);
        paths.readmit("Job");
        assertThat(put("afterwards").body()).isEqualTo(ANSWER);
        assertThat(received).containsExactly("afterwards");
    }

    @Test
    void aRuleAppliesToItsCaller_andNotMoreOftenThanItsLimit() throws Exception {
        paths.add(
                FaultRule.on("s3:PutObject")
                        .from("QueryFunction")
                        .inject("a fault of another caller", Fault.hungUp()));
        FaultRule twice =
                FaultRule.on("s3:PutObject")
                        .atMost(2)
                        .inject("twice", Fault.refused(ServiceError.INTERNAL));
        paths.add(twice);

        assertThat(put("1").statusCode()).isEqualTo(500);
        assertThat(put("2").statusCode()).isEqualTo(500);
        assertThat(put("3").statusCode()).isEqualTo(200);
        assertThat(twice.injected()).isEqualTo(2);
        assertThat(twice).hasToString("s3:PutObject twice: 2");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /b/k, s3:PutObject",
        "PUT, /b/k?partNumber=1&uploadId=u, s3:UploadPart",
        "POST, /b/k?uploads, s3:CreateMultipartUpload",
        "POST, /b/k?uploadId=u, s3:CompleteMultipartUpload",
        "DELETE, /b/k?uploadId=u, s3:AbortMultipartUpload",
        "DELETE, /b/k, s3:DeleteObject",
        "POST, /b/?delete, s3:DeleteObjects",
        "GET, /b/k, s3:GetObject",
        "GET, /b?list-type=2&prefix=p%2F, s3:ListObjectsV2",
    })
    void s3OperationsHaveTheNamesOfTheApiReference(String method, String target, String operation)
            throws Exception {
        FaultRule rule =
                FaultRule.on(operation).inject("named", Fault.refused(ServiceError.INTERNAL));
        paths.add(rule);

        send(HttpRequest.newBuilder(proxy.resolve(target)).method(method, BodyPublishers.noBody()));

        assertThat(rule.injected()).isEqualTo(1);
    }

    @Test
    void unprocessedItemsAreHandedBack_andNotWritten() throws Exception {
        service = request -> "{\"UnprocessedItems\":{}}";
        paths.add(
                FaultRule.on("dynamodb:BatchWriteItem")
                        .inject("some", PartialFailures.unprocessedItems(new Random(3))));

        JsonNode answer =
                post(
                        "DynamoDB_20120810.BatchWriteItem",
                        "{\"RequestItems\":{\"t\":[1,2,3,4,5,6,7,8]}}");

        JsonNode written = JSON.readTree(received.get(0)).path("RequestItems").path("t");
        JsonNode unprocessed = answer.path("UnprocessedItems").path("t");
        assertThat(written).isNotEmpty();
        assertThat(unprocessed).isNotEmpty();
        assertThat(written.size() + unprocessed.size()).isEqualTo(8);
        unprocessed.forEach(item -> assertThat(written).doesNotContain(item));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void onlyAPartOfABatchFails_unlessItHasOneItem(int size) throws Exception {
        service = request -> "{\"UnprocessedItems\":{}}";
        paths.add(
                FaultRule.on("dynamodb:BatchWriteItem")
                        .inject("some", PartialFailures.unprocessedItems(new Random(3))));
        String items = "[1,2,3]".substring(0, 2 * size) + "]";

        for (int i = 0; i < 20; i++) {
            JsonNode answer =
                    post(
                            "DynamoDB_20120810.BatchWriteItem",
                            "{\"RequestItems\":{\"t\":" + items + "}}");

            if (size == 1) {
                assertThat(answer.path("__type").asText())
                        .contains("ProvisionedThroughputExceededException");
            } else {
                assertThat(answer.path("UnprocessedItems").path("t")).hasSizeBetween(1, size - 1);
            }
        }
    }

    @Test
    void unprocessedItemsOfOneAccount_theOthersAreWritten() throws Exception {
        service = request -> "{\"UnprocessedItems\":{}}";
        paths.add(
                FaultRule.on("dynamodb:BatchWriteItem")
                        .inject("a2's", PartialFailures.unprocessedItemsOf("a2")));
        String a1 = "{\"PutRequest\":{\"Item\":{\"accountid\":{\"S\":\"a1\"}}}}";
        String a2 = a1.replace("a1", "a2");

        JsonNode mixed = batchWrite(a1 + "," + a2);
        JsonNode onlyItsOwn = batchWrite(a2);
        JsonNode onlyOthers = batchWrite(a1);

        assertThat(mixed.toString()).isEqualTo("{\"UnprocessedItems\":{\"t\":[" + a2 + "]}}");
        assertThat(onlyItsOwn.path("__type").asText())
                .isEqualTo("ProvisionedThroughputExceededException");
        assertThat(onlyOthers.toString()).isEqualTo("{\"UnprocessedItems\":{}}");
        assertThat(received)
                .containsExactly(
                        "{\"RequestItems\":{\"t\":[" + a1 + "]}}",
                        "{\"RequestItems\":{\"t\":[" + a1 + "]}}");
    }

    private JsonNode batchWrite(String items) throws Exception {
        return post(
                "DynamoDB_20120810.BatchWriteItem", "{\"RequestItems\":{\"t\":[" + items + "]}}");
    }

    @Test
    void late_theServiceGetsTheRequestWhenTheCallerIsGone() throws Exception {
        LateRequests late = new LateRequests();
        inject(late);
        CompletableFuture<HttpResponse<String>> caller =
                CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return put("the late request");
                            } catch (Exception e) {
                                throw new CompletionException(e);
                            }
                        });
        Deadline.in(Duration.ofMinutes(1))
                .await("the request was sent", () -> !late.sent().isEmpty());
        paths.isolate("Job");
        assertThatThrownBy(caller::join).hasCauseInstanceOf(IOException.class);
        assertThat(received).isEmpty();

        late.arriveAt(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));

        assertThat(received).containsExactly("the late request");
    }

    @Test
    void laggingShard_onlyReadsOfItsRecordsAreThrottled() throws Exception {
        // The MD5 of "a" begins with the hexadecimal digits 0c, and the MD5 of "b" with 92.
        // So only "a" is in the lower half of the hash keys.
        LaggingShard lower = new LaggingShard(BigInteger.ZERO, BigInteger.ONE.shiftLeft(127));
        paths.add(FaultRule.on("kinesis:GetRecords").inject("the lower half", lower));

        service = request -> "{\"Records\":[{\"PartitionKey\":\"b\"}]}";
        JsonNode upper = post("Kinesis_20131202.GetRecords", "{}");
        service = request -> "{\"Records\":[{\"PartitionKey\":\"b\"},{\"PartitionKey\":\"a\"}]}";
        JsonNode heldBack = post("Kinesis_20131202.GetRecords", "{}");

        assertThat(upper.path("Records")).hasSize(1);
        assertThat(heldBack.path("__type").asText())
                .isEqualTo("ProvisionedThroughputExceededException");
        assertThat(lower.heldBack()).isEqualTo(1);
    }

    @Test
    void refusedRecordsAreNotTaken_andHaveErrorsAtTheirPlaces() throws Exception {
        service =
                request -> {
                    StringBuilder results = new StringBuilder();
                    tree(request)
                            .path("Records")
                            .forEach(
                                    record ->
                                            results.append(results.isEmpty() ? "" : ",")
                                                    .append("{\"SequenceNumber\":\"")
                                                    .append(record.asText())
                                                    .append("\"}"));
                    return "{\"FailedRecordCount\":0,\"Records\":[" + results + "]}";
                };
        paths.add(
                FaultRule.on("kinesis:PutRecords")
                        .inject("some", PartialFailures.refusedRecords(new Random(3))));

        JsonNode answer =
                post("Kinesis_20131202.PutRecords", "{\"Records\":[0,1,2,3,4,5,6,7,8,9]}");

        JsonNode taken = tree(received.get(0)).path("Records");
        assertThat(taken).hasSizeBetween(1, 9);
        assertThat(answer.path("Records")).hasSize(10);
        assertThat(answer.path("FailedRecordCount").asInt()).isEqualTo(10 - taken.size());
        for (int i = 0; i < 10; i++) {
            JsonNode result = answer.path("Records").path(i);
            boolean isTaken = result.has("SequenceNumber");
            assertThat(isTaken).isNotEqualTo(result.has("ErrorCode"));
            if (isTaken) {
                assertThat(result.path("SequenceNumber").asInt()).isEqualTo(i);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"transfer-encoding: chunked\r\n\r\n2\r\nab\r\n", "no colon\r\n\r\n"})
    void readingAnIncompleteOrInvalidMessageFails(String rest) {
        InputStream in =
                new ByteArrayInputStream(
                        ("PUT / HTTP/1.1\r\n" + rest).getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> HttpMessage.readHead(in).orElseThrow().readRequestBody(in))
                .isInstanceOf(IOException.class);
    }

    private void inject(Fault fault) {
        paths.add(FaultRule.on("s3:PutObject").from("Job").inject("the fault", fault));
    }

    private HttpResponse<String> put(String body) throws Exception {
        return send(
                HttpRequest.newBuilder(proxy.resolve("/bucket/key"))
                        .PUT(BodyPublishers.ofString(body)));
    }

    private JsonNode post(String target, String body) throws Exception {
        return tree(
                send(HttpRequest.newBuilder(proxy)
                                .header("x-amz-target", target)
                                .header("content-type", "application/x-amz-json-1.0")
                                .POST(BodyPublishers.ofString(body)))
                        .body());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(
                request.timeout(Duration.ofMinutes(2)).version(HttpClient.Version.HTTP_1_1).build(),
                BodyHandlers.ofString());
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new AssertionError(json, e);
        }
    }
}
