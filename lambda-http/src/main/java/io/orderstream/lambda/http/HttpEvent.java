package io.orderstream.lambda.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A request as the HTTP API sends it to a function (payload 2.0). This class reads only the parts
 * that the functions of this project use.
 *
 * <pre>{@code
 * HttpEvent event = HttpEvent.read(json);
 * event.routeKey(); // GET /order
 * event.parameters().get("accountid"); // a1
 * }</pre>
 *
 * <p>This class parses the event's JSON. Lambda's runtime could map the event to an AWS class
 * instead, by reflection and with the runtime's own mapper. But loading the classes for such a
 * mapping would take a fifth of a cold start.
 */
public final class HttpEvent {

    /**
     * Makes parsers without Jackson's table of names. Clients choose the names of headers and
     * parameters. With the table, a client could fill the memory with thousands of long names, or
     * stop the parser with names that collide.
     */
    static final JsonFactory JSON =
            JsonFactory.builder().disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES).build();

    private String routeKey = "";
    private String method = "";
    private String path = "";
    private Map<String, String> headers = Map.of();
    private Map<String, String> parameters = Map.of();
    private Map<String, String> claims = Map.of();
    private boolean signed;
    private String body = "";
    private boolean base64Encoded;

    private HttpEvent() {}

    /**
     * The event in this JSON.
     *
     * @throws IOException if the event cannot be parsed
     * @throws IllegalArgumentException if this is not an event of an HTTP API, for example because
     *     another service called the function
     */
    public static HttpEvent read(InputStream json) throws IOException {
        HttpEvent event = new HttpEvent();
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                event.members(parser, "");
            }
            event.claims =
                    RoundedClaims.exact(
                            event.claims, event.headers.getOrDefault("authorization", ""));
        } catch (RuntimeException | StackOverflowError e) {
            // A failure of the parser must affect only this event, and not the process.
            throw new IOException("The event cannot be read", e);
        }
        if (event.routeKey.isEmpty() || event.method.isEmpty() || event.path.isEmpty()) {
            throw new IllegalArgumentException("Not an event of an HTTP API with payload 2.0");
        }
        return event;
    }

    private void members(JsonParser parser, String prefix) throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (name.indexOf('.') >= 0) {
                // In these objects, API Gateway sends no name with a dot. A member with the name
                // "http.method" must not be taken for the member "method" of "http".
                parser.skipChildren();
            } else {
                member(parser, prefix.concat(name));
            }
        }
    }

    private void member(JsonParser parser, String name) throws IOException {
        switch (name) {
            case "routeKey" -> routeKey = text(parser);
            case "requestContext.http.method" -> method = text(parser);
            case "requestContext.http.path" -> path = text(parser);
            case "headers" -> headers = texts(parser);
            case "queryStringParameters" -> parameters = texts(parser);
            case "requestContext.authorizer.jwt.claims" -> claims = texts(parser);
            case "requestContext.authorizer.iam" -> {
                signed = parser.hasToken(JsonToken.START_OBJECT);
                parser.skipChildren();
            }
            case "body" -> body = text(parser);
            case "isBase64Encoded" -> {
                base64Encoded = parser.getValueAsBoolean();
                parser.skipChildren();
            }
            case "requestContext",
                    "requestContext.http",
                    "requestContext.authorizer",
                    "requestContext.authorizer.jwt" -> {
                if (parser.hasToken(JsonToken.START_OBJECT)) {
                    members(parser, name.concat("."));
                } else {
                    parser.skipChildren();
                }
            }
            default -> parser.skipChildren();
        }
    }

    private static String text(JsonParser parser) throws IOException {
        return parser.hasToken(JsonToken.VALUE_STRING) ? parser.getText() : skip(parser);
    }

    private static String skip(JsonParser parser) throws IOException {
        parser.skipChildren();
        return "";
    }

    /** The members whose values are strings. Members with other values are left out. */
    private static Map<String, String> texts(JsonParser parser) throws IOException {
        if (!parser.hasToken(JsonToken.START_OBJECT)) {
            skip(parser);
            return Map.of();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            if (parser.nextToken() == JsonToken.VALUE_STRING) {
                texts.put(name, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return texts;
    }

    /** The key of the route that the API chose: {@code GET /order}, or {@code $default}. */
    public String routeKey() {
        return routeKey;
    }

    public String method() {
        return method;
    }

    public String path() {
        return path;
    }

    /** The headers. Their names are in lower case. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The value of this header. If a header is sent twice, its values are joined by a comma. */
    public Optional<String> header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /**
     * The parameters of the query string, decoded. If a parameter is given twice, its values are
     * joined by a comma.
     */
    public Map<String, String> parameters() {
        return parameters;
    }

    /**
     * The claims of the caller's token. A claim is left out if it is a number that API Gateway may
     * have rounded. Empty if the route has no JWT authorizer.
     */
    public Map<String, String> claims() {
        return claims;
    }

    /** Whether the route's IAM authorizer has found who signed the request. */
    public boolean isSigned() {
        return signed;
    }

    /** The body, or an empty text. It is in base64 if {@link #isBase64Encoded} is true. */
    public String body() {
        return body;
    }

    public boolean isBase64Encoded() {
        return base64Encoded;
    }

    /** Shows only the route, since everything else comes from the client. */
    @Override
    public String toString() {
        return "HttpEvent[" + routeKey + "]";
    }
}
