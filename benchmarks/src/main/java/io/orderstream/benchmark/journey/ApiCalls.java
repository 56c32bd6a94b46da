package io.orderstream.benchmark.journey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The API's calls that are measured. */
final class ApiCalls {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI api;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build();

    ApiCalls(URI api) {
        this.api = api;
    }

    /** Posts an order; its answer has the order's id, or the call fails. */
    CompletableFuture<JsonNode> post(String account, String vendor, String orderDate) {
        String order =
                "{\"order\":{\"accountid\":\""
                        + account
                        + "\",\"vendorid\":\""
                        + vendor
                        + "\",\"orderdate\":\""
                        + orderDate
                        + "\",\"details\":{\"coffeetype\":\"Latte\",\"unitprice\":\"4.5\","
                        + "\"quantity\":\"2\"}}}";
        return http.sendAsync(
                        HttpRequest.newBuilder(api.resolve("/order"))
                                .timeout(TIMEOUT)
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(order))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(
                        answer -> {
                            if (answer.statusCode() != 202) {
                                throw new IllegalStateException(
                                        "POST /order answered "
                                                + answer.statusCode()
                                                + ": "
                                                + answer.body());
                            }
                            return json(answer.body());
                        });
    }

    /** Whether a GET is answered with 200; false for 404. */
    CompletableFuture<Boolean> exists(String pathAndQuery) {
        return http.sendAsync(
                        HttpRequest.newBuilder(api.resolve(pathAndQuery)).timeout(TIMEOUT).build(),
                        HttpResponse.BodyHandlers.ofString())
                .thenApply(
                        answer ->
                                switch (answer.statusCode()) {
                                    case 200 -> true;
                                    case 404 -> false;
                                    default ->
                                            throw new IllegalStateException(
                                                    "GET "
                                                            + pathAndQuery
                                                            + " answered "
                                                            + answer.statusCode()
                                                            + ": "
                                                            + answer.body());
                                });
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
