package io.orderstream.benchmark.job;

import io.orderstream.benchmark.orders.SampleOrders;
import io.orderstream.job.records.StreamPosition;
import io.orderstream.job.records.StreamRecord;
import java.time.Instant;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/** The stream's records, as other producers put them: without an {@code orderid}. */
final class GeneratedRecords implements GeneratorFunction<Long, StreamRecord> {

    /** The account of every fifth order, if there is a busy one. */
    static final String BUSY_ACCOUNT = "busy";

    private static final Instant FIRST_ARRIVAL = Instant.parse("2026-11-23T10:00:00Z");
    private static final int PER_MILLISECOND = 50;
    private static final int BUSY_EVERY = 5;

    private final boolean withBusyAccount;

    /** With {@link #BUSY_ACCOUNT}, or with accounts that all have equally many orders. */
    GeneratedRecords(boolean withBusyAccount) {
        this.withBusyAccount = withBusyAccount;
    }

    @Override
    public StreamRecord map(Long number) {
        boolean busy = withBusyAccount && number % BUSY_EVERY == 0;
        return new StreamRecord(
                busy ? SampleOrders.posted(number, BUSY_ACCOUNT) : SampleOrders.posted(number),
                new StreamPosition("shardId-000000000000", Long.toString(number)),
                Long.toString(number),
                FIRST_ARRIVAL.plusMillis(number / PER_MILLISECOND));
    }
}
