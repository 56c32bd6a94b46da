package io.orderstream.job.sink;

import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.sink.TableBuffer.Batch;
import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.EventId;
import io.orderstream.model.EventType;
import io.orderstream.model.LogPosition;
import io.orderstream.model.Order;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.VendorId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Runs the sink's buffer with a simulated table that answers after 5 ms. The time is simulated,
 * too: it jumps from one scheduled action to the next. So the result is always the same, even on a
 * busy machine.
 *
 * <pre>{@code
 * TableSimulation simulation = new TableSimulation(16L << 20).grant("a1", 100);
 * simulation.run(Duration.ofSeconds(10), 5_000, number -> "a" + number % 5);
 * simulation.written("a2");
 * }</pre>
 */
final class TableSimulation {

    static final String USUAL_DETAILS =
            "{\"coffeetype\":\"Short Black\",\"unitprice\":\"4.5\",\"quantity\":\"3\"}";

    static final String REASON = "changed my mind";

    private static final long ANSWER_MICROS = 5_000;
    private static final long SECOND_MICROS = 1_000_000;

    private final PriorityQueue<Event> events =
            new PriorityQueue<>(
                    Comparator.comparingLong((Event event) -> event.micros)
                            .thenComparingLong(event -> event.number));
    private final Map<String, Integer> grants = new HashMap<>();
    private final Map<String, Double> tokens = new HashMap<>();
    private final Map<String, Long> tokensAt = new HashMap<>();
    private final Map<String, Integer> written = new HashMap<>();
    private final TableBuffer orders;

    private long now;
    private long scheduled;
    private long arrived;
    private int calls;

    TableSimulation(long bufferBytes) {
        orders =
                new TableBuffer(
                        bufferBytes,
                        (millis, then) ->
                                at(
                                        now + millis * 1_000,
                                        () -> {
                                            then.run();
                                            send();
                                        }));
    }

    /**
     * Limits an account to this number of orders a second. Accounts without a grant have no limit.
     */
    TableSimulation grant(String account, int perSecond) {
        grants.put(account, perSecond);
        return this;
    }

    /**
     * Runs the simulation for this time, and adds orders at this rate. It adds no order while the
     * buffer is full.
     */
    void run(Duration time, int perSecond, IntFunction<String> accountOf) {
        long end = now + time.toNanos() / 1_000;
        long interval = SECOND_MICROS / perSecond;
        at(now + interval, () -> arrive(interval, accountOf));
        while (events.peek().micros <= end) {
            Event event = events.remove();
            now = event.micros;
            event.action.run();
        }
        now = end;
        events.removeIf(event -> event.arrival);
    }

    boolean isFull() {
        return orders.isFull();
    }

    int calls() {
        return calls;
    }

    /** How many orders of this account the table has written since the start. */
    int written(String account) {
        return written.getOrDefault(account, 0);
    }

    /** How many orders of all accounts the table has written since the start. */
    int written() {
        return written.values().stream().mapToInt(count -> count).sum();
    }

    private void arrive(long interval, IntFunction<String> accountOf) {
        if (!orders.isFull()) {
            int number = (int) arrived++;
            orders.add(order(number, accountOf.apply(number)));
            send();
        }
        events.add(new Event(now + interval, scheduled++, true, () -> arrive(interval, accountOf)));
    }

    private void send() {
        for (Optional<Batch> next = orders.next(); next.isPresent(); next = orders.next()) {
            Batch batch = next.get();
            calls++;
            at(now + ANSWER_MICROS, () -> answer(batch));
        }
    }

    private void answer(Batch batch) {
        Set<OrderId> refused = new HashSet<>();
        for (PlacedRecord placed : batch.records()) {
            String account = placed.received().account().value();
            if (isGranted(account)) {
                written.merge(account, 1, Integer::sum);
            } else {
                refused.add(placed.received().orderId());
            }
        }
        orders.answered(batch, refused);
        send();
    }

    /**
     * Whether the table writes an order of this account now. The simulated table keeps unused
     * capacity for a second. DynamoDB keeps it for up to five minutes.
     */
    private boolean isGranted(String account) {
        if (!grants.containsKey(account)) {
            return true;
        }
        int perSecond = grants.get(account);
        long since = now - tokensAt.getOrDefault(account, 0L);
        double available =
                Math.min(
                        perSecond,
                        tokens.getOrDefault(account, 0.0)
                                + (double) perSecond * since / SECOND_MICROS);
        boolean granted = available >= 1;
        tokens.put(account, granted ? available - 1 : available);
        tokensAt.put(account, now);
        return granted;
    }

    private void at(long micros, Runnable action) {
        events.add(new Event(micros, scheduled++, false, action));
    }

    /** The order with this number. Its archive line has about 300 bytes. */
    static PlacedRecord order(int number, String account) {
        return order(number, account, USUAL_DETAILS);
    }

    /** The order with this number and these details. */
    static PlacedRecord order(int number, String account, String details) {
        Instant arrival = Instant.ofEpochMilli(1_764_365_112_345L + number);
        return new PlacedRecord(
                new ReceivedOrder(
                        Order.restore(
                                OrderId.ofBits(((long) number << 16) | 0x8000L, 1L << 63),
                                AccountId.of(account),
                                VendorId.of("v1"),
                                arrival,
                                Optional.empty(),
                                new BigDecimal("4.5"),
                                3,
                                Details.ofJson(details)),
                        arrival),
                "invoices/dt=2025-11-28/hh=21/slot=07/1764365112345-0000000123/",
                0,
                0);
    }

    /** A cancellation of the order with this number. */
    static PlacedRecord cancellation(int number, String account) {
        PlacedRecord order = order(number, account);
        OrderEvent event =
                EventType.named("cancelled")
                        .orElseThrow()
                        .restore(
                                EventId.ofBits(((long) number << 16) | 0x8000L, 1L << 63),
                                AccountId.of(account),
                                VendorId.of("v1"),
                                order.received().orderId(),
                                order.received().receivedAt(),
                                Optional.empty(),
                                OptionalInt.empty(),
                                Map.of("reason", REASON));
        return new PlacedRecord(
                new ReceivedEvent(
                        event,
                        order.received().receivedAt(),
                        LogPosition.of(Integer.toString(number), 0)),
                "events/dt=2025-11-28/hh=21/slot=00/1764365112345-0000000123/",
                0,
                0);
    }

    private static final class Event {

        private final long micros;
        private final long number;
        private final boolean arrival;
        private final Runnable action;

        Event(long micros, long number, boolean arrival, Runnable action) {
            this.micros = micros;
            this.number = number;
            this.arrival = arrival;
            this.action = action;
        }
    }
}
