package io.orderstream.model.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ApiTest {

    private final RequestLog log =
            new RequestLog(
                    Clock.fixed(Instant.parse("2026-11-23T10:11:12Z"), ZoneOffset.UTC),
                    "r-1",
                    "GET /order");

    @Test
    void answersARouteThatItServes() {
        Api<String> api =
                new Api<>(Map.of(Route.GET_ORDER, (request, log) -> Answer.json(200, request)));

        assertThat(Wire.of(api.answer("{\"a\":1}", "GET /order", "GET", "/order", log)))
                .isEqualTo("200\n{content-type=application/json}\n{\"a\":1}");
    }

    @Test
    void servesNoRouteThatIsAnotherFunctions() {
        Api<String> api = new Api<>(Map.of());

        assertThat(api.answer("", "GET /order", "GET", "/order", log).status()).isEqualTo(405);
    }

    @Test
    void answers503WithRetryAfter_whenSomethingBehindItIsDown() {
        assertThat(Wire.of(failing(new UnavailableException("the order table", null))))
                .isEqualTo(
                        Wire.problem(
                                503,
                                "{'type':'urn:orderstream:problem:unavailable',"
                                        + "'title':'Not available at the moment',"
                                        + "'status':503,"
                                        + "'detail':'Did not get an answer from the order table;"
                                        + " the same request can be repeated safely'}",
                                "retry-after",
                                "1"));
    }

    @Test
    void answers500WithoutDetail_andLogsTheDetail() {
        assertThat(Wire.of(failing(new IllegalStateException("table secret-name"))))
                .isEqualTo(
                        Wire.problem(
                                500,
                                "{'type':'urn:orderstream:problem:internal-error',"
                                        + "'title':'Something went wrong here',"
                                        + "'status':500,"
                                        + "'detail':'The log has more about request r-1'}"));
        assertThat(new String(log.line(500), StandardCharsets.UTF_8))
                .startsWith(
                        "{\"timestamp\":\"2026-11-23T10:11:12Z\",\"level\":\"ERROR\","
                                + "\"requestid\":\"r-1\",\"route\":\"GET /order\",\"status\":500,"
                                + "\"durationms\":0,"
                                + "\"error\":\"java.lang.IllegalStateException: table secret-name\\n");
    }

    @Test
    void survivesAStackOverflow_whichEndsThisRequestOnly() {
        AtomicBoolean deep = new AtomicBoolean(true);
        Api<String> api =
                new Api<>(
                        Map.of(
                                Route.GET_ORDER,
                                (request, log) ->
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

    private Answer failing(RuntimeException failure) {
        Api<String> api =
                new Api<>(
                        Map.of(
                                Route.GET_ORDER,
                                (request, log) -> {
                                    throw failure;
                                }));
        return api.answer("", "GET /order", "GET", "/order", log);
    }
}
