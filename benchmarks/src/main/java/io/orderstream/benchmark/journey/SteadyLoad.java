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
 * Posts orders at a steady rate and does not wait for answers. The time of an order is measured
 * from the moment when its POST was due, so a stall counts for every order that it delays.
 */
final class SteadyLoad {

    private static final Duration ORDER_POLL_INTERVAL = Duration.ofMillis(25);
    private static final Duration INVOICE_POLL_INTERVAL = Duration.ofMillis(100);

    private final ApiCalls api;
    private final String name;
    private final Duration patience;
    private final Latencies accepted;
    private final Latencies readable;
    private final Latencies invoiced;
    private final AtomicReference<Throwable> firstGivenUp = new AtomicReference<>();
    private double coresBusy;

    /**
     * Creates a load.
     *
     * @param name the prefix of the orders' accounts
     * @param patience how long to look for an order, from when its POST was due
     */
    SteadyLoad(ApiCalls api, String name, Duration patience) {
        this.api = api;
        this.name = name;
        this.patience = patience;
        this.accepted = new Latencies(patience);
        this.readable = new Latencies(patience);
        this.invoiced = new Latencies(patience);
    }

    /** Returns the times from when a POST was due until its answer. */
    Latencies accepted() {
        return accepted;
    }

    /** Returns the times from when a POST was due until its order could be read. */
    Latencies readable() {
        return readable;
    }

    /** Returns the times from when a POST was due until the invoice of its order existed. */
    Latencies invoiced() {
        return invoiced;
    }

    /** Returns the share of the machine's cores that all processes used while the load posted. */
    double coresBusy() {
        return coresBusy;
    }

    /**
     * Posts all orders, and follows some of them until their invoice exists. The load gives up an
     * order if its POST gets a status of 5xx, or no answer in time. It also gives up a followed
     * order if the order or its invoice does not exist within the patience.
     *
     * @param followedPerSecond how many orders a second to follow; each followed order costs reads,
     *     which slow the stack down
     * @throws IllegalStateException if the API accepted no order
     * @throws CompletionException if the API refused an order or a read with a status below 500
     */
    void run(int perSecond, int followedPerSecond, Duration duration) {
        long orders = perSecond * duration.toSeconds();
        long followEvery = Math.max(1, perSecond / followedPerSecond);
        OperatingSystemMXBean machine =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        // getCpuLoad gives the load since its previous call, so this call starts the measurement.
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

    /**
     * Returns the failure of the first call that got a status of 5xx or no answer; empty if there
     * was no such call.
     */
    Optional<Throwable> firstGivenUp() {
        return Optional.ofNullable(firstGivenUp.get());
    }

    /**
     * Records the answer to a POST. Returns the order's id, or empty after a status of 5xx or no
     * answer.
     */
    private Optional<String> accepted(String orderId, Throwable failure, long due) {
        if (failure == null) {
            accepted.reached(due);
            return Optional.of(orderId);
        }
        rethrowUnlessNoAnswer(failure);
        accepted.gaveUp(due);
        return Optional.empty();
    }

    /**
     * Remembers a status of 5xx or a missing answer, because both are results of the measurement.
     * Rethrows any other failure, because it is an error.
     */
    private void rethrowUnlessNoAnswer(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof ApiCalls.NoAnswerException)) {
            throw new CompletionException(cause);
        }
        firstGivenUp.compareAndSet(null, cause);
    }

    /**
     * Waits for the order, and then for its invoice. Gives both up if the POST got a status of 5xx
     * or no answer.
     */
    private CompletableFuture<?> follow(
            String account, String vendor, Optional<String> posted, long due) {
        if (posted.isEmpty()) {
            readable.gaveUp(due);
            invoiced.gaveUp(due);
            return CompletableFuture.completedFuture(null);
        }
        String query = "?accountid=" + account + "&vendorid=" + vendor + "&orderid=" + posted.get();
        return until("/order" + query, ORDER_POLL_INTERVAL, due, readable)
                .thenCompose(
                        read -> until("/invoice" + query, INVOICE_POLL_INTERVAL, due, invoiced));
    }

    private CompletableFuture<Void> until(
            String pathAndQuery, Duration pause, long due, Latencies latencies) {
        return api.exists(pathAndQuery)
                .exceptionally(
                        failure -> {
                            // A read with a status of 5xx or no answer counts as "not yet", and is
                            // repeated.
                            rethrowUnlessNoAnswer(failure);
                            return false;
                        })
                .thenCompose(
                        exists -> {
                            if (exists) {
                                latencies.reached(due);
                            } else if (System.nanoTime() - due > patience.toNanos()) {
                                latencies.gaveUp(due);
                            } else {
                                return after(pause)
                                        .thenCompose(
                                                waited ->
                                                        until(pathAndQuery, pause, due, latencies));
                            }
                            return CompletableFuture.completedFuture(null);
                        });
    }

    private static CompletableFuture<Void> after(Duration pause) {
        return CompletableFuture.runAsync(
                () -> {},
                CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS));
    }
}
