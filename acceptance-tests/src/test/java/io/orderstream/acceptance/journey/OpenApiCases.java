package io.orderstream.acceptance.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.acceptance.contract.ApiContract;
import io.orderstream.acceptance.contract.ApiOperation;
import io.orderstream.acceptance.journey.ApiClient.Answer;
import io.orderstream.embedded.gateway.ApiDocuments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The packaged functions do what the OpenAPI document says. */
abstract class OpenApiCases {

    private static final Path DOCS = Path.of("..", "docs");
    private static final String DOCUMENT =
            DOCS.resolve("openapi.yaml").toAbsolutePath().normalize().toString();
    private static final Path CLIENT = Path.of("target", "generated-client");

    /** Members whose values differ in each run. */
    private static final List<String> DIFFERENT_EACH_TIME =
            List.of("receivedat", "sequence", "url", "expiresat");

    private final StackUnderTest stack;

    OpenApiCases(StackUnderTest stack) {
        this.stack = stack;
    }

    @Test
    void theLocalStackServesTheDocument_andThePageOfProblems() throws IOException {
        Answer document = stack.api().fetch(stack.apiAddress() + "/openapi.json");
        assertThat(document.status()).isEqualTo(200);
        assertThat(document.header("content-type")).isEqualTo("application/json");
        assertThat(document.json()).isEqualTo(ApiDocuments.openApi(DOCS));

        Answer problems = stack.api().fetch(stack.apiAddress() + "/problems.md");
        assertThat(problems.status()).isEqualTo(200);
        assertThat(problems.header("content-type")).isEqualTo("text/plain;charset=utf-8");
        assertThat(problems.text()).isEqualTo(Files.readString(DOCS.resolve("problems.md")));
    }

    @Test
    void theDocumentIsValid() throws IOException, InterruptedException {
        node("validate.js", DOCUMENT);
    }

    /** The POST examples come first, because the GET examples read what was posted. */
    @Test
    void theAnswersToTheExamplesAreThoseOfTheDocument() {
        List<ApiOperation> operations = new ArrayList<>(ApiContract.PUBLISHED.operations());
        operations.sort(Comparator.comparing(operation -> operation.method().equals("GET")));
        for (ApiOperation operation : operations) {
            for (String example : operation.exampleRequests()) {
                Optional<JsonNode> expected =
                        operation.answerOf(example).map(OpenApiCases::comparable);
                if (expected.isEmpty()) {
                    // An answer without a body, such as a redirect. The ApiClient compares its
                    // status and headers with the document.
                    assertThat(send(operation, example).status()).isLessThan(400);
                } else if (operation.method().equals("GET")) {
                    await(operation + ", " + example)
                            .atMost(StackUnderTest.PATIENCE)
                            .untilAsserted(() -> assertAnswer(operation, example, expected.get()));
                } else {
                    assertAnswer(operation, example, expected.get());
                }
            }
        }
    }

    private void assertAnswer(ApiOperation operation, String example, JsonNode expected) {
        Answer answer = send(operation, example);

        assertThat(answer.status())
                .as("%s, %s: %s", operation, example, answer)
                .isEqualTo(operation.statusOf(example).orElseThrow());
        assertThat(comparable(answer.json())).as("%s, %s", operation, example).isEqualTo(expected);
    }

    private Answer send(ApiOperation operation, String example) {
        Map<String, String> headers = new HashMap<>(operation.headersOf(example));
        Optional<JsonNode> body = operation.bodyOf(example);
        if (body.isPresent()) {
            headers.put("content-type", "application/json");
        }
        return stack.api()
                .send(
                        operation.method(),
                        operation.pathAndQueryOf(example),
                        body.map(JsonNode::toString).orElse(""),
                        headers);
    }

    /**
     * A copy without the values that differ in each run: times of arrival, sequence numbers,
     * presigned URLs, and the times at which these URLs expire.
     */
    private static JsonNode comparable(JsonNode document) {
        JsonNode copy = document.deepCopy();
        mask(copy);
        return copy;
    }

