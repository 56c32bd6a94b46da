package io.orderstream.embedded.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderstream.embedded.json.StackJson;
import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Posts ten coffee orders. Cancels one of them, fulfils another one, and refunds half the price of
 * one more. Polls each order until the API shows it, with the effect of its event if it has one.
 * Then polls until the order's invoice can be fetched. The demo needs only the address of the API.
 */
final class Demo {

    private static final int ORDERS = 10;

    /** The events, by the index of their order. The other orders have no event. */
    private static final Map<Integer, DemoEvent> EVENTS =
            Map.of(
                    2, DemoEvent.CANCELLED,
                    5, DemoEvent.FULFILLED,
                    8, DemoEvent.HALF_REFUNDED);

    /**
     * The time limit for all orders together. An idle machine needs a few seconds. The limit is for
     * a busy machine.
     */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final JsonMapper JSON = StackJson.MAPPER;
    private static final DateTimeFormatter CLIENT_DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private final URI api;
    private final Clock clock;
    private final Duration patience;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofMinutes(1)).build();

    Demo(URI api, Clock clock, Duration patience) {
        this.api = api;
        this.clock = clock;
        this.patience = patience;
    }

    /** Posts the orders one after the other, then polls all of them in turn. */
    List<OrderJourney> run() {
        Deadline deadline = Deadline.in(patience);
        List<OrderWatch> watches = new ArrayList<>();
        for (int i = 0; i < ORDERS; i++) {
            OrderWatch watch =
                    new OrderWatch(
                            "a" + i,
                            "v" + i,
                            Optional.ofNullable(EVENTS.get(i)),
                            System.nanoTime());
            watch.attempt(() -> post(watch, deadline));
            watches.add(watch);
        }
        while (!deadline.isOver() && watches.stream().anyMatch(OrderWatch::isPending)) {
            watches.stream()
                    .filter(OrderWatch::isPending)
                    .forEach(watch -> watch.attempt(() -> poll(watch)));
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return watches.stream().map(watch -> watch.journey(patience)).toList();
    }

    private void poll(OrderWatch watch) {
        if (!watch.isInItsLastState()) {
            get("/order" + watch.query()).ifPresent(answer -> watch.read(answer.required("order")));
        } else {
            get("/invoice" + watch.query())
                    .ifPresent(
                            issued ->
                                    watch.fetched(
                                            fetch(URI.create(issued.required("url").asText()))));
        }
    }

    /**
     * Posts an order, and then its event if it has one. The API accepts the event even if the order
     * cannot be read yet.
     */
    private void post(OrderWatch watch, Deadline deadline) {
        String order =
                String.format(
                        """
                        {"order": {"accountid": "%s", "vendorid": "%s", "orderdate": "%s",
                                   "details": {"coffeetype": "Short Black", "coffeesize": "Small", "unitprice": "4.5", "quantity": "2"}}}
                        """,
                        watch.account(), watch.vendor(), now());
        String orderId = post("/order", order, deadline).required("orderid").asText();
        watch.posted(orderId);
        watch.event()
                .ifPresent(
                        event ->
                                post(
                                        "/order/events",
                                        String.format(
                                                """
                                                {"event": {"type": "%s", "accountid": "%s", "vendorid": "%s", "orderid": "%s",
                                                           "eventdate": "%s", %s}}
                                                """,
                                                event.type(),
                                                watch.account(),
                                                watch.vendor(),
                                                orderId,
                                                now(),
                                                event.member()),
                                        deadline));
    }

    private String now() {
        return LocalDateTime.now(clock.withZone(ZoneOffset.UTC)).format(CLIENT_DATE);
    }

    private JsonNode post(String path, String body, Deadline deadline) {
        HttpResponse<String> answer = post(path, body);
        // A retry has the same date. So it is the same order or event, not a second one.
        while (answer.statusCode() == 503 && !deadline.isOver()) {
            LockSupport.parkNanos(PAUSE.toNanos());
            answer = post(path, body);
        }
        if (answer.statusCode() != 202) {
            throw new StartException(
                    "POST " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return json(answer);
    }

    private HttpResponse<String> post(String path, String body) {
        return send(
                HttpRequest.newBuilder(api.resolve(path))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** The body of the answer; empty if the caller should ask again later. */
    private Optional<JsonNode> get(String pathAndQuery) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(api.resolve(pathAndQuery)));
        return switch (answer.statusCode()) {
            case 200 -> Optional.of(json(answer));
            // The order or invoice does not exist yet, or the API is busy.
            case 404, 503 -> Optional.empty();
            default ->
                    throw new StartException(
                            "GET "
                                    + pathAndQuery
                                    + " answered "
                                    + answer.statusCode()
                                    + ": "
                                    + answer.body());
        };
    }

    private JsonNode fetch(URI presigned) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(presigned));
        if (answer.statusCode() != 200) {
            throw new StartException("The presigned URL answered " + answer.statusCode());
        }
        return json(answer);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(
                    request.timeout(Duration.ofMinutes(2)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new StartException("The API or S3 did not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("Interrupted while waiting for an answer", e);
        }
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new StartException("The answer is not JSON: " + answer.body(), e);
        }
    }
}
