package io.orderstream.benchmark.sinks;

import io.orderstream.benchmark.pipeline.GeneratedRecords;
import io.orderstream.benchmark.standin.DynamoDbStandIn;
import io.orderstream.job.records.StreamRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * The job while the table holds one account to few writes a second, to which every fifth order
 * belongs.
 *
 * @param before orders a second of the other accounts that were written before
 * @param until the same from then on, until the buffer was full
 * @param seconds until that; all that was watched if it never was
 * @param full whether it ever was
 * @param after orders a second of the others from then on
 */
record HeldAccount(double before, double until, double seconds, boolean full, double after) {

    /** What DynamoDB takes of the account. */
    static final int WRITES_PER_SECOND = 100;

    /** In so many looks together the others must be slow. A single one may see a checkpoint. */
    private static final int LOOKS = 5;

    private static final double SLOWED_DOWN = 0.5;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /**
     * Watches it.
     *
     * @param run with more orders than can be written while it is watched
     * @param look how long each of the looks takes
     * @param looksBefore for the rate before
     * @param looks while the account is held
     */
    static HeldAccount watch(
            Services services, JobRun run, Duration look, int looksBefore, int looks)
            throws Exception {
        DataStream<StreamRecord> records = run.records(new GeneratedRecords(true));
        JobRun.define(records, JobRun.config(services, Optional.empty()));
        services.reset();
        DynamoDbStandIn table = services.dynamoDb();
        table.hold(GeneratedRecords.BUSY_ACCOUNT, Integer.MAX_VALUE);
        JobClient job = records.getExecutionEnvironment().executeAsync("orderstream");
        try {
            JobRun.await(job, PATIENCE, () -> table.itemsOfOthers() > 0);
            // What the first seconds compile is not what a running job does.
            rates(table, look, looksBefore);
            double before = Math.max(1, mean(rates(table, look, looksBefore)));
            table.hold(GeneratedRecords.BUSY_ACCOUNT, WRITES_PER_SECOND);
            return of(before, rates(table, look, looks), look.toNanos() / 1e9);
        } finally {
            JobRun.cancel(job);
        }
    }

    /** What the rates while an account is held say. */
    static HeldAccount of(double before, List<Double> held, double lookSeconds) {
        int full = 0;
        while (full + LOOKS <= held.size()
                && (held.get(full) >= SLOWED_DOWN * before
                        || mean(held.subList(full, full + LOOKS)) >= SLOWED_DOWN * before)) {
            full++;
        }
        boolean ever = full + LOOKS <= held.size();
        List<Double> until = held.subList(0, ever ? full : held.size());
        return new HeldAccount(
                before,
                mean(until),
                until.size() * lookSeconds,
                ever,
                mean(held.subList(until.size(), held.size())));
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

    /** Of the rate before, what the others had until the buffer was full. */
    double share() {
        return until / before;
    }
}
