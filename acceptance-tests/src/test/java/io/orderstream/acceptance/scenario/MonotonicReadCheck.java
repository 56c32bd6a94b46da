package io.orderstream.acceptance.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.orderstream.acceptance.journey.ApiClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads orders through the API during a scenario, and checks that reads are monotonic: an order
 * that was read once stays readable and unchanged, and the latest order of an account and a vendor
 * never becomes an older order.
 *
 * <pre>{@code
 * try (MonotonicReadCheck reads = MonotonicReadCheck.of(stack, 2_000)) {
 *     scenario.run();
 *     reads.assertReadsWereMonotonic();
 * }
 * }</pre>
 */
final class MonotonicReadCheck implements AutoCloseable {

    // The check watches only ten orders, so that it reads each of them about once a second, even on
    // a busy machine. If an order cannot be read for part of a second, one run may miss this, but
    // not every run will.
    private static final int WATCHED_ORDERS = 10;
    private static final int MAX_REPEATS = 100;
    private static final Duration BETWEEN_READS = Duration.ofMillis(50);

    private final ApiClient api;
    private final SentRecords sentRecords;
    private final int ordersBefore;
    private final int apart;
    private final List<SentOrder> watched = new ArrayList<>();
    private final Map<String, String> seen = new HashMap<>();
    private final Map<String, String> latest = new HashMap<>();
    private final List<String> broken = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> watching;

    private volatile boolean ended;

    private MonotonicReadCheck(ApiClient api, SentRecords sentRecords, int orders) {
        this.apart = Math.max(1, orders / WATCHED_ORDERS);
        this.api = api;
        this.sentRecords = sentRecords;
        this.ordersBefore = sentRecords.countOfOrders();
        this.watching = CompletableFuture.runAsync(this::watch, ThreadPerTaskExecutor.INSTANCE);
    }

    /**
     * Begins to read some of the orders that are accepted from now on.
     *
     * @param orders the minimum number of orders that will be accepted
     */
    static MonotonicReadCheck of(StackWithFaults stack, int orders) {
        return new MonotonicReadCheck(stack.api(), stack.sentRecords(), orders);
    }

    private void watch() {
        while (!ended) {
            watchNewOrders();
            for (SentOrder order : watched) {
                readById(order);
                readLatest(order);
            }
            pause();
        }
    }

    /** Adds some of the newly accepted orders, evenly spread over the scenario. */
    private void watchNewOrders() {
        List<SentOrder> accepted = List.copyOf(sentRecords.orders().values());
        for (int i = ordersBefore + apart * watched.size();
                i < accepted.size() && watched.size() < WATCHED_ORDERS;
                i += apart) {
            watched.add(accepted.get(i));
        }
    }

    private void readById(SentOrder order) {
        String id = order.id();
        ApiClient.Answer answer = read(order.query());
        if (answer.status() == 200) {
            // In the answer, the state follows the order. The order never changes, but its state
            // does.
            String document = answer.text().replaceFirst(",\"status\":\"[^{}]*\\}\\}$", "");
            String before = seen.putIfAbsent(id, document);
            if (before != null && !before.equals(document)) {
                broken.add("changed from " + before + " to " + answer);
            }
        } else if (answer.status() != 404 || seen.containsKey(id)) {
            broken.add("cannot be read" + (seen.containsKey(id) ? " any more: " : ": ") + answer);
        }
    }

    private void readLatest(SentOrder order) {
        String pair = order.pair();
        ApiClient.Answer answer = read(pair);
        // The latest order is the order with the highest id.
        String before = latest.getOrDefault(pair, "");
        if (seen.containsKey(order.id()) && before.compareTo(order.id()) < 0) {
            before = order.id();
        }
        if (answer.status() == 200) {
            String id = answer.json().path("order").path("orderid").asText();
            latest.put(pair, id);
            if (id.compareTo(before) < 0) {
                broken.add("the latest of " + pair + " went back from " + before + " to " + id);
            }
        } else if (answer.status() != 404 || !before.isEmpty()) {
            broken.add("the latest of " + pair + " was " + before + " and is " + answer);
        }
    }

    /** Reads as a client does: retries an answer of 503. */
    private ApiClient.Answer read(String query) {
        pause();
        ApiClient.Answer answer = api.get("/order?" + query);
        for (int i = 0; answer.status() == 503 && i < MAX_REPEATS; i++) {
            pause();
            answer = api.get("/order?" + query);
        }
        return answer;
    }

    private static void pause() {
        LockSupport.parkNanos(BETWEEN_READS.toNanos());
    }

    /** Stops reading, and fails if a read was not monotonic or if no order was read. */
    void assertReadsWereMonotonic() {
        close();
        assertThat(broken).isEmpty();
        assertThat(seen).as("orders that were read").isNotEmpty();
    }

    @Override
    public void close() {
        ended = true;
        watching.join();
    }
}
