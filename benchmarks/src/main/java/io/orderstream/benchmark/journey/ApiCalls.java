package io.orderstream.benchmark.journey;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client of the API, with the calls that the benchmark measures. */
final class ApiCalls {

    private static final Pattern ORDER_ID = Pattern.compile("\"orderid\":\"([^\"]+)\"");
    private static final int SERVER_ERROR = 500;

    private final URI api;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * Creates a client.
     *
     * @param api the API's address
     * @param timeout the time-out of each call
     */
    ApiCalls(URI api, Duration timeout) {
        this.api = api;
        this.timeout = timeout;
        this.http =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(timeout)
                        .build();
    }

    /** The API did not answer, or answered with a status of 5xx. The caller may retry. */
    static final class NoAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private NoAnswerException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Posts an order and returns its id. The future fails with {@link NoAnswerException}, or with
     * {@link IllegalStateException} if the API refuses the order.
     */
    CompletableFuture<String> post(String account, String vendor, String orderDate) {
        String order =
                """
                {"order":{"accountid":"%s","vendorid":"%s","orderdate":"%s",
                 "details":{"coffeetype":"Latte","unitprice":"4.5","quantity":"2"}}}
                """
                        .formatted(account, vendor, orderDate);
        return send(HttpRequest.newBuilder(api.resolve("/order"))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(order)))
                .thenApply(
                        answer -> {
                            if (answer.statusCode() != 202) {
                                throw unexpected("POST /order", answer);
                            }
                            return orderId(answer.body());
                        });
    }

    /**
     * Sends a GET and returns true for status 200 and false for 404. The future fails with {@link
     * NoAnswerException}, or with {@link IllegalStateException} for another status below 500.
     */
    CompletableFuture<Boolean> exists(String pathAndQuery) {
        return send(HttpRequest.newBuilder(api.resolve(pathAndQuery)))
                .thenApply(
                        answer ->
                                switch (answer.statusCode()) {
                                    case 200 -> true;
                                    case 404 -> false;
                                    default -> throw unexpected("GET " + pathAndQuery, answer);
                                });
    }

    private static IllegalStateException unexpected(String call, HttpResponse<String> answer) {
        return new IllegalStateException(
                call + " answered " + answer.statusCode() + ": " + answer.body());
    }

    private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder builder) {
        HttpRequest request = builder.timeout(timeout).build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .handle(
                        (answer, failure) -> {
                            if (failure != null) {
                                throw new NoAnswerException(request + " got no answer", failure);
                            }
                            // The API answers 500 if a function fails, and 503 if it takes too
                            // long.
                            if (answer.statusCode() >= SERVER_ERROR) {
                                throw new NoAnswerException(
                                        request + " answered " + answer.statusCode(), null);
                            }
                            return answer;
                        });
    }

    private static String orderId(String body) {
        Matcher id = ORDER_ID.matcher(body);
        if (!id.find()) {
            throw new IllegalStateException("No orderid in " + body);
        }
        return id.group(1);
    }
}
