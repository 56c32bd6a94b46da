package io.orderstream.benchmark.job;

import io.orderstream.benchmark.standin.DynamoDbStandIn;
import io.orderstream.job.records.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The job while DynamoDB throttles one account, to which every fifth order belongs.
 *
 * @param before orders a second of the other accounts before the account was throttled
 * @param until the same from then on until the sink's buffer was full
 * @param seconds until the buffer was full, or all that was watched
 * @param full whether the buffer became full
 * @param after orders a second of the other accounts with a full buffer
 */
record ThrottledAccount(double before, double until, double seconds, boolean full, double after) {

    /** Of the throttled account. */
    static final int WRITES_PER_SECOND = 100;

    /** The buffer is full when the others are slow in so many looks. One may see a checkpoint. */
    private static final int LOOKS = 5;

    private static final double SLOWED_DOWN = 0.5;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /**
     * Watches it.
     *
     * @param run with more orders than can be written while it is watched
     * @param look how long each of the looks takes
     * @param looksBefore the account is throttled
     * @param looks while the account is throttled
     */
    static ThrottledAccount watch(
            StandIns standIns, JobRun run, Duration look, int looksBefore, int looks)
            throws Exception {
        DataStream<StreamRecord> records = run.records(true);
        JobRun.define(records, JobRun.config(standIns));
        standIns.reset();
        DynamoDbStandIn table = standIns.dynamoDb();
        table.throttle(GeneratedRecords.BUSY_ACCOUNT, Integer.MAX_VALUE);
        JobClient job = records.getExecutionEnvironment().executeAsync("orderstream");
        try {
            JobRun.await(job, PATIENCE, () -> table.itemsOfOthers() > 0);
            // What the first seconds compile is not what a running job does.
            rates(table, look, looksBefore);
            double before = Math.max(1, mean(rates(table, look, looksBefore)));
            table.throttle(GeneratedRecords.BUSY_ACCOUNT, WRITES_PER_SECOND);
            return of(before, rates(table, look, looks), look.toNanos() / 1e9);
        } finally {
            JobRun.cancel(job);
        }
    }

    /** What the rates while an account is throttled say. */
    static ThrottledAccount of(double before, List<Double> rates, double lookSeconds) {
        int full = 0;
        while (full + LOOKS <= rates.size()
                && (rates.get(full) >= SLOWED_DOWN * before
                        || mean(rates.subList(full, full + LOOKS)) >= SLOWED_DOWN * before)) {
            full++;
        }
        boolean ever = full + LOOKS <= rates.size();
        List<Double> until = rates.subList(0, ever ? full : rates.size());
        return new ThrottledAccount(
                before,
                mean(until),
                until.size() * lookSeconds,
                ever,
                mean(rates.subList(until.size(), rates.size())));
    }

    private static double mean(List<Double> rates) {
        return rates.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    private static List<Double> rates(DynamoDbStandIn table, Duration look, int looks)
            throws InterruptedException {
        List<Double> rates = new ArrayList<>();
        long items = table.itemsOfOthers();
        long start = System.nanoTime();
        for (int i = 0; i < looks; i++) {
            Thread.sleep(look.toMillis());
            long now = System.nanoTime();
            long itemsNow = table.itemsOfOthers();
            rates.add((itemsNow - items) * 1e9 / (now - start));
            items = itemsNow;
            start = now;
        }
        return rates;
    }

    /** The others' rate until the buffer was full as a share of the rate before. */
    double share() {
        return until / before;
    }
}
