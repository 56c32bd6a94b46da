package io.orderstream.embedded.gateway;

import io.orderstream.embedded.template.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An API's CorsConfiguration. With it, the gateway itself answers preflight requests that match no
 * route. If a request comes from an allowed origin, the gateway also adds CORS headers to the
 * answer of the {@link Dispatcher}. Other answers, such as 413 for a body over 10 MiB, have no CORS
 * headers. The gateway drops the CORS headers that a function sets.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html">CORS
 *     for HTTP APIs</a>
 */
record Cors(
        List<String> origins,
        List<String> methods,
        List<String> headers,
        List<String> exposed,
        boolean credentials,
        Optional<String> maxAge) {

    static Cors of(Value configuration) {
        return new Cors(
                texts(configuration, "AllowOrigins"),
                texts(configuration, "AllowMethods"),
                texts(configuration, "AllowHeaders"),
                texts(configuration, "ExposeHeaders"),
                configuration.find("AllowCredentials").map(Value::bool).orElse(false),
                configuration.find("MaxAge").map(Value::text));
    }

    private static List<String> texts(Value configuration, String member) {
        return configuration
                .find(member)
                .map(value -> value.list().stream().map(Value::text).toList())
                .orElse(List.of());
    }

    boolean isPreflight(HttpCall call) {
        return call.method().equals("OPTIONS")
                && call.header("origin").isPresent()
                && call.header("access-control-request-method").isPresent();
    }

    /**
     * The CORS headers of the answer to a preflight request; empty if the origin is not allowed.
     */
    Map<String, String> preflight(HttpCall call) {
        Map<String, String> answer = simple(call);
        if (answer.isEmpty()) {
            return answer;
        }
        put(answer, "access-control-allow-methods", methods);
        put(answer, "access-control-allow-headers", headers);
        maxAge.ifPresent(seconds -> answer.put("access-control-max-age", seconds));
        return answer;
    }

    /**
     * The CORS headers of the answer to a request that is not a preflight request; empty if the
     * origin is not allowed.
     */
    Map<String, String> simple(HttpCall call) {
        Map<String, String> answer = new LinkedHashMap<>();
        Optional<String> origin = call.header("origin").filter(this::allows);
        if (origin.isEmpty()) {
            return answer;
        }
        answer.put(
                "access-control-allow-origin", origins.contains("*") ? "*" : origin.orElseThrow());
        if (credentials) {
            answer.put("access-control-allow-credentials", "true");
        }
        put(answer, "access-control-expose-headers", exposed);
        return answer;
    }

    /** Whether pages of this origin may call the API. */
    boolean allows(String origin) {
        for (String allowed : origins) {
            boolean wildcard =
                    allowed.endsWith("*")
                            && origin.startsWith(allowed.substring(0, allowed.length() - 1));
            if (wildcard || allowed.equalsIgnoreCase(origin)) {
                return true;
            }
        }
        return false;
    }

    private static void put(Map<String, String> answer, String name, List<String> values) {
        if (!values.isEmpty()) {
            answer.put(name, String.join(",", values));
        }
    }
}
