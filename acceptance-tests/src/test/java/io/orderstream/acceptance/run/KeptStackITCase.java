package io.orderstream.acceptance.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.embedded.json.StackJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./run --keep}, and the commands for a running stack. */
class KeptStackITCase {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private int commands;

    /**
     * The stack runs three times. The test kills it the first time, and stops it the second time.
     * During the second run, the test also kills two emulators. No order is lost, none is in the
     * archive twice, and orders and invoices do not change. The other commands find the stack while
     * it runs. After the kill, they report that no stack runs.
     */
    @Test
    void eachStartGoesOnWhereTheLastOneEnded_andOtherCommandsFindTheRunningStack()
            throws Exception {
        List<String> orders = new ArrayList<>();
        Map<String, String> documents = new LinkedHashMap<>();
        try (RunProcess status = start("status")) {
            assertThat(status.awaitEnd()).isEqualTo(1);
            assertThat(status.output()).isEqualTo(noneRuns());
        }

        try (RunProcess first = keep().awaitReady()) {
            URI api = api(first);
            assertCommandsFind(first);
            for (int i = 0; i < 5; i++) {
                orders.add(post(api, i));
            }
            for (int i = 0; i < 5; i++) {
                documents.putAll(documents(api, orders.get(i), i));
            }
            // These orders are accepted, but probably in no checkpoint yet.
            for (int i = 5; i < 10; i++) {
                orders.add(post(api, i));
            }
            first.kill();
            assertCommandsFindThatItEnded();
        }

        try (RunProcess second = keep().awaitReady()) {
            URI api = api(second);
            assertThat(second.output()).contains("with the state of the last run");
            assertThat(second.output().lines()).hasSizeLessThanOrEqualTo(24);
            Map<String, String> after = new LinkedHashMap<>();
            for (int i = 0; i < 10; i++) {
                after.putAll(documents(api, orders.get(i), i));
            }
            assertThat(after).containsAllEntriesOf(documents);
            documents.putAll(after);
            // Posts the first order again. The job still knows this order, so the archive must have
            // the order only once. This is checked below.
            assertThat(post(api, 0)).isEqualTo(orders.get(0));
            orders.add(post(api, 10));
            documents.putAll(documents(api, orders.get(10), 10));

            second.child("kinesis.js").destroyForcibly();
            second.awaitOutput("The Kinesis emulator runs again");
            second.child("dynamodb.js").destroyForcibly();
            second.awaitOutput("The DynamoDB emulator runs again");
            orders.add(post(api, 11));
            documents.putAll(documents(api, orders.get(11), 11));

            try (RunProcess stop = start("stop")) {
                assertThat(stop.awaitEnd()).as(stop.output()).isZero();
                assertThat(stop.output()).isEqualTo("Stopped.\n");
            }
            assertThat(second.awaitEnd()).isEqualTo(143);
            assertThat(savepoints()).hasSize(1);
        }
        assertThat(archived()).isEqualTo(once(orders));

        try (RunProcess third = keep().awaitReady()) {
            URI api = api(third);
            assertThat(third.output()).contains("with the state of the last run");
            assertThat(post(api, 1)).isEqualTo(orders.get(1));
            orders.add(post(api, 12));
            documents(api, orders.get(12), 12);
            for (int i = 0; i < 12; i++) {
                assertThat(documents(api, orders.get(i), i))
                        .allSatisfy(
                                (name, text) -> assertThat(documents).containsEntry(name, text));
            }
            assertThat(archived()).isEqualTo(once(orders));
        }
    }

    /** Checks what the commands for a running stack print. */
    private void assertCommandsFind(RunProcess stack) throws Exception {
        try (RunProcess status = start("status")) {
            assertThat(status.awaitEnd()).isZero();
            assertThat(status.output())
                    .startsWith("A stack runs (process " + stack.pid() + ", since ")
                    .contains("  API        " + api(stack) + "\n")
                    .contains("  Flink job  RUNNING\n")
                    .contains("  Data       " + data() + "\n");
        }
        try (RunProcess env = start("env")) {
            assertThat(env.awaitEnd()).isZero();
            assertThat(env.output().lines())
                    .contains("export API='" + api(stack) + "'", "export AWS_REGION='us-east-1'")
                    .anyMatch(line -> line.startsWith("export AWS_ENDPOINT_URL_S3='http://"))
                    .anyMatch(line -> line.startsWith("export AWS_ENDPOINT_URL_KINESIS='http"))
                    .anyMatch(line -> line.startsWith("export AWS_ENDPOINT_URL_DYNAMODB='h"));
        }
        try (RunProcess logs = start("logs", "stack")) {
            assertThat(logs.awaitEnd()).isZero();
            assertThat(logs.output()).contains("INFO");
        }
        try (RunProcess logs = start("logs", "nothing")) {
            assertThat(logs.awaitEnd()).isEqualTo(1);
            assertThat(logs.output())
                    .startsWith("There is no log of nothing. There are logs of IngestFunction,");
        }
    }

