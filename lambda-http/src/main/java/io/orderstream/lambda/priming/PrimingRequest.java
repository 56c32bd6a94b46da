package io.orderstream.lambda.priming;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.orderstream.lambda.http.ProxyResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;

/**
 * A request that a function sends to itself before SnapStart takes its snapshot. The function
 * handles it like a real request, from the bytes of the event to the bytes of the answer. The
 * request's caller has a token and a signature, so every kind of authorization accepts the caller.
 *
 * <pre>{@code
 * PrimingRequest orders = PrimingRequest.get("/orders", Map.of("accountid", "priming"));
 * PrimingRequest.requireStatus(200, handler, "accountid", "priming", orders);
 * }</pre>
 */
public final class PrimingRequest {

    private final String method;
    private final String path;
    private final String parameters;
    private final String body;

    private PrimingRequest(String method, String path, String parameters, String body) {
        this.method = method;
        this.path = path;
        this.parameters = parameters;
        this.body = body;
    }

    /** A GET with these parameters. */
    public static PrimingRequest get(String path, Map<String, String> parameters) {
        StringBuilder json = new StringBuilder("{");
        for (Map.Entry<String, String> parameter : parameters.entrySet()) {
            json.append(json.length() > 1 ? "," : "");
            ProxyResponse.text(json, parameter.getKey());
            json.append(':');
            ProxyResponse.text(json, parameter.getValue());
        }
        return new PrimingRequest("GET", path, json.append('}').toString(), "null");
    }

    /** A POST of this body. */
    public static PrimingRequest post(String path, String body) {
        StringBuilder json = new StringBuilder();
        ProxyResponse.text(json, body);
        return new PrimingRequest("POST", path, "null", json.toString());
    }

    /**
     * Sends these requests and checks the status of each answer. The caller has a token for this
     * account, and has also signed the requests. At the end, this method loads the trust store and
     * the cipher suites. Real calls need both, but {@link CannedAnswers} does not.
     *
     * @throws IllegalStateException if an answer has another status
     */
    public static void requireStatus(
            int status,
            RequestStreamHandler handler,
            String claim,
            String account,
            PrimingRequest... requests) {
        StringBuilder authorizer = new StringBuilder("{\"jwt\":{\"claims\":{");
        ProxyResponse.text(authorizer, claim);
        authorizer.append(':');
        ProxyResponse.text(authorizer, account);
        authorizer.append("}},\"iam\":{}}");
        for (PrimingRequest request : requests) {
            request.requireStatus(status, handler, authorizer.toString());
        }
        HttpsURLConnection.getDefaultSSLSocketFactory();
    }

    private String event(String authorizer) {
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

    private void requireStatus(int status, RequestStreamHandler handler, String authorizer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            handler.handleRequest(
                    new ByteArrayInputStream(event(authorizer).getBytes(StandardCharsets.UTF_8)),
                    bytes,
                    new PrimingContext());
        } catch (IOException e) {
            throw new UncheckedIOException("Priming: " + method + " " + path, e);
        }
        String answer = bytes.toString(StandardCharsets.UTF_8);
        if (!answer.startsWith(ProxyResponse.startOf(status))) {
            throw new IllegalStateException(
                    "Priming: " + method + " " + path + " was answered by " + answer);
        }
    }
}
