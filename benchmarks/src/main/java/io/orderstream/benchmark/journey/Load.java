package io.orderstream.benchmark.journey;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Orders posted at a steady rate, however long the answers take: each time is measured from when
 * its order was due, so that a stall counts for every order that it holds up.
 */
final class Load {

    private static final long LONGEST_MILLIS = TimeUnit.MINUTES.toMillis(5);
    private static final int DIGITS = 3;
    private static final Duration LOOK_FOR_ORDER_EVERY = Duration.ofMillis(25);
    private static final Duration LOOK_FOR_INVOICE_EVERY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ApiCalls api;
    private final String name;
    private final Histogram accepted = new ConcurrentHistogram(LONGEST_MILLIS, DIGITS);
    private final Histogram readable = new ConcurrentHistogram(LONGEST_MILLIS, DIGITS);
    private final Histogram invoiced = new ConcurrentHistogram(LONGEST_MILLIS, DIGITS);
    private final LongAdder looks = new LongAdder();
    private double coresBusy;
    private double looksPerSecond;

    /** A load whose accounts begin with this name. */
    Load(ApiCalls api, String name) {
        this.api = api;
        this.name = name;
    }

    /** Milliseconds from when a POST was due to its answer. */
    Histogram accepted() {
        return accepted;
    }

    /** Milliseconds from when a POST was due until its order could be read. */
    Histogram readable() {
        return readable;
    }

    /** Milliseconds from when a POST was due until there was an address of its invoice. */
    Histogram invoiced() {
        return invoiced;
    }

    /** The share of all the machine's cores that was used while it posted, by whatever ran. */
    double coresBusy() {
        return coresBusy;
    }

    /** How many GETs a second looked for orders and invoices while it posted. */
    double looksPerSecond() {
        return looksPerSecond;
    }

    /**
     * Posts, and follows some of the orders to their end.
     *
     * @param followedPerSecond of how many the arrival is looked for: to look for all of them would
     *     be a load of its own
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
            CompletableFuture<String> posted =
                    api.post(account, vendor, Instant.now().toString())
                            .thenApply(answer -> answer.required("orderid").asText());
            CompletableFuture<String> timed =
                    posted.whenComplete((id, failure) -> record(accepted, due));
            journeys.add(
                    number % followEvery == 0
                            ? timed.thenCompose(id -> follow(account, vendor, id, due))
                            : timed);
        }
        coresBusy = machine.getCpuLoad();
        looksPerSecond = looks.sum() / ((System.nanoTime() - start) / 1e9);
        journeys.forEach(CompletableFuture::join);
    }

    private CompletableFuture<Void> follow(String account, String vendor, String id, long due) {
        String query = "?accountid=" + account + "&vendorid=" + vendor + "&orderid=" + id;
        return until("/order" + query, LOOK_FOR_ORDER_EVERY, due)
                .thenRun(() -> record(readable, due))
                .thenCompose(read -> until("/invoice" + query, LOOK_FOR_INVOICE_EVERY, due))
                .thenRun(() -> record(invoiced, due));
    }

    private CompletableFuture<Void> until(String pathAndQuery, Duration pause, long due) {
        Executor later = CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS);
        looks.increment();
        return api.exists(pathAndQuery)
                .thenCompose(
                        exists -> {
                            if (exists) {
                                return CompletableFuture.completedFuture(null);
                            }
                            if (System.nanoTime() - due > PATIENCE.toNanos()) {
                                throw new IllegalStateException(pathAndQuery + ": still not there");
                            }
                            return CompletableFuture.supplyAsync(() -> null, later)
                                    .thenCompose(waited -> until(pathAndQuery, pause, due));
                        });
    }

    private static void record(Histogram histogram, long due) {
        histogram.recordValue(
                Math.min(LONGEST_MILLIS, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - due)));
    }
}
