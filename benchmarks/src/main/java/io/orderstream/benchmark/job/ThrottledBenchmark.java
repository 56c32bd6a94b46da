package io.orderstream.benchmark.job;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.benchmark.Figures;
import io.orderstream.benchmark.standin.DynamoDbStandIn;
import io.orderstream.job.records.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * Measures how fast the orders of the other accounts are written while DynamoDB throttles one
 * account.
 */
public final class ThrottledBenchmark implements Benchmark {

    private static final int ORDERS_PER_SECOND = 5_000;
    private static final Duration TABLE_ANSWERS = Duration.ofMillis(5);
    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** The items a second that DynamoDB takes for the throttled account. */
    private static final int THROTTLED_ITEMS_PER_SECOND = 100;

    @Override
    public String name() {
        return "throttled";
    }

    @Override
    public String title() {
        return "The rate of the other accounts before and while one account is throttled";
    }

    @Override
    public Figures measure(BenchmarkRun run) throws Exception {
        try (StandIns standIns = new StandIns(run, TABLE_ANSWERS)) {
            ThrottledAccount account = watch(run, standIns);
            run.say("the sink's buffer became full: %s", account.full() ? "yes" : "no");
            Figures figures = new Figures();
            figures.put("others.per.second.before", account.before());
            figures.put("others.per.second.until.full", account.until());
            figures.put("others.seconds.until.full", account.seconds());
            figures.put("others.share.until.full", account.until() / account.before());
            figures.put("others.per.second.when.full", account.after());
            return figures;
        }
    }

    private static ThrottledAccount watch(BenchmarkRun run, StandIns standIns) throws Exception {
        DataStream<StreamRecord> records =
                new JobRun(
                                // The source has more orders than the run has time for.
                                ORDERS_PER_SECOND * 1_000L,
                                Optional.of((double) ORDERS_PER_SECOND),
                                CHECKPOINT_INTERVAL,
                                1,
                                run.scratch("throttled"))
                        .records(GeneratedRecords.Content.ORDERS_AND_A_BUSY_ACCOUNT);
        JobRun.define(records, JobRun.config(standIns, Map.of()));
        standIns.reset();
        DynamoDbStandIn table = standIns.dynamoDb();
        // The table counts the items of the other accounts only while a throttle is set. This
        // throttle accepts all items.
        table.throttle(GeneratedRecords.BUSY_ACCOUNT, Integer.MAX_VALUE);
        JobClient job = records.getExecutionEnvironment().executeAsync("orderstream");
        try {
            JobRun.await(job, PATIENCE, () -> table.itemsOfOthers() > 0);
            Duration sample = run.pick(Duration.ofSeconds(1), Duration.ofMillis(100));
            // Warms up: the JVM still compiles during the first seconds.
            rates(table, sample, run.pick(10, 2));
            double before =
                    Math.max(1, ThrottledAccount.mean(rates(table, sample, run.pick(10, 2))));
            table.throttle(GeneratedRecords.BUSY_ACCOUNT, THROTTLED_ITEMS_PER_SECOND);
            return ThrottledAccount.of(
                    before, rates(table, sample, run.pick(60, 5)), sample.toNanos() / 1e9);
        } finally {
            JobRun.cancel(job);
        }
    }

    /** Measures the orders a second of the other accounts, in several samples in a row. */
    private static List<Double> rates(DynamoDbStandIn table, Duration sample, int samples)
            throws InterruptedException {
        List<Double> rates = new ArrayList<>();
        long items = table.itemsOfOthers();
        long start = System.nanoTime();
        for (int i = 0; i < samples; i++) {
            Thread.sleep(sample.toMillis());
            long now = System.nanoTime();
            long itemsNow = table.itemsOfOthers();
            rates.add((itemsNow - items) * 1e9 / (now - start));
            items = itemsNow;
            start = now;
        }
        return rates;
    }
}
