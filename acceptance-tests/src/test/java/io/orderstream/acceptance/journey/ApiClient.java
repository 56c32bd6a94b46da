package io.orderstream.acceptance.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.orderstream.acceptance.contract.ApiContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * A client of the API. It throws an {@link AssertionError} if the OpenAPI document does not
 * describe the answer, or if the API accepts (202) a body that the document does not describe.
 */
public final class ApiClient {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final URI address;
    private final Map<String, String> authorization;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofMinutes(1)).build();

    /** A client of the API at this address. */
    public ApiClient(URI address) {
        this(address, Map.of());
    }

    private ApiClient(URI address, Map<String, String> authorization) {
        this.address = address;
        this.authorization = authorization;
    }

    /** A client of the same API that sends this token. */
    ApiClient withToken(String token) {
        return new ApiClient(address, Map.of("authorization", "Bearer " + token));
    }

    /** Posts JSON. */
    public Answer post(String path, String json) {
        return send("POST", path, json, Map.of("content-type", "application/json"));
    }

    /** Gets a path, which may have a query string. */
    public Answer get(String pathAndQuery) {
        return send("GET", pathAndQuery, "", Map.of());
    }

    /**
     * Like {@link #get}, but repeats the request while the answer is 503. A function may answer 503
     * if the machine is too busy.
     */
    public Answer getUnlessBusy(String pathAndQuery) {
        return Awaitility.await(pathAndQuery + " has another answer than 503")
                .pollDelay(Duration.ZERO)
                .atMost(PATIENCE)
                .until(() -> get(pathAndQuery), answer -> answer.status() != 503);
    }

    /** Gets any URL, such as a presigned URL. Sends no token, and does not check the answer. */
    public Answer fetch(String url) {
        return send(HttpRequest.newBuilder(URI.create(url)).GET());
    }

    /** Sends any request to the API. */
    public Answer send(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address.resolve(path))
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        authorization.forEach(request::header);
        Answer answer = send(request);
        requireDescribed(method, address.resolve(path).getPath(), body, answer);
        return answer;
    }

    private static void requireDescribed(String method, String path, String body, Answer answer) {
        List<String> deviations =
                new ArrayList<>(
                        ApiContract.PUBLISHED.deviations(
                                method,
                                path,
                                answer.status(),
                                answer.headers(),
                                answer.text().isEmpty()
                                        ? MissingNode.getInstance()
                                        : answer.json()));
        if (answer.status() == 202) {
            // The API accepts a byte order mark before the JSON.
            JsonNode request = Json.read(body.replaceFirst("^\ufeff", ""));
            deviations.addAll(ApiContract.PUBLISHED.requestDeviations(method, path, request));
        }
        if (!deviations.isEmpty()) {
            throw new AssertionError(
                    method + " " + path + " is not as described: " + deviations + "\n" + answer);
        }
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            return new Answer(
                    http.send(
                            request.timeout(Duration.ofMinutes(2)).build(),
                            BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The response to a request. */
    public record Answer(HttpResponse<String> response) {

        /** The status code. */
        public int status() {
            return response.statusCode();
        }

        /** The body. */
        public String text() {
            return response.body();
        }

        /**
         * The body as JSON; missing if the body is empty. Throws an {@link AssertionError} if the
         * body is not JSON.
         */
        public JsonNode json() {
            try {
                return Json.MAPPER.readTree(response.body());
            } catch (IOException e) {
                throw new AssertionError("Not JSON: " + this, e);
            }
        }

        /** The last value of each header, by its name in lower case. */
        Map<String, String> headers() {
            Map<String, String> headers = new HashMap<>();
            response.headers()
                    .map()
                    .forEach(
                            (name, values) ->
                                    headers.put(
                                            name.toLowerCase(Locale.ROOT),
                                            values.get(values.size() - 1)));
            return headers;
        }

        /** The first value of a header; empty if the answer does not have the header. */
        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        @Override
        public String toString() {
            return status() + " " + response.headers().map() + " " + text();
        }
    }
}