    private static void mask(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(DIFFERENT_EACH_TIME);
            JsonNode detail = object.path("detail");
            if (detail.isTextual()) {
                object.put("detail", detail.asText().replaceAll("arrived at \\S+,", "arrived,"));
            }
        }
        node.forEach(OpenApiCases::mask);
    }

    /** The OpenAPI document also describes what a presigned URL leads to. */
    @Test
    void anInvoiceAndACreditNoteAreAsDescribed() {
        String order =
                stack.post(StackUnderTest.coffee("a7", "v1", "2026-11-23T10:11:12Z", "4.5", 2));
        String query = "accountid=a7&vendorid=v1&orderid=" + order;
        Answer posted =
                stack.api()
                        .post(
                                "/order/events",
                                String.format(
                                        "{\"event\": {\"type\": \"cancelled\", \"accountid\": \"a7\","
                                                + " \"vendorid\": \"v1\", \"orderid\": \"%s\"}}",
                                        order));
        assertThat(posted.status()).as("%s", posted).isEqualTo(202);

        assertThat(ApiContract.PUBLISHED.deviations("OrderDocument", documentAt(query))).isEmpty();
        assertThat(
                        ApiContract.PUBLISHED.deviations(
                                "CreditNote", documentAt(query + "&document=creditnote")))
                .isEmpty();
    }

    private JsonNode documentAt(String query) {
        Answer issued = stack.awaitOk("/invoice?" + query);
        return stack.api().fetch(issued.json().path("url").asText()).json();
    }

    static Stream<ApiOperation> queries() {
        return ApiContract.PUBLISHED.operations().stream()
                .filter(operation -> operation.method().equals("GET"));
    }

    /** The answer to an unknown parameter lists the parameters that the function takes. */
    @ParameterizedTest
    @MethodSource("queries")
    void aQueryHasTheParametersThatTheFunctionTakes(ApiOperation query) {
        Map<String, JsonNode> problems = problems(query, "nosuchparameter=1");

        assertThat(alternatives(problems.get("nosuchparameter"), "one of "))
                .containsExactlyInAnyOrderElementsOf(
                        query.queryParameters().stream()
                                .map(parameter -> parameter.path("name").asText())
                                .collect(Collectors.toList()));
        problems.remove("nosuchparameter");
        assertThat(problems.keySet())
                .as("required parameters")
                .containsExactlyInAnyOrderElementsOf(
                        query.queryParameters().stream()
                                .filter(parameter -> parameter.path("required").asBoolean())
                                .map(parameter -> parameter.path("name").asText())
                                .collect(Collectors.toList()));
    }

    /**
     * The answer to a wrong value says which values the function takes for the parameter. Only the
     * values of enums, booleans and integers are compared, not those of parameters such as ids.
     */
    @ParameterizedTest
    @MethodSource("queries")
    void enumsBooleansAndIntegersHaveTheValuesThatTheFunctionTakes(ApiOperation query) {
        for (JsonNode parameter : query.queryParameters()) {
            JsonNode schema = query.schemaOf(parameter);
            String name = parameter.path("name").asText();
            JsonNode problem = problems(query, name + "=%23").get(name);
            if (schema.has("enum")) {
                assertThat(alternatives(problem, ""))
                        .containsExactlyInAnyOrderElementsOf(
                                StreamSupport.stream(schema.path("enum").spliterator(), false)
                                        .map(JsonNode::asText)
                                        .collect(Collectors.toList()));
            } else if (schema.path("type").asText().equals("boolean")) {
                assertThat(alternatives(problem, "")).containsExactly("true", "false");
            } else if (schema.path("type").asText().equals("integer")) {
                assertThat(problem.path("expected").asText())
                        .isEqualTo(
                                "a whole number from "
                                        + schema.path("minimum")
                                        + " to "
                                        + schema.path("maximum"));
            }
        }
    }

    /** The problems of this query, by parameter. */
    private Map<String, JsonNode> problems(ApiOperation query, String parameters) {
        Answer refused = stack.api().get(query.path() + "?" + parameters);
        assertThat(refused.status()).as("%s", refused).isEqualTo(400);
        Map<String, JsonNode> problems = new HashMap<>();
        refused.json()
                .path("problems")
                .forEach(problem -> problems.put(problem.path("path").asText(), problem));
        return problems;
    }

    private static List<String> alternatives(JsonNode problem, String prefix) {
        String expected = problem.path("expected").asText();
        assertThat(expected).startsWith(prefix);
        return Arrays.asList(expected.substring(prefix.length()).split(", | or ", -1));
    }

    /**
     * Generates a client in TypeScript, compiles a program that uses the client, and runs the
     * program.
     */
    @Test
    void aGeneratedClientPlacesAnOrder_cancelsIt_andReadsItsHistory()
            throws IOException, InterruptedException {
        node("node_modules/oazapfts/dist/cli.js", DOCUMENT, "orderstream.ts");
        node("node_modules/typescript/bin/tsc", "-p", ".");
        JsonNode history =
                Json.read(node("build/order-life.js", stack.apiAddress().toString(), "a8"));

        assertThat(ApiContract.PUBLISHED.deviations("History", history)).isEmpty();
        assertThat(history.at("/order/accountid").asText()).isEqualTo("a8");
        assertThat(history.at("/order/status").asText()).isEqualTo("cancelled");
        assertThat(history.at("/order/details/coffeetype").asText()).isEqualTo("Long Black");
        assertThat(history.at("/events/0/reason").asText()).isEqualTo("a test");
    }

    /** Runs Node.js in the directory of the client. Returns what the program prints. */
    private static String node(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("node"));
        command.addAll(Arrays.asList(arguments));
        Path log = CLIENT.resolve("client.log");
        Process process =
                new ProcessBuilder(command)
                        .directory(CLIENT.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            assertThat(process.waitFor(StackUnderTest.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("%s has ended", command)
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(log);
        assertThat(process.exitValue()).as("%s: %s", command, printed).isZero();
        return printed;
    }
}
