package io.orderstream.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.amazonaws.services.lambda.runtime.serialization.factories.JacksonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/**
 * An event of the HTTP API as JSON, sent through the serializers that Lambda's own runtime uses.
 *
 * <pre>{@code
 * Event.of("post-order.json").body("{}").sendTo(handler, context); // "400 {…headers…}\n{…body…}"
 * }</pre>
 */
final class Event {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ObjectNode json;

    private Event(ObjectNode json) {
        this.json = json;
    }

    /** The event in this file. */
    static Event of(String file) {
        try (InputStream stream = Event.class.getResourceAsStream("/events/" + file)) {
            return new Event((ObjectNode) JSON.readTree(stream));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Event body(String body) {
        json.put("body", body);
        return this;
    }

    Event header(String name, String value) {
        json.withObject("/headers").put(name, value);
        return this;
    }

    Event without(String member) {
        json.remove(member);
        return this;
    }

    Event claim(String name, String value) {
        json.withObject("/requestContext/authorizer/jwt/claims").put(name, value);
        return this;
    }

    /** What the API would get: status, headers, and the body on a line of its own. */
    String sendTo(IngestHandler handler, Context context) {
        JacksonFactory runtime = JacksonFactory.getInstance();
        APIGatewayV2HTTPEvent event =
                runtime.getSerializer(APIGatewayV2HTTPEvent.class)
                        .fromJson(
                                new ByteArrayInputStream(
                                        json.toString().getBytes(StandardCharsets.UTF_8)));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        runtime.getSerializer(APIGatewayV2HTTPResponse.class)
                .toJson(handler.handleRequest(event, context), bytes);
        try {
            JsonNode answer = JSON.readTree(bytes.toByteArray());
            TreeMap<String, String> headers = new TreeMap<>();
            answer.path("headers")
                    .properties()
                    .forEach(header -> headers.put(header.getKey(), header.getValue().asText()));
            return answer.required("statusCode").asInt()
                    + " "
                    + headers
                    + "\n"
                    + answer.required("body").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
