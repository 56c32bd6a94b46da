package io.orderstream.embedded.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DemoTest {

    private static final Pattern ACCOUNT = Pattern.compile("\"accountid\": \"(a\\d)\"");

    private final Map<String, Integer> postsOf = new ConcurrentHashMap<>();
    private HttpServer api;

    @BeforeEach
    void start() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/order", this::answerBusy);
        api.start();
    }

    @AfterEach
    void stop() {
        api.stop(0);
    }

    private void answerBusy(HttpExchange exchange) throws IOException {
        try (exchange) {
            Matcher account =
                    ACCOUNT.matcher(
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8));
            assertThat(account.find()).isTrue();
            postsOf.merge(account.group(1), 1, Integer::sum);
            byte[] answer = "the stream is gone".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(503, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Test
    void anAnswerWithoutAnId_failsOnlyItsOrder() {
        api.removeContext("/order");
        api.createContext(
                "/order",
                exchange -> {
                    try (exchange) {
                        exchange.sendResponseHeaders(202, 2);
                        exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
                    }
                });
        assertThat(runDemo())
                .hasSize(10)
                .allSatisfy(
                        journey ->
                                assertThat(journey.failure().orElseThrow())
                                        .startsWith("Unexpected answer: "));
    }

    /**
     * The time limit is for all orders together. The first order uses it up, so each later order is
     * posted only once.
     */
    @Test
    void theTimeLimitIsForAllOrders_andTheAnswerOfABusyApiIsShown() {
        assertThat(runDemo())
                .hasSize(10)
                .allSatisfy(
                        journey ->
                                assertThat(journey.failure())
                                        .hasValue("POST /order answered 503: the stream is gone"));
        assertThat(postsOf.remove("a0")).isPositive();
        assertThat(postsOf.values()).hasSize(9).containsOnly(1);
    }

    private List<OrderJourney> runDemo() {
        URI address = URI.create("http://127.0.0.1:" + api.getAddress().getPort());
        return new Demo(address, Clock.systemUTC(), Duration.ofSeconds(1)).run();
    }
}
