package io.orderstream.lambda.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiTest {

    private final RequestLog log =
            new RequestLog(
                    Clock.fixed(Instant.parse("2026-11-23T10:11:12Z"), ZoneOffset.UTC),
                    "r-1",
                    "GET /order");

    @Test
    void answersARouteThatItServes() {
        Api<String> api =
                api(Map.of(Route.GET_ORDER, (request, caller, log) -> Answer.json(200, request)));

        assertThat(Wire.of(api.answer("{\"a\":1}", "GET /order", "GET", "/order", log)))
                .isEqualTo("200\n{content-type=application/json}\n{\"a\":1}");
    }

    @Test
    void answers405_forARouteOfAnotherFunction() {
        Api<String> api = api(Map.of());

        assertThat(api.answer("", "GET /order", "GET", "/order", log).status()).isEqualTo(405);
    }

    @Test
    void answers503WithRetryAfter_whenAServiceBehindItIsDown() {
        assertThat(Wire.of(failing(new UnavailableException("the order table", null))))
                .isEqualTo(
                        Wire.problem(
                                503,
                                """
                                {"type":"urn:orderstream:problem:unavailable",\
                                "title":"Not available at the moment","status":503,\
                                "detail":"Did not get an answer from the order table; the same \
                                request can be repeated safely"}""",
                                "retry-after",
                                "1"));
    }

    @Test
    void answers500WithoutTheException_andLogsTheException() {
        assertThat(Wire.of(failing(new IllegalStateException("table secret-name"))))
                .isEqualTo(
                        Wire.problem(
                                500,
                                """
                                {"type":"urn:orderstream:problem:internal-error",\
                                "title":"Something went wrong here","status":500,\
                                "detail":"The log has more about request r-1"}"""));
        assertThat(new String(log.line(500), StandardCharsets.UTF_8))
                .startsWith(
                        """
                        {"timestamp":"2026-11-23T10:11:12Z","level":"ERROR",\
                        "requestid":"r-1","route":"GET /order","status":500,\
                        "durationms":0,\
                        "error":"java.lang.IllegalStateException\\n""");
    }

    @Test
    void answers500_afterAStackOverflow_andServesTheNextRequest() {
        AtomicBoolean deep = new AtomicBoolean(true);
        Api<String> api =
                api(
                        Map.of(
                                Route.GET_ORDER,
                                (request, caller, log) ->
                                        Answer.json(
                                                200,
                                                deep.getAndSet(false) ? endless(1) : request)));

        assertThat(api.answer("", "GET /order", "GET", "/order", log).status()).isEqualTo(500);
        assertThat(new String(log.line(500), StandardCharsets.UTF_8))
                .contains("\"level\":\"ERROR\"", "java.lang.StackOverflowError");
        assertThat(api.answer("", "GET /order", "GET", "/order", log).status()).isEqualTo(200);
    }

    @SuppressWarnings("InfiniteRecursion")
    private static String endless(int depth) {
        return depth + endless(depth + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "GET /order, GET, /order",
        "POST /order, POST, /order",
        "GET /order/events, GET, /order/events",
        "$default, DELETE, /order",
        "$default, GET, /elsewhere",
        "$default, OPTIONS, /elsewhere"
    })
    void answers403_whenTheExpectedAuthorizerHasNotCheckedTheRequest(
            String routeKey, String method, String path) {
        Api<String> api =
                new Api<>(
                        request -> Caller.of(AuthorizerType.JWT, "account", Map.of(), false),
                        Map.of(
                                Route.GET_ORDER,
                                (request, caller, log) -> Answer.json(200, request)));

        assertThat(Wire.of(api.answer("{}", routeKey, method, path, log)))
                .isEqualTo(
                        Wire.problem(
                                403,
                                """
                                {"type":"urn:orderstream:problem:not-authorized",\
                                "title":"Nobody has checked who sends this request","status":403,\
                                "detail":"The log has more about request r-1"}"""));
        assertThat(new String(log.line(403), StandardCharsets.UTF_8))
                .isEqualTo(
                        """
                        {"timestamp":"2026-11-23T10:11:12Z","level":"WARN",\
                        "requestid":"r-1","route":"GET /order","status":403,\
                        "refused":"AUTHORIZATION is JWT, and the request came without \
                        claims: its route has no JWT authorizer","durationms":0}
                        """);
    }

    /**
     * Browsers send a preflight request without authorization. With a custom domain, the path of
     * the request may start with the name of the API mapping. Then the path belongs to none of the
     * routes, and the answer has no header {@code Allow}.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "OPTIONS /{proxy+} | /order      | {allow=GET, OPTIONS, POST}",
                "$default          | /orders     | {allow=GET, OPTIONS, POST}",
                "$default          | /invoice    | {allow=GET, OPTIONS}",
                "OPTIONS /{proxy+} | /shop/order | {}"
            })
    void answers204ToOptions_withoutCheckingTheCaller(
            String routeKey, String path, String headers) {
        Api<String> api =
                new Api<>(
                        request -> Caller.of(AuthorizerType.JWT, "account", Map.of(), false),
                        Map.of());

        assertThat(Wire.of(api.answer("", routeKey, "OPTIONS", path, log)))
                .isEqualTo("204\n" + headers + "\n");
    }

    private static Api<String> api(Map<Route, Api.Action<String>> actions) {
        return new Api<>(
                request -> Caller.of(AuthorizerType.NONE, "account", Map.of(), false), actions);
    }

    private Answer failing(RuntimeException failure) {
        Api<String> api =
                api(
                        Map.of(
                                Route.GET_ORDER,
                                (request, caller, log) -> {
                                    throw failure;
                                }));
        return api.answer("", "GET /order", "GET", "/order", log);
    }
}
