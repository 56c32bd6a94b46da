package io.orderstream.embedded.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests who may use the {@link LocalRoutes}. */
class LocalGateTest {

    private static final String HOST = "127.0.0.1:8080";

    private final List<Map<String, String>> queries = new ArrayList<>();
    private final LocalGate gate = new LocalGate(this::find);

    private Optional<LocalRoutes.Route> find(String path) {
        if (!path.equals("/") && !path.equals("/local/stream")) {
            return Optional.empty();
        }
        return Optional.of(
                query -> {
                    queries.add(query);
                    return new LocalRoutes.Answer(200, "text/plain", "content of " + path);
                });
    }

    @Test
    void aRequestOfTheGatewaysPageIsAnswered_withHeadersThatProtectThePage() {
        ProxyAnswer answer =
                gate.answer(
                                call(
                                        "/local/stream",
                                        Map.of(
                                                "host",
                                                HOST,
                                                "origin",
                                                "http://" + HOST,
                                                "sec-fetch-site",
                                                "same-origin")))
                        .orElseThrow();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(new String(answer.body().bytes(), UTF_8)).isEqualTo("content of /local/stream");
        assertThat(answer.headers())
                .containsEntry("content-type", "text/plain")
                .containsEntry("cache-control", "no-store")
                .containsEntry("x-content-type-options", "nosniff")
                .containsEntry("cross-origin-resource-policy", "same-origin");
        assertThat(answer.headers().get("content-security-policy"))
                .contains("default-src 'none'", "frame-ancestors 'none'", "script-src 'self'")
                .contains("require-trusted-types-for 'script'; trusted-types 'none'")
                .doesNotContain("unsafe", "http");
    }

    @Test
    void theRouteGetsTheFirstValueOfEachParameter() {
        gate.answer(
                call("GET", "/local/stream", "shardid=a%2Bb&shardid=c&x", Map.of("host", HOST)));

        assertThat(queries).containsExactly(Map.of("shardid", "a+b", "x", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"127.0.0.1:8080", "127.0.0.1", "localhost:9000", "LOCALHOST", "[::1]:8080"})
    void theHostIsOneOfThreeNamesOfThisMachine_withOrWithoutAPort(String host) {
        assertThat(status("/local/stream", Map.of("host", host))).isEqualTo(200);
        assertThat(status("/local/stream", Map.of("host", host, "origin", "http://" + host)))
                .isEqualTo(200);
    }

    /** With DNS rebinding, the attacker's own host name resolves to 127.0.0.1. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "attacker.example",
                "attacker.example:8080",
                "127.0.0.1.attacker.example:8080",
                "localhost.attacker.example",
                "attacker.example:8080,127.0.0.1:8080",
                "127.0.0.1:8080@attacker.example",
                "127.0.0.2:8080",
                "0.0.0.0:8080",
                "127x0x0x1:8080",
                "127.0.0.1:8080 ",
                ""
            })
    void anotherHostIsRefused(String host) {
        assertThat(status("/local/stream", Map.of("host", host))).isEqualTo(403);
        assertThat(status("/", Map.of("host", host, "origin", "http://" + host))).isEqualTo(403);
        assertThat(queries).isEmpty();
    }

    @Test
    void aRequestWithoutAHostIsRefused() {
        assertThat(status("/", Map.of())).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:9000",
                "http://localhost:8080",
                "https://127.0.0.1:8080",
                "http://attacker.example",
                "null",
                ""
            })
    void aPageOfAnotherOriginIsRefused(String origin) {
        assertThat(status("/local/stream", Map.of("host", HOST, "origin", origin))).isEqualTo(403);
        assertThat(queries).isEmpty();
    }

    /**
     * A browser sends no {@code Origin} when it loads an image, a script or a frame, or follows a
     * link. It does send {@code Sec-Fetch-Site}, {@code Sec-Fetch-Mode} and {@code Sec-Fetch-Dest}.
     */
    @ParameterizedTest
    @CsvSource({
        "/local/stream, cross-site, no-cors, image, 403",
        "/local/stream, same-site, no-cors, script, 403",
        "/local/stream, cross-site, navigate, document, 403",
        "/local/stream, same-origin, cors, empty, 200",
        "/local/stream, none, navigate, document, 200",
        "/, cross-site, no-cors, image, 403",
        "/, same-site, cors, empty, 403",
        "/, cross-site, navigate, document, 200",
        "/, cross-site, navigate, iframe, 403",
        "/, cross-site, navigate, object, 403",
    })
    void anotherPageMayLinkToTheConsole_butLoadNothing(
            String path, String site, String mode, String dest, int status) {
        assertThat(
                        status(
                                path,
                                Map.of(
                                        "host", HOST,
                                        "sec-fetch-site", site,
                                        "sec-fetch-mode", mode,
                                        "sec-fetch-dest", dest)))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /order",
        "GET, /local",
        "GET, /local/",
        "GET, /local/stream/",
        "GET, //",
        "POST, /",
        "PUT, /local/stream",
        "OPTIONS, /local/stream",
        "get, /",
    })
    void otherRequestsAreLeftToTheTemplate(String method, String path) {
        assertThat(gate.answer(call(method, path, "", Map.of("host", HOST)))).isEmpty();
        assertThat(gate.answer(call(method, path, "", Map.of("host", "attacker.example"))))
                .isEmpty();
    }

    @Test
    void anExceptionOfARouteIsAnsweredAsJson() {
        LocalGate broken =
                new LocalGate(
                        path ->
                                Optional.of(
                                        query -> {
                                            throw new IllegalStateException("secret");
                                        }));

        ProxyAnswer answer = broken.answer(call("/", Map.of("host", HOST))).orElseThrow();

        assertThat(answer.status()).isEqualTo(500);
        assertThat(new String(answer.body().bytes(), UTF_8))
                .isEqualTo(
                        "{\"message\":\"Something went wrong. The log of the stack has more.\"}");
    }

    @Test
    void routesOfTwoKindsAreServedTogether() {
        List<String> told = new ArrayList<>();
        LocalRoutes others =
                new LocalRoutes() {
                    @Override
                    public Optional<Route> find(String path) {
                        return path.equals("/order")
                                ? Optional.empty()
                                : Optional.of(query -> new Answer(200, "text/plain", "other"));
                    }

                    @Override
                    public void answered(
                            String method, String path, int status, byte[] body, Duration took) {
                        told.add(method + " " + path);
                    }
                };
        LocalRoutes both = ((LocalRoutes) this::find).or(others);

        both.answered("POST", "/order", 202, new byte[0], Duration.ZERO);

        assertThat(body(both, "/")).contains("content of /");
        assertThat(body(both, "/other")).contains("other");
        assertThat(body(both, "/order")).isEmpty();
        assertThat(told).containsExactly("POST /order");
    }

    private static Optional<String> body(LocalRoutes routes, String path) {
        return routes.find(path).map(route -> route.get(Map.of()).body());
    }

    private int status(String path, Map<String, String> headers) {
        return gate.answer(call(path, headers)).orElseThrow().status();
    }

    private static HttpCall call(String path, Map<String, String> headers) {
        return call("GET", path, "", headers);
    }

    private static HttpCall call(
            String method, String path, String query, Map<String, String> headers) {
        Map<String, List<String>> lists = new LinkedHashMap<>();
        headers.forEach((name, value) -> lists.put(name, List.of(value)));
        return new HttpCall(
                method,
                path,
                query,
                "HTTP/1.1",
                "127.0.0.1",
                lists,
                HttpCall.Body.NONE,
                "id",
                Instant.EPOCH);
    }
}
