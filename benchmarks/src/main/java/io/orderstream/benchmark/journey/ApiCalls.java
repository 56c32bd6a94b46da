package io.orderstream.benchmark.journey;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The API's calls that are measured. */
final class ApiCalls {

    private static final Pattern ORDER_ID = Pattern.compile("\"orderid\":\"([^\"]+)\"");
    private static final int SERVER_ERROR = 500;

    private final URI api;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * Calls of the API there.
     *
     * @param timeout after which a call is given up
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

    /** There was no answer, or a status of 5xx: the caller may try again. */
    static final class NoAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private NoAnswerException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * Posts an order, and returns its id. The call fails with {@link NoAnswerException}, or with
     * {@link IllegalStateException} if the order is refused.
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
     * Whether a GET is answered with 200; false for 404. Fails with {@link NoAnswerException} as
     * {@link #post} does.
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
                                throw new NoAnswerException(request + ": no answer", failure);
                            }
                            // A function that is too slow is 500, a full queue 503.
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
