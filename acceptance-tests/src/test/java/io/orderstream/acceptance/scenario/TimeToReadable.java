package io.orderstream.acceptance.scenario;

import io.orderstream.acceptance.journey.ApiClient;
import io.orderstream.embedded.start.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Measures the time from the post of an order until the order can be read. */
final class TimeToReadable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final ApiClient api;
    private final OrderGenerator orders;
    private final List<Duration> measured = new ArrayList<>();

    TimeToReadable(ApiClient api, long seed) {
        this.api = api;
        this.orders = OrderGenerator.seeded(seed, random -> "freshness");
    }

    /** Posts one order, and waits until it can be read. */
    void measure(SentRecords sentRecords) {
        SentOrder order = orders.next();
        String read = "/order?" + order.query();
        long start = System.nanoTime();
        Producer.ofTheApi(api).send(List.of(order), sentRecords);
        Deadline.in(PATIENCE)
                .await(order.id() + " can be read", () -> api.get(read).status() == 200);
        measured.add(Duration.ofNanos(System.nanoTime() - start));
    }

    Duration longest() {
        return Collections.max(measured);
    }

    @Override
    public String toString() {
        return String.format(
                "from post to readable: at most %d ms in %d measurements",
                longest().toMillis(), measured.size());
    }
}
