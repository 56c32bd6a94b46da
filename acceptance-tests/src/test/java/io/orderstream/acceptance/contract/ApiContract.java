package io.orderstream.acceptance.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import io.orderstream.embedded.gateway.ApiDocuments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares answers and the bodies of requests with the OpenAPI document. It is stricter than the
 * document in one point: an answer must not have a member or a header that the document does not
 * describe. General headers of HTTP and the headers of CORS are allowed. (Clients should ignore
 * members and headers that they do not know.) Several threads can use one {@code ApiContract} at
 * once.
 *
 * <pre>{@code
 * ApiContract.PUBLISHED.deviations("GET", "/order", 200, headers, body); // [] or what is wrong
 * }</pre>
 */
public final class ApiContract {

    /** The contract of {@code docs/openapi.yaml}. */
    public static final ApiContract PUBLISHED =
            new ApiContract(ApiDocuments.openApi(Path.of("..", "docs")));

    /**
     * For a request that matches no operation: the name of the answer under {@code
     * components/responses}, by status. The statuses 404 and 405 are not in this map: which of them
     * is right depends on whether the document has the path.
     */
    private static final Map<Integer, String> WITHOUT_OPERATION =
            Map.of(401, "Unauthorized", 403, "Forbidden", 500, "InternalError", 503, "Unavailable");

    /** General headers of HTTP. The document need not describe them. */
    private static final Set<String> OF_HTTP =
            Set.of(
                    "connection",
                    "content-length",
                    "content-type",
                    "date",
                    "keep-alive",
                    "transfer-encoding",
                    "upgrade",
                    "vary");

    private final JsonNode document;
    private final SchemaRegistry registry = SchemaRegistry.withDialect(Dialects.getOpenApi31());
    private final Map<JsonNode, Schema> schemas =
            Collections.synchronizedMap(new IdentityHashMap<>());

    ApiContract(JsonNode document) {
        this.document = closed(document.deepCopy());
    }

    /**
     * Forbids members that an object schema does not list. Schemas that have no {@code properties},
     * or that have {@code additionalProperties}, stay as they are.
     */
    private static JsonNode closed(JsonNode node) {
        if (node instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && object.has("properties")
                && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
        node.forEach(ApiContract::closed);
        return node;
    }

    /** Every operation of the document. */
    public List<ApiOperation> operations() {
        List<ApiOperation> operations = new ArrayList<>();
        for (Map.Entry<String, JsonNode> path : document.path("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                operations.add(
                        new ApiOperation(
                                operation.getKey().toUpperCase(Locale.ROOT),
                                path.getKey(),
                                operation.getValue(),
                                this));
            }
        }
        return operations;
    }

    /** The schema with this name, as JSON. */
    JsonNode schema(String name) {
        JsonNode schema = document.path("components").path("schemas").path(name);
        if (schema.isMissingNode()) {
            throw new IllegalArgumentException("No schema " + name);
        }
        return schema;
    }

    /** The node itself, or what its {@code $ref} refers to. */
    JsonNode follow(JsonNode node) {
        JsonNode followed = node;
        while (followed.has("$ref")) {
            followed = document.at(followed.path("$ref").asText().substring(1));
        }
        return followed;
    }

    /**
     * The differences between this value and the schema; empty if the value is valid.
     *
     * @param schema the name of a schema of the document
     */
    public List<String> deviations(String schema, JsonNode value) {
        return validate(schema(schema), value);
    }

    /**
     * The differences between this answer and the document; empty if there are none.
     *
     * @param path the path of the request, decoded and without the query string
     * @param headers the headers of the answer; their names are in lower case
     * @param body the body of the answer; a missing node if there is none, or if it is not JSON
     */
    public List<String> deviations(
            String method, String path, int status, Map<String, String> headers, JsonNode body) {
        Optional<JsonNode> described = answer(method, path, status);
        if (described.isEmpty()) {
            return List.of(
                    String.format("%s %s does not describe status %s", method, path, status));
        }
        List<String> deviations = new ArrayList<>(headers(described.get(), headers));
        if (!method.equals("HEAD")) {
            deviations.addAll(body(described.get(), headers, body));
        }
        return deviations;
    }

