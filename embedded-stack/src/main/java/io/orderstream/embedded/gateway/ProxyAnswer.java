package io.orderstream.embedded.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orderstream.embedded.json.StackJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An answer for the client. Header names are in lower case.
 *
 * @param cookies the values of the {@code set-cookie} headers
 */
record ProxyAnswer(
        int status, Map<String, String> headers, List<String> cookies, HttpCall.Body body) {

    private static final ObjectMapper JSON = StackJson.MAPPER;

    /**
     * An answer of the gateway itself, in the form of API Gateway's own errors, such as {@code
     * {"message":"Not Found"}}.
     */
    static ProxyAnswer message(int status, String message) {
        return new ProxyAnswer(
                status,
                Map.of("content-type", "application/json"),
                List.of(),
                HttpCall.Body.of(JSON.createObjectNode().put("message", message).toString()));
    }

    /** The same answer with one more header. */
    ProxyAnswer withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ProxyAnswer(status, more, cookies, body);
    }

    /**
     * Maps the result of a function by the rules of payload format 2.0. An object with a statusCode
     * is an answer. Anything else becomes the body of an answer with the status 200.
     *
     * @throws MalformedAnswerException if API Gateway would not accept the result
     */
    static ProxyAnswer of(byte[] returned) throws MalformedAnswerException {
        JsonNode answer;
        try {
            answer = JSON.readTree(returned);
        } catch (JsonProcessingException e) {
            throw new MalformedAnswerException("it is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new MalformedAnswerException("it cannot be read: " + e.getMessage());
        }
        if (!answer.has("statusCode")) {
            return new ProxyAnswer(
                    200,
                    Map.of("content-type", "application/json"),
                    List.of(),
                    new HttpCall.Body(returned));
        }
        int status = answer.get("statusCode").asInt();
        if (status < 100 || status > 599) {
            throw new MalformedAnswerException("its statusCode is " + answer.get("statusCode"));
        }
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : members(answer, "headers")) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            headers.put(name, scalar(header.getValue(), "header " + name));
        }
        List<String> cookies = new ArrayList<>();
        for (JsonNode cookie : answer.path("cookies")) {
            cookies.add(scalar(cookie, "cookie"));
        }
        HttpCall.Body body = body(answer);
        if (!body.isEmpty()) {
            headers.putIfAbsent("content-type", "text/plain;charset=UTF-8");
        }
        return new ProxyAnswer(status, headers, cookies, body);
    }

    private static Iterable<Map.Entry<String, JsonNode>> members(JsonNode answer, String name)
            throws MalformedAnswerException {
        JsonNode member = answer.path(name);
        if (member.isMissingNode() || member.isNull() || member.isObject()) {
            return member.properties();
        }
        throw new MalformedAnswerException("its " + name + " member is not an object");
    }

    private static HttpCall.Body body(JsonNode answer) throws MalformedAnswerException {
        JsonNode body = answer.path("body");
        if (body.isMissingNode() || body.isNull()) {
            return HttpCall.Body.NONE;
        }
        if (!body.isTextual()) {
            throw new MalformedAnswerException("its body is not text");
        }
        if (!answer.path("isBase64Encoded").asBoolean()) {
            return new HttpCall.Body(body.textValue().getBytes(StandardCharsets.UTF_8));
        }
        try {
            return new HttpCall.Body(Base64.getDecoder().decode(body.textValue()));
        } catch (IllegalArgumentException e) {
            throw new MalformedAnswerException("its body is not base64: " + e.getMessage());
        }
    }

    private static String scalar(JsonNode value, String what) throws MalformedAnswerException {
        if (!value.isValueNode() || value.isNull()) {
            throw new MalformedAnswerException("its " + what + " is not text");
        }
        return value.asText();
    }
}
