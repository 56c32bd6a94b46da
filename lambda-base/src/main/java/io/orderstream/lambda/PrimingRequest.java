package io.orderstream.lambda;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A request that a function sends itself before its snapshot is taken, from the event's bytes to
 * the answer's.
 *
 * <pre>{@code
 * PrimingRequest.get("/order", Map.of("accountid", "priming")).mustGive(200, handler);
 * }</pre>
 */
public final class PrimingRequest {

    private final String routeKey;
    private final String event;

    private PrimingRequest(String method, String path, String parameters, String body) {
        this.routeKey = method + " " + path;
        this.event =
                "{\"routeKey\":\""
                        + routeKey
                        + "\",\"requestContext\":{\"http\":{\"method\":\""
                        + method
                        + "\",\"path\":\""
                        + path
                        + "\"}},\"queryStringParameters\":"
                        + parameters
                        + ",\"body\":"
                        + body
                        + "}";
    }

    /** A GET with these parameters. */
    public static PrimingRequest get(String path, Map<String, String> parameters) {
        StringBuilder json = new StringBuilder("{");
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            json.append(json.length() > 1 ? "," : "");
            HttpAnswer.text(json, parameter.getKey());
            json.append(':');
            HttpAnswer.text(json, parameter.getValue());
        }
        return new PrimingRequest("GET", path, json.append('}').toString(), "null");
    }

    /** A POST of this body. */
    public static PrimingRequest post(String path, String body) {
        StringBuilder json = new StringBuilder();
        HttpAnswer.text(json, body);
        return new PrimingRequest("POST", path, "null", json.toString());
    }

    /**
     * Sends it.
     *
     * @throws IllegalStateException if the answer has another status
     */
    public void mustGive(int status, RequestStreamHandler handler) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            handler.handleRequest(
                    new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                    bytes,
                    new PrimingContext());
        } catch (IOException e) {
            throw new UncheckedIOException("Priming: " + routeKey, e);
        }
        String answer = bytes.toString(StandardCharsets.UTF_8);
        if (!answer.startsWith(HttpAnswer.startOf(status))) {
            throw new IllegalStateException("Priming: " + routeKey + " gave " + answer);
        }
    }
}