    /**
     * The differences between the body of this request and the document; empty if there are none.
     */
    public List<String> requestDeviations(String method, String path, JsonNode body) {
        return validate(
                operation(method, path).at("/requestBody/content/application~1json/schema"), body);
    }

    /** Methods are case-sensitive: {@code Get} is another method than {@code GET}. */
    private JsonNode operation(String method, String path) {
        return method.equals(method.toUpperCase(Locale.ROOT))
                ? document.path("paths").path(path).path(method.toLowerCase(Locale.ROOT))
                : MissingNode.getInstance();
    }

    private Optional<JsonNode> answer(String method, String path, int status) {
        JsonNode operation = operation(method, path);
        JsonNode answer = operation.path("responses").path(String.valueOf(status));
        if (!answer.isMissingNode()) {
            return Optional.of(follow(answer));
        }
        Optional<String> name =
                operation.isMissingNode()
                        ? withoutOperation(
                                method, document.path("paths").path(path).isObject(), status)
                        : otherError(status);
        return name.map(found -> document.path("components").path("responses").path(found));
    }

    /**
     * For a request whose path or method is not in the document: the name of the answer that the
     * document describes for this status.
     */
    private static Optional<String> withoutOperation(
            String method, boolean isPathKnown, int status) {
        if (isPathKnown && method.equals("OPTIONS") && status == 204) {
            return Optional.of("Options");
        }
        if (status == (isPathKnown ? 405 : 404)) {
            return Optional.of(isPathKnown ? "MethodNotAllowed" : "NoSuchRoute");
        }
        return Optional.ofNullable(WITHOUT_OPERATION.get(status)).or(() -> otherError(status));
    }

    private static Optional<String> otherError(int status) {
        return status >= 400 ? Optional.of("OtherError") : Optional.empty();
    }

    private List<String> headers(JsonNode described, Map<String, String> headers) {
        List<String> deviations = new ArrayList<>();
        JsonNode known = described.path("headers");
        for (Map.Entry<String, JsonNode> entry : known.properties()) {
            String name = entry.getKey();
            JsonNode header = follow(entry.getValue());
            String value = headers.get(name);
            if (value != null) {
                validate(header.path("schema"), parsed(value, header.path("schema")))
                        .forEach(deviation -> deviations.add(name + deviation));
            } else if (header.path("required").asBoolean()) {
                deviations.add("the header " + name + " is missing");
            }
        }
        headers.keySet().stream()
                .filter(name -> !known.has(name) && !OF_HTTP.contains(name))
                .filter(name -> !name.startsWith("access-control-"))
                .forEach(name -> deviations.add("the header " + name + " is not described"));
        return deviations;
    }

    private static JsonNode parsed(String header, JsonNode schema) {
        return schema.path("type").asText().equals("integer") && header.matches("[0-9]{1,18}")
                ? LongNode.valueOf(Long.parseLong(header))
                : TextNode.valueOf(header);
    }

    private List<String> body(JsonNode described, Map<String, String> headers, JsonNode body) {
        JsonNode content = described.path("content");
        if (content.isMissingNode()) {
            return body.isMissingNode() ? List.of() : List.of("a body is not described");
        }
        String type = headers.getOrDefault("content-type", "").split(";", 2)[0].strip();
        if (!content.has(type)) {
            return List.of("the content type \"" + type + "\" is not described");
        }
        return body.isMissingNode()
                ? List.of("there is no JSON in the body")
                : validate(content.path(type).path("schema"), body);
    }

    List<String> validate(JsonNode schema, JsonNode value) {
        return schemas.computeIfAbsent(schema, this::compiled).validate(value).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage())
                .collect(Collectors.toList());
    }

    /** Adds the document's components, to which the schema refers. */
    private Schema compiled(JsonNode schema) {
        ObjectNode standalone = schema.deepCopy();
        standalone.set("components", document.path("components"));
        return registry.getSchema(standalone);
    }
}
