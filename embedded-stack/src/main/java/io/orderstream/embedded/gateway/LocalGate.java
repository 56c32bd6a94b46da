package io.orderstream.embedded.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Lets only pages of this machine's own address use the {@link LocalRoutes}.
 *
 * <p>The gateway listens on loopback, but a browser on this machine can be made to send requests
 * there. A page of another origin is refused by {@code Origin} and {@code Sec-Fetch-Site}. A page
 * whose name resolves to 127.0.0.1 (DNS rebinding) is refused by {@code Host}, since the browser
 * sends the page's name there.
 */
final class LocalGate {

    private static final Pattern THIS_MACHINE =
            Pattern.compile("(?i)(?:127\\.0\\.0\\.1|localhost|\\[::1])(?::[0-9]{1,5})?");

    /**
     * Allows nothing but the page's own files. With trusted types, scripts of the page cannot turn
     * a text into markup, even by mistake.
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
                .map(
                        route ->
                                isFromHere(call)
                                        ? toAnswer(route.get(query(call)))
                                        : ProxyAnswer.message(403, "Forbidden"));
    }

    private static boolean isFromHere(HttpCall call) {
        String host = call.header("host").orElse("");
        boolean ownOrigin =
                call.header("origin").map(("http://" + host)::equalsIgnoreCase).orElse(true);
        return THIS_MACHINE.matcher(host).matches() && ownOrigin && isOwnFetch(call);
    }

    /** Other pages may link to the console, but not load anything of it. */
    private static boolean isOwnFetch(HttpCall call) {
        String site = call.header("sec-fetch-site").orElse("none");
        boolean isLink =
                call.path().equals("/")
                        && call.header("sec-fetch-mode").filter("navigate"::equals).isPresent();
        return isLink || site.equals("none") || site.equals("same-origin");
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
