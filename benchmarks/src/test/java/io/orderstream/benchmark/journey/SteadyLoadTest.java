package io.orderstream.benchmark.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests {@link SteadyLoad#run}. If the API does not answer or answers with 503, the latencies show
 * it, and the run goes on. The run fails only if the API accepts no order, or refuses an order or a
 * read.
 */
class SteadyLoadTest {

    private static final int ORDERS = 40;
    private static final Duration LONGEST_CALL = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final int NO_ANSWER = 0;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger posts = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger invoices = new AtomicInteger();

    // Each function returns the status of a call. Its argument is the number of earlier calls of
    // the same kind.
    private IntUnaryOperator post = n -> 202;
    private IntUnaryOperator read = n -> 200;
    private IntUnaryOperator invoice = n -> 200;
    private HttpServer api;

    @BeforeEach
    void start() throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.setExecutor(threads);
        api.createContext("/", this::answer);
        api.start();
    }

    @AfterEach
    void stop() {
        api.stop(0);
        threads.shutdown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        int status;
        if (exchange.getRequestMethod().equals("POST")) {
            status = post.applyAsInt(posts.getAndIncrement());
        } else if (exchange.getRequestURI().getPath().equals("/invoice")) {
            status = invoice.applyAsInt(invoices.getAndIncrement());
        } else {
            status = read.applyAsInt(reads.getAndIncrement());
        }
        if (status != NO_ANSWER) {
            byte[] body = "{\"orderid\":\"o1\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        }
    }

    private SteadyLoad run() {
        URI address = URI.create("http://127.0.0.1:" + api.getAddress().getPort());
        SteadyLoad load = new SteadyLoad(new ApiCalls(address, LONGEST_CALL), "load", PATIENCE);
        load.run(ORDERS, ORDERS, Duration.ofSeconds(1));
        return load;
    }

    private static void assertMeasured(Latencies latencies, int givenUp) {
        assertThat(latencies.measured()).isEqualTo(ORDERS);
        assertThat(latencies.givenUp()).isEqualTo(givenUp);
    }

    @Test
    void aPostWithoutAnAnswerOrWithA503IsRecordedAsAtLeastThePatience() {
        post = n -> n % 8 == 0 ? NO_ANSWER : n % 8 == 4 ? 503 : 202;

        SteadyLoad load = run();

        for (Latencies latencies : List.of(load.accepted(), load.readable(), load.invoiced())) {
            assertMeasured(latencies, ORDERS / 4);
            assertThat(latencies.at(70)).isLessThan((double) PATIENCE.toMillis());
            assertThat(latencies.at(77)).isGreaterThanOrEqualTo((double) PATIENCE.toMillis());
        }
        assertThat(load.firstGivenUp()).isPresent();
    }

    @Test
    void aReadIsTriedAgain_afterNoAnswerOrA503OrA404() {
        read = n -> n == 3 ? NO_ANSWER : 200;
        invoice = n -> n == 5 ? 503 : n == 6 ? 404 : 200;

        SteadyLoad load = run();

        assertMeasured(load.accepted(), 0);
        assertMeasured(load.readable(), 0);
        assertThat(load.readable().at(100))
                .isGreaterThanOrEqualTo((double) LONGEST_CALL.toMillis());
        assertMeasured(load.invoiced(), 0);
    }

    @Test
    void anInvoiceThatNeverExistsIsGivenUp() {
        invoice = n -> 404;

        SteadyLoad load = run();

        assertMeasured(load.readable(), 0);
        assertMeasured(load.invoiced(), ORDERS);
        assertThat(load.invoiced().at(1)).isGreaterThanOrEqualTo((double) PATIENCE.toMillis());
    }

    @Test
    void anApiThatAcceptsNoOrderFailsTheRun() {
        post = n -> 500;

        assertThatThrownBy(this::run)
                .hasMessageContaining("accepted none of 40 orders")
                .hasStackTraceContaining("answered 500");
    }

    @Test
    void anApiThatRefusesAnOrderOrAReadFailsTheRun() {
        post = n -> n == 20 ? 400 : 202;
        assertThatThrownBy(this::run).hasStackTraceContaining("answered 400");

        post = n -> 202;
        read = n -> 400;
        assertThatThrownBy(this::run).hasStackTraceContaining("answered 400");
    }
}
