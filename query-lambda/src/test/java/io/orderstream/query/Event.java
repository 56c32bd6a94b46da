package io.orderstream.query;

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
 * Event.of("get-order.json").with("vendorid", "v2").sendTo(handler, context); // "200 {…}\n{…}"
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

    /** With one more parameter, or another value of one. */
    Event with(String parameter, String value) {
        json.withObject("/queryStringParameters").put(parameter, value);
        return this;
    }

    /** The parameter given once more: the API joins the values. */
    Event withMore(String parameter, String value) {
        ObjectNode parameters = json.withObject("/queryStringParameters");
        return with(parameter, parameters.required(parameter).textValue() + "," + value);
    }

    Event without(String parameter) {
        json.withObject("/queryStringParameters").remove(parameter);
        return this;
    }

    Event request(String method, String path) {
        json.withObject("/requestContext/http").put("method", method).put("path", path);
        return this;
    }

    Event claim(String name, String value) {
        json.withObject("/requestContext/authorizer/jwt/claims").put(name, value);
        return this;
    }

    /** What the API would get: status, headers, and the body on a line of its own. */
    String sendTo(QueryHandler handler, Context context) {
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
