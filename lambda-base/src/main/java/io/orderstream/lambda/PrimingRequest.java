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
 * the answer's. It comes from a caller that every kind of authorizer has let through.
 *
 * <pre>{@code
 * PrimingRequest.get("/order", Map.of("accountid", "priming"))
 *         .from("accountid", "priming")
 *         .mustGive(200, handler);
 * }</pre>
 */
public final class PrimingRequest {

    private final String method;
    private final String path;
    private final String parameters;
    private final String body;
    private final String authorizer;

    private PrimingRequest(
            String method, String path, String parameters, String body, String authorizer) {
        this.method = method;
        this.path = path;
        this.parameters = parameters;
        this.body = body;
        this.authorizer = authorizer;
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
        return new PrimingRequest("GET", path, json.append('}').toString(), "null", "null");
    }

    /** A POST of this body. */
    public static PrimingRequest post(String path, String body) {
        StringBuilder json = new StringBuilder();
        HttpAnswer.text(json, body);
        return new PrimingRequest("POST", path, "null", json.toString(), "null");
    }

    /** The same from a caller whose token claims this, and who has signed it, too. */
    public PrimingRequest from(String claim, String account) {
        StringBuilder json = new StringBuilder("{\"jwt\":{\"claims\":{");
        HttpAnswer.text(json, claim);
        json.append(':');
        HttpAnswer.text(json, account);
        json.append("}},\"iam\":{}}");
        return new PrimingRequest(method, path, parameters, body, json.toString());
    }

    private String event() {
        return "{\"routeKey\":\""
                + method
                + " "
                + path
                + "\",\"requestContext\":{\"authorizer\":"
                + authorizer
                + ",\"http\":{\"method\":\""
                + method
                + "\",\"path\":\""
                + path
                + "\"}},\"queryStringParameters\":"
                + parameters
                + ",\"body\":"
                + body
                + "}";
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
                    new ByteArrayInputStream(event().getBytes(StandardCharsets.UTF_8)),
                    bytes,
                    new PrimingContext());
        } catch (IOException e) {
            throw new UncheckedIOException("Priming: " + method + " " + path, e);
        }
        String answer = bytes.toString(StandardCharsets.UTF_8);
        if (!answer.startsWith(HttpAnswer.startOf(status))) {
            throw new IllegalStateException("Priming: " + method + " " + path + " gave " + answer);
        }
    }
}
