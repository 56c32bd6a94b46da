package io.orderstream.embedded.gateway;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Refuses requests that a browser sends for a page of another origin.
 *
 * <p>The gateway listens on loopback, but any page in a browser on this machine can send requests
 * to it. {@code Origin} and {@code Sec-Fetch-Site} show that a page of another origin sent a
 * request. With DNS rebinding, the name of a page's server resolves to 127.0.0.1, and the browser
 * treats the gateway as that server. Then {@code Host} has the name of the server. Programs that
 * are not browsers send neither {@code Origin} nor {@code Sec-Fetch-Site}.
 *
 * <p>On AWS, no such check exists. With the authorization {@code AWS_IAM} or {@code JWT}, a caller
 * needs credentials or a token, which a page of another origin does not have.
 */
final class CallerGate {

    private static final Pattern THIS_MACHINE =
            Pattern.compile("(?i)(?:127\\.0\\.0\\.1|localhost|\\[::1])(?::[0-9]{1,5})?");

    private final Optional<Cors> cors;

    /**
     * A gate that also lets through requests from pages whose origin {@code cors} allows.
     *
     * @param cors the origins whose pages may send requests; empty if only the gateway's own page
     *     may
     */
    CallerGate(Optional<Cors> cors) {
        this.cors = cors;
    }

    /**
     * The answer to a refused request, in the form of API Gateway's own errors; empty if the
     * request is allowed.
     */
    Optional<ProxyAnswer> refusal(HttpCall call) {
        return reason(call).map(reason -> ProxyAnswer.message(403, reason));
    }

    private Optional<String> reason(HttpCall call) {
        String host = call.header("host").orElse("");
        if (!THIS_MACHINE.matcher(host).matches()) {
            return Optional.of(
                    "The header Host is not the address of this stack: expected 127.0.0.1,"
                            + " localhost or [::1], with or without a port");
        }
        Optional<String> origin = call.header("origin");
        if (origin.isPresent()) {
            return isAllowed(origin.get(), host)
                    ? Optional.empty()
                    : Optional.of(
                            "A page of another origin sent this request, and the CORS configuration"
                                    + " does not allow that origin on this path");
        }
        return isOwnFetchOrLink(call)
                ? Optional.empty()
                : Optional.of(
                        "A page of another origin sent this request (Sec-Fetch-Site), without the"
                                + " header Origin. Without it, such a page may only link to /");
    }

    private boolean isAllowed(String origin, String host) {
        return origin.equalsIgnoreCase("http://" + host)
                || cors.filter(configuration -> configuration.allows(origin)).isPresent();
    }

    /**
     * Whether a request without an origin comes from the gateway's own page, from no page, or from
     * a link to the console. Browsers send no origin when they load an image, a script or a frame,
     * or follow a link. Other pages may link to the console, but not load it into a frame. {@code
     * Sec-Fetch-Dest} distinguishes a link from a frame.
     */
    private static boolean isOwnFetchOrLink(HttpCall call) {
        String site = call.header("sec-fetch-site").orElse("none");
        boolean isLink =
                call.path().equals("/")
                        && call.method().equals("GET")
                        && call.header("sec-fetch-mode").filter("navigate"::equals).isPresent()
                        && call.header("sec-fetch-dest").filter("document"::equals).isPresent();
        return isLink || site.equals("none") || site.equals("same-origin");
    }
}