    /**
     * Other commands find a running stack by its file running.json. A killed stack leaves this file
     * behind.
     */
    private void assertCommandsFindThatItEnded() throws Exception {
        try (RunProcess status = start("status")) {
            assertThat(status.awaitEnd()).isEqualTo(1);
            assertThat(status.output())
                    .isEqualTo(
                            noneRuns()
                                    + String.format(
                                            "A stack in %1$s ended without being stopped: ./run logs --data-directory %1$s shows its logs.%n",
                                            data()));
        }
        try (RunProcess stop = start("stop")) {
            assertThat(stop.awaitEnd()).isZero();
            assertThat(stop.output()).isEqualTo(noneRuns());
        }
        try (RunProcess env = start("env")) {
            assertThat(env.awaitEnd()).isEqualTo(1);
            assertThat(env.output()).isEqualTo(noneRuns());
        }
    }

    /** Starts a stack that keeps its data. Port 8080 is left to {@link RunCommandITCase}. */
    private RunProcess keep() throws IOException {
        return start("--keep", "--checkpoint-interval", "1", "--api-port", "0");
    }

    private RunProcess start(String... arguments) throws IOException {
        commands++;
        return RunProcess.start(directory.resolve("out-" + commands), data(), arguments);
    }

    private String noneRuns() {
        return "No stack runs in " + data() + ".\n";
    }

    private Path data() {
        return directory.resolve("data");
    }

    private static URI api(RunProcess stack) throws IOException {
        return URI.create(
                stack.output()
                        .lines()
                        .filter(line -> line.startsWith("  API        "))
                        .reduce((first, last) -> last)
                        .orElseThrow()
                        .substring("  API        ".length()));
    }

    /**
     * Posts an order until it is accepted; returns its id. The same number always gives the same
     * order.
     */
    private String post(URI api, int number) throws Exception {
        String order =
                String.format(
                        """
                        {"order": {"accountid": "a%s", "vendorid": "v1", "orderdate": "2025-11-29T10:00:00Z",
                                   "details": {"coffeetype": "Short Black", "unitprice": "4.5", "quantity": "%s"}}}
                        """,
                        number, number + 1);
        HttpRequest request =
                HttpRequest.newBuilder(api.resolve("/order"))
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(order))
                        .build();
        HttpResponse<String> answer =
                await("order " + number + " is accepted")
                        .atMost(PATIENCE)
                        .until(
                                () -> http.send(request, BodyHandlers.ofString()),
                                sent -> sent.statusCode() == 202);
        return json(answer).required("orderid").asText();
    }

    /** Waits until the order and its invoice exist; returns both by name. */
    private Map<String, String> documents(URI api, String order, int number) {
        String query = "?accountid=a" + number + "&vendorid=v1&orderid=" + order;
        return Map.of(
                "order " + number, get(api.resolve("/order" + query)),
                "invoice " + number, get(invoice(api, query)));
    }

    private URI invoice(URI api, String query) {
        return URI.create(parse(get(api.resolve("/invoice" + query))).required("url").asText());
    }

    private String get(URI uri) {
        HttpRequest request = HttpRequest.newBuilder(uri).build();
        return await(uri.getPath())
                .atMost(PATIENCE)
                .until(
                        () -> http.send(request, BodyHandlers.ofString()),
                        answer -> answer.statusCode() == 200)
                .body();
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return parse(answer.body());
    }

    private static JsonNode parse(String text) {
        try {
            return StackJson.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    private List<Path> savepoints() throws IOException {
        try (Stream<Path> entries = Files.list(data().resolve("flink/savepoints"))) {
            return entries.toList();
        }
    }

    /** How often each order is in the archive. */
    private Map<String, Long> archived() throws IOException {
        try (Stream<Path> files = Files.walk(data().resolve("s3"))) {
            return files.filter(file -> file.toString().contains("/invoices/"))
                    // A killed stack may leave a file of S3Proxy, "part-….jsonl-<uuid>", with the
                    // content of an object that was not finished. No client sees this file.
                    .filter(file -> file.getFileName().toString().endsWith(".jsonl"))
                    .flatMap(KeptStackITCase::lines)
                    .map(line -> parse(line).required("orderid").asText())
                    .collect(Collectors.groupingBy(id -> id, TreeMap::new, Collectors.counting()));
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Long> once(List<String> orders) {
        return orders.stream().collect(Collectors.toMap(id -> id, id -> 1L));
    }
}
