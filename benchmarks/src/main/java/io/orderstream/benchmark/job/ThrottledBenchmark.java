package io.orderstream.benchmark.job;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.benchmark.Figures;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The job before a table that does not take everything. */
public final class ThrottledBenchmark implements Benchmark {

    private static final int ORDERS_PER_SECOND = 5_000;
    private static final Duration TABLE_ANSWERS = Duration.ofMillis(5);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);
    private static final long LARGE_ORDERS = 300;
    private static final long USUAL_ORDERS = 10_000;

    @Override
    public String name() {
        return "throttled";
    }

    @Override
    public String title() {
        return "One throttled account beside the others, and the heap of a buffered order";
    }

    @Override
    public Figures measure(BenchmarkRun run) throws Exception {
        Figures figures = new Figures();
        try (StandIns standIns = new StandIns(run, NEVER)) {
            for (BufferedOrderHeap.Content content : BufferedOrderHeap.Content.values()) {
                boolean usual = content == BufferedOrderHeap.Content.USUAL;
                BufferedOrderHeap heap =
                        BufferedOrderHeap.of(
                                standIns,
                                content,
                                run.pick(usual ? USUAL_ORDERS : LARGE_ORDERS, 20L),
                                run.pick(Duration.ofSeconds(3), Duration.ofMillis(300)),
                                run.scratch("throttled"));
                run.say("%s: %,.0f bytes of heap each", content, heap.bytesEach());
                String name = content.name().toLowerCase(Locale.ROOT);
                figures.put("heap.bytes." + name, heap.bytesEach());
                figures.put("document.bytes." + name, heap.documentBytes());
            }
        }
        try (StandIns standIns = new StandIns(run, TABLE_ANSWERS)) {
            run.say("one account throttled to %d a second", ThrottledAccount.WRITES_PER_SECOND);
            ThrottledAccount account =
                    ThrottledAccount.watch(
                            standIns,
                            new JobRun(
                                    // More than there is time for.
                                    ORDERS_PER_SECOND * 1_000L,
                                    Optional.of((double) ORDERS_PER_SECOND),
                                    CHECKPOINT_INTERVAL,
                                    1,
                                    run.scratch("throttled")),
                            run.pick(Duration.ofSeconds(1), Duration.ofMillis(100)),
                            run.pick(10, 2),
                            run.pick(60, 5));
            run.say("the buffer was %s", account.full() ? "full" : "not full");
            figures.put("others.per.second.before", account.before());
            figures.put("others.per.second.until.full", account.until());
            figures.put("others.seconds.until.full", account.seconds());
            figures.put("others.share.until.full", account.share());
            figures.put("others.per.second.when.full", account.after());
        }
        return figures;
    }
}
