package io.orderstream.acceptance.contract;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * One operation of the OpenAPI document: a method and a path.
 *
 * <p>Examples with the same name belong together. The examples of the parameters and of the body
 * make one request. The example of a response is the answer to this request.
 */
public final class ApiOperation {

    private final String method;
    private final String path;
    private final JsonNode json;
    private final ApiContract contract;

    ApiOperation(String method, String path, JsonNode json, ApiContract contract) {
        this.method = method;
        this.path = path;
        this.json = json;
        this.contract = contract;
    }

    /** The method, in capital letters. */
    public String method() {
        return method;
    }

    /** The path. */
    public String path() {
        return path;
    }

    /** The key of the route: {@code GET /order}. */
    public String key() {
        return method + " " + path;
    }

    /** The parameters of the query string. */
    public List<JsonNode> queryParameters() {
        return parameters("query");
    }

    private List<JsonNode> parameters(String in) {
        return StreamSupport.stream(json.path("parameters").spliterator(), false)
                .map(contract::follow)
                .filter(parameter -> parameter.path("in").asText().equals(in))
                .collect(Collectors.toList());
    }

    /** The schema of a parameter. */
    public JsonNode schemaOf(JsonNode parameter) {
        return contract.follow(parameter.path("schema"));
    }

    private JsonNode requestBody() {
        return json.at("/requestBody/content/application~1json");
    }

    /** The names of the example requests. */
    public Set<String> exampleRequests() {
        Set<String> names = new LinkedHashSet<>();
        json.path("parameters")
                .forEach(
                        parameter ->
                                contract.follow(parameter)
                                        .path("examples")
                                        .fieldNames()
                                        .forEachRemaining(names::add));
        requestBody().path("examples").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The path of an example, with its query string. */
    public String pathAndQueryOf(String example) {
        List<String> query = new ArrayList<>();
        for (JsonNode parameter : queryParameters()) {
            value(parameter, example)
                    .ifPresent(
                            value ->
                                    query.add(
                                            parameter.path("name").asText()
                                                    + "="
                                                    + URLEncoder.encode(
                                                            value.asText(),
                                                            StandardCharsets.UTF_8)));
        }
        return query.isEmpty() ? path : path + "?" + String.join("&", query);
    }

    /** The headers of an example. */
    public Map<String, String> headersOf(String example) {
        Map<String, String> headers = new TreeMap<>();
        for (JsonNode parameter : parameters("header")) {
            value(parameter, example)
                    .ifPresent(
                            value -> headers.put(parameter.path("name").asText(), value.asText()));
        }
        return headers;
    }

    /** The body of an example; empty if it has none. */
    public Optional<JsonNode> bodyOf(String example) {
        return value(requestBody(), example);
    }

    /** The status of an example's answer; empty if the document has no such answer. */
    public Optional<Integer> statusOf(String example) {
        return json.path("responses").properties().stream()
                .filter(answer -> answerIn(answer.getValue(), example).isPresent())
                .map(answer -> Integer.valueOf(answer.getKey()))
                .findFirst();
    }

    /** The body of an example's answer; empty if the document has no such answer. */
    public Optional<JsonNode> answerOf(String example) {
        return json.path("responses").properties().stream()
                .flatMap(answer -> answerIn(answer.getValue(), example).stream())
                .findFirst();
    }

    private Optional<JsonNode> answerIn(JsonNode answer, String example) {
        return contract.follow(answer).path("content").properties().stream()
                .flatMap(content -> value(content.getValue(), example).stream())
                .findFirst();
    }

    private static Optional<JsonNode> value(JsonNode owner, String example) {
        return Optional.ofNullable(owner.path("examples").path(example).get("value"));
    }

    /** What is wrong with the examples of the operation; empty if all are valid. */
    List<String> invalidExamples() {
        List<String> invalid = new ArrayList<>();
        for (JsonNode parameter : json.path("parameters")) {
            check(contract.follow(parameter), invalid);
        }
        check(requestBody(), invalid);
        for (JsonNode answer : json.path("responses")) {
            contract.follow(answer).path("content").forEach(content -> check(content, invalid));
        }
        return invalid;
    }

    private void check(JsonNode owner, List<String> invalid) {
        for (Map.Entry<String, JsonNode> example : owner.path("examples").properties()) {
            contract.validate(owner.path("schema"), example.getValue().path("value"))
                    .forEach(deviation -> invalid.add(key() + ", " + example.getKey() + deviation));
        }
    }

    /** The key, which is shown in the names of parameterized tests. */
    @Override
    public String toString() {
        return key();
    }
}
