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

/** An API that cannot keep up is in the figures, and does not end the run. */
class LoadTest {

    private static final int ORDERS = 40;
    private static final Duration LONGEST_CALL = Duration.ofSeconds(4);
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final int NO_ANSWER = 0;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger posts = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger invoices = new AtomicInteger();

    // The status of the nth call of a kind.
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

    private Load run() {
        URI address = URI.create("http://127.0.0.1:" + api.getAddress().getPort());
        Load load = new Load(new ApiCalls(address, LONGEST_CALL), "load", PATIENCE);
        AtomicInteger posted = new AtomicInteger();
        load.run(ORDERS, ORDERS, Duration.ofSeconds(1), posted::incrementAndGet);
        assertThat(posted).hasValue(1);
        return load;
    }

    private static void assertMeasured(Times times, int givenUp) {
        assertThat(times.measured()).isEqualTo(ORDERS);
        assertThat(times.givenUp()).isEqualTo(givenUp);
    }

    @Test
    void ordersThatComeSoFar() {
        Load load = run();

        assertMeasured(load.accepted(), 0);
        assertMeasured(load.readable(), 0);
        assertMeasured(load.invoiced(), 0);
    }

    @Test
    void aPostWithoutAnAnswerCountsWithAllOfThePatience() {
        post = n -> n % 4 == 0 ? NO_ANSWER : 202;

        assertAQuarterIsGivenUp(run());
    }

    @Test
    void aPostThatIsRefusedAtOnceCountsAsMuch() {
        post = n -> n % 4 == 0 ? 503 : 202;

        Load load = run();

        assertAQuarterIsGivenUp(load);
        assertThat(load.firstGivenUp()).get().asString().contains("answered 503");
    }

    private static void assertAQuarterIsGivenUp(Load load) {
        for (Times times : List.of(load.accepted(), load.readable(), load.invoiced())) {
            assertMeasured(times, ORDERS / 4);
            assertThat(times.at(70)).isLessThan((double) PATIENCE.toMillis());
            assertThat(times.at(77)).isGreaterThanOrEqualTo((double) PATIENCE.toMillis());
        }
    }

    @Test
    void aReadWithoutAnAnswerIsTriedAgain() {
        read = n -> n == 3 ? NO_ANSWER : 200;
        invoice = n -> n == 5 ? 503 : n == 6 ? 404 : 200;

        Load load = run();

        assertMeasured(load.readable(), 0);
        assertThat(load.readable().most()).isGreaterThanOrEqualTo(LONGEST_CALL.toMillis());
        assertMeasured(load.invoiced(), 0);
    }

    @Test
    void anInvoiceThatDoesNotComeIsGivenUp() {
        invoice = n -> 404;

        Load load = run();

        assertMeasured(load.readable(), 0);
        assertMeasured(load.invoiced(), ORDERS);
        assertThat(load.invoiced().at(1)).isGreaterThanOrEqualTo((double) PATIENCE.toMillis());
    }

    @Test
    void anApiThatAcceptsNothingIsNoResult() {
        post = n -> 500;

        assertThatThrownBy(this::run)
                .hasMessageContaining("accepted none of 40 orders")
                .hasStackTraceContaining("answered 500");
    }

    @Test
    void anApiThatRefusesAnOrderIsNoResult() {
        post = n -> n == 20 ? 400 : 202;

        assertThatThrownBy(this::run).hasStackTraceContaining("answered 400");
    }

    @Test
    void anApiThatRefusesAReadIsNoResult() {
        read = n -> n == 20 ? 400 : 200;

        assertThatThrownBy(this::run).hasStackTraceContaining("answered 400");
    }
}
