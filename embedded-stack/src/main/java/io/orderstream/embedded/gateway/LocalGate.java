package io.orderstream.embedded.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests for {@link LocalRoutes} from programs on this machine and from the gateway's own
 * page. Refuses requests from pages of other origins, even if the template's parameter {@code
 * CorsOrigins} lets these pages call the API. Other pages may only link to the console.
 */
final class LocalGate {

    private static final Logger LOG = LoggerFactory.getLogger(LocalGate.class);
    private static final CallerGate OWN_PAGE = new CallerGate(Optional.empty());

    /**
     * Allows a page to load files and data only from its own origin. With trusted types, scripts of
     * the page cannot turn a text into markup, even by mistake.
     */
    private static final String CONTENT_SECURITY_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; form-action 'none'; base-uri 'none';"
                    + " frame-ancestors 'none'; require-trusted-types-for 'script';"
                    + " trusted-types 'none'";

    private static final Map<String, String> HEADERS =
            Map.of(
                    "cache-control", "no-store",
                    "content-security-policy", CONTENT_SECURITY_POLICY,
                    "cross-origin-opener-policy", "same-origin",
                    "cross-origin-resource-policy", "same-origin",
                    "referrer-policy", "no-referrer",
                    "x-content-type-options", "nosniff");

    private final LocalRoutes routes;

    LocalGate(LocalRoutes routes) {
        this.routes = routes;
    }

    /** The answer of a local route; empty if the template's routes should answer. */
    Optional<ProxyAnswer> answer(HttpCall call) {
        if (!call.method().equals("GET") && !call.method().equals("HEAD")) {
            return Optional.empty();
        }
        return routes.find(call.path())
                .map(route -> OWN_PAGE.refusal(call).orElseGet(() -> answer(route, call)));
    }

    private static ProxyAnswer answer(LocalRoutes.Route route, HttpCall call) {
        try {
            return toAnswer(route.get(query(call)));
        } catch (RuntimeException e) {
            LOG.warn("{} failed", call.path(), e);
            return ProxyAnswer.message(500, "Something went wrong. The log of the stack has more.");
        }
    }

    private static Map<String, String> query(HttpCall call) {
        Map<String, String> first = new LinkedHashMap<>();
        ProxyEvent.query(call.rawQuery()).forEach((name, values) -> first.put(name, values.get(0)));
        return first;
    }

    private static ProxyAnswer toAnswer(LocalRoutes.Answer answer) {
        Map<String, String> headers = new LinkedHashMap<>(HEADERS);
        headers.put("content-type", answer.contentType());
        return new ProxyAnswer(
                answer.status(), headers, List.of(), HttpCall.Body.of(answer.body()));
    }
}
