package io.orderstream.lambda.http;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The routes of the API. Two functions serve them. A request that belongs to none of the routes can
 * also reach a function. {@link #options} answers an OPTIONS request if its path is known, or if it
 * came through an OPTIONS route of API Gateway. {@link #refusal} answers the other requests without
 * a route.
 *
 * <pre>{@code
 * Route.of("GET /order");            // Optional[GET_ORDER]
 * Route.refusal("PUT", "/invoice");  // 405, Allow: GET, OPTIONS
 * Route.refusal("GET", "/invoices"); // 404
 * }</pre>
 */
public enum Route {
    POST_ORDER("POST", "/order"),
    POST_ORDERS("POST", "/orders"),
    POST_ORDER_EVENTS("POST", "/order/events"),
    GET_ORDER("GET", "/order"),
    GET_ORDERS("GET", "/orders"),
    GET_ORDER_EVENTS("GET", "/order/events"),
    GET_INVOICE("GET", "/invoice");

    private final String method;
    private final String path;
    private final String key;

    Route(String method, String path) {
        this.method = method;
        this.path = path;
        this.key = method + " " + path;
    }

    /** The route's key as the HTTP API names it: {@code GET /order}. */
    public String key() {
        return key;
    }

    /** The route with this key. Empty for {@code $default} and for unknown keys. */
    public static Optional<Route> of(String key) {
        for (Route route : values()) {
            if (route.key.equals(key)) {
                return Optional.of(route);
            }
        }
        return Optional.empty();
    }

    /**
     * The answer to OPTIONS: 204, with an {@code Allow} header if the path is known. If the path is
     * unknown, there is an answer only if {@code key} is the key of an OPTIONS route. With a custom
     * domain, each path may begin with the prefix of an API mapping. Such a path is unknown here,
     * but the request must be answered.
     */
    static Optional<Answer> options(String key, String path) {
        String allowed = allowed(path);
        if (!allowed.isEmpty()) {
            return Optional.of(Answer.noContent().with("allow", allowed));
        }
        return key.startsWith("OPTIONS ") ? Optional.of(Answer.noContent()) : Optional.empty();
    }

    /** The methods of a path, as in an {@code Allow} header. Empty if the API has no such path. */
    private static String allowed(String path) {
        List<String> methods =
                Arrays.stream(values())
                        .filter(route -> route.path.equals(path))
                        .map(route -> route.method)
                        .collect(Collectors.toList());
        if (methods.isEmpty()) {
            return "";
        }
        methods.add("OPTIONS");
        return methods.stream().sorted().collect(Collectors.joining(", "));
    }

    /** 405 with an {@code Allow} header if the path is known, 404 otherwise. */
    public static Answer refusal(String method, String path) {
        String allowed = allowed(path);
        if (allowed.isEmpty()) {
            String routes =
                    Arrays.stream(values()).map(Route::key).collect(Collectors.joining(", "));
            return Answer.problem(
                    new ProblemDocument(ProblemType.NO_SUCH_ROUTE, "The routes are " + routes));
        }
        return Answer.problem(
                        new ProblemDocument(
                                ProblemType.METHOD_NOT_ALLOWED,
                                path + " has the methods " + allowed + ", but not " + method))
                .with("allow", allowed);
    }
}
