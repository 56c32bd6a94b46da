package io.orderstream.benchmark.sinks;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.results.Goal;
import io.orderstream.benchmark.results.Result;
import io.orderstream.benchmark.results.Section;
import io.orderstream.benchmark.results.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a table that does not take everything does to the job. */
public final class ThrottledBenchmark implements Benchmark {

    private static final double LEAST_SHARE = 0.9;
    private static final double MOST_TIMES_DOCUMENT = 2;

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
        return "Throttled: one account of the table held back, and a table that never answers";
    }

    @Override
    public Result run(Run run) throws Exception {
        Map<FullBuffer.Like, FullBuffer> buffers = new EnumMap<>(FullBuffer.Like.class);
        Duration quiet = run.scale().pick(Duration.ofSeconds(3), Duration.ofMillis(300));
        try (Services services = new Services(run, NEVER)) {
            for (FullBuffer.Like like : FullBuffer.Like.values()) {
                long most = like == FullBuffer.Like.USUAL ? USUAL_ORDERS : LARGE_ORDERS;
                FullBuffer buffer =
                        FullBuffer.of(
                                services,
                                like,
                                run.scale().pick(most, 20L),
                                quiet,
                                run.scratch("throttled"));
                run.say("%s: %,.0f bytes of heap each", like.shown(), buffer.heapEach());
                buffers.put(like, buffer);
            }
        }
        HeldAccount held;
        try (Services services = new Services(run, TABLE_ANSWERS)) {
            int looks = run.scale().pick(60, 5);
            run.say("one account held to %d a second", HeldAccount.WRITES_PER_SECOND);
            held =
                    HeldAccount.watch(
                            services,
                            new JobRun(
                                    // More than there is time for.
                                    ORDERS_PER_SECOND * 1_000L,
                                    Optional.of((double) ORDERS_PER_SECOND),
                                    CHECKPOINT_INTERVAL,
                                    1,
                                    run.scratch("throttled")),
                            run.scale().pick(Duration.ofSeconds(1), Duration.ofMillis(100)),
                            run.scale().pick(10, 2),
                            looks);
            run.say(
                    "others: %,.0f a second before, %,.0f for %.0f s, %,.0f after",
                    held.before(), held.until(), held.seconds(), held.after());
        }
        return result(buffers, held);
    }

    private static Result result(Map<FullBuffer.Like, FullBuffer> buffers, HeldAccount held) {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("others.per.second.before", held.before());
        figures.put("others.share.until.full", Math.max(0.001, held.share()));
        List<Goal> goals = new ArrayList<>();
        goals.add(
                Goal.of(
                        "the other accounts keep 90 % of their rate while one, with a fifth of "
                                + String.format(Locale.ROOT, "%,d", ORDERS_PER_SECOND)
                                + " orders a second, is held to 100, until the buffer is full",
                        String.format(
                                Locale.ROOT,
                                "%.0f %% for %.0f s%s",
                                held.share() * 100,
                                held.seconds(),
                                held.full() ? "" : ", and it was not full then"),
                        held.share() >= LEAST_SHARE,
                        "they were slowed down before the buffer was full"));
        Table.Builder heap =
                Table.of("orders", "in the buffer", "document, bytes", "heap each, bytes");
        buffers.forEach(
                (like, buffer) -> {
                    heap.row(
                            like.shown(),
                            String.format(Locale.ROOT, "%,d", buffer.orders()),
                            String.format(Locale.ROOT, "%,d", buffer.documentEach()),
                            String.format(Locale.ROOT, "%,.0f", buffer.heapEach()));
                    figures.put(
                            "heap.bytes." + like.name().toLowerCase(Locale.ROOT),
                            buffer.heapEach());
                    if (like != FullBuffer.Like.USUAL) {
                        goals.add(heapGoal(like, buffer));
                    }
                });
        return Result.of(
                goals,
                figures,
                List.of(
                        Section.of(
                                "One account held back",
                                String.format(
                                        Locale.ROOT,
                                        "%,d orders a second, every fifth of them of one account,"
                                                + " one subtask, DynamoDB answers after %d ms and"
                                                + " takes %d items a second of that account: it"
                                                + " leaves the others unprocessed. The buffer"
                                                + " counts as full when the other accounts' rate"
                                                + " falls below half for five seconds.",
                                        ORDERS_PER_SECOND,
                                        TABLE_ANSWERS.toMillis(),
                                        HeldAccount.WRITES_PER_SECOND),
                                Table.of("the other accounts", "orders a second", "for, s")
                                        .row("before", show(held.before()), "")
                                        .row(
                                                "until the buffer was full",
                                                show(held.until()),
                                                show(held.seconds()))
                                        .row("after that", show(held.after()), "")
                                        .build()),
                        Section.of(
                                "A table that never answers",
                                "The table's sink alone, one subtask. The heap is what a full"
                                        + " collection leaves, less the same with one order; it"
                                        + " holds the requests under way, too.",
                                heap.build())));
    }

    private static Goal heapGoal(FullBuffer.Like like, FullBuffer buffer) {
        return Goal.of(
                "a buffered order takes at most twice its document's bytes of heap: "
                        + like.shown(),
                String.format(Locale.ROOT, "%.1f times", buffer.heapEach() / buffer.documentEach()),
                buffer.heapEach() <= MOST_TIMES_DOCUMENT * buffer.documentEach(),
                "these are all under way: their requests are in the heap, too");
    }

    private static String show(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }
}
