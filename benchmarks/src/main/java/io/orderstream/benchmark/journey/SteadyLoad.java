package io.orderstream.benchmark.journey;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Orders posted at a steady rate, however long the answers take: each time is measured from when
 * its order was due, so that a stall counts for every order that it holds up.
 */
final class SteadyLoad {

    private static final Duration LOOK_FOR_ORDER_EVERY = Duration.ofMillis(25);
    private static final Duration LOOK_FOR_INVOICE_EVERY = Duration.ofMillis(100);

    private final ApiCalls api;
    private final String name;
    private final Duration patience;
    private final Latencies accepted;
    private final Latencies readable;
    private final Latencies invoiced;
    private final AtomicReference<Throwable> firstGivenUp = new AtomicReference<>();
    private double coresBusy;

    /**
     * A load whose accounts begin with this name.
     *
     * @param patience how long after its POST was due an order is looked for
     */
    SteadyLoad(ApiCalls api, String name, Duration patience) {
        this.api = api;
        this.name = name;
        this.patience = patience;
        this.accepted = new Latencies(patience);
        this.readable = new Latencies(patience);
        this.invoiced = new Latencies(patience);
    }

    /** From when a POST was due to its answer. */
    Latencies accepted() {
        return accepted;
    }

    /** From when a POST was due until its order could be read. */
    Latencies readable() {
        return readable;
    }

    /** From when a POST was due until there was an address of its invoice. */
    Latencies invoiced() {
        return invoiced;
    }

    /** The share of all the machine's cores that was used while it posted, by whatever ran. */
    double coresBusy() {
        return coresBusy;
    }

    /**
     * Posts, and follows some of the orders to their end. What the API does not answer in time, or
     * with a 5xx, is given up.
     *
     * @param followedPerSecond how many orders a second are followed; following all of them would
     *     be a load of its own
     * @throws IllegalStateException if no order was accepted
     * @throws CompletionException if an order was refused, which is no question of load
     */
    void run(int perSecond, int followedPerSecond, Duration duration) {
        long orders = perSecond * duration.toSeconds();
        long followEvery = Math.max(1, perSecond / followedPerSecond);
        OperatingSystemMXBean machine =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        // Each call tells of the time since the one before.
        double unused = machine.getCpuLoad();
        long start = System.nanoTime();
        List<CompletableFuture<?>> journeys = new ArrayList<>();
        for (long number = 0; number < orders; number++) {
            long due = start + TimeUnit.SECONDS.toNanos(number) / perSecond;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            String account = name + "-" + number % 500;
            String vendor = "v" + number % 7;
            boolean followed = number % followEvery == 0;
            journeys.add(
                    api.post(account, vendor, Instant.now().toString())
                            .handle((answer, failure) -> accepted(answer, failure, due))
                            .thenCompose(
                                    answer ->
                                            followed
                                                    ? follow(account, vendor, answer, due)
                                                    : CompletableFuture.completedFuture(null)));
        }
        coresBusy = machine.getCpuLoad();
        journeys.forEach(CompletableFuture::join);
        if (accepted.givenUp() == accepted.measured()) {
            throw new IllegalStateException(
                    "The API has accepted none of " + orders + " orders", firstGivenUp.get());
        }
    }

    /** Why the API did not answer, the first time that it did not; empty if it always did. */
    Optional<Throwable> firstGivenUp() {
        return Optional.ofNullable(firstGivenUp.get());
    }

    /** Empty if there was no answer. */
    private Optional<String> accepted(String orderId, Throwable failure, long due) {
        if (failure == null) {
            accepted.reached(due);
            return Optional.of(orderId);
        }
        rethrowUnlessNoAnswer(failure);
        accepted.gaveUp(due);
        return Optional.empty();
    }

    /** A missing answer is a result. A refused order is an error of the benchmark. */
    private void rethrowUnlessNoAnswer(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof ApiCalls.NoAnswerException)) {
            throw new CompletionException(cause);
        }
        firstGivenUp.compareAndSet(null, cause);
    }

    /** Looks for it, if there is something to look for, first as an order, then as an invoice. */
    private CompletableFuture<?> follow(
            String account, String vendor, Optional<String> posted, long due) {
        if (posted.isEmpty()) {
            readable.gaveUp(due);
            invoiced.gaveUp(due);
            return CompletableFuture.completedFuture(null);
        }
        String query = "?accountid=" + account + "&vendorid=" + vendor + "&orderid=" + posted.get();
        return until("/order" + query, LOOK_FOR_ORDER_EVERY, due, readable)
                .thenCompose(
                        read -> until("/invoice" + query, LOOK_FOR_INVOICE_EVERY, due, invoiced));
    }

    private CompletableFuture<Void> until(
            String pathAndQuery, Duration pause, long due, Latencies latencies) {
        return api.exists(pathAndQuery)
                .exceptionally(
                        failure -> {
                            // No answer is no order yet; its time goes on.
                            rethrowUnlessNoAnswer(failure);
                            return false;
                        })
                .thenCompose(
                        exists -> {
                            if (exists) {
                                latencies.reached(due);
                                return CompletableFuture.completedFuture(null);
                            }
                            if (System.nanoTime() - due > patience.toNanos()) {
                                latencies.gaveUp(due);
                                return CompletableFuture.completedFuture(null);
                            }
                            return after(pause)
                                    .thenCompose(
                                            waited -> until(pathAndQuery, pause, due, latencies));
                        });
    }

    private static CompletableFuture<Void> after(Duration pause) {
        return CompletableFuture.runAsync(
                () -> {},
                CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS));
    }
}
