package io.orderstream.benchmark.job;

import io.orderstream.benchmark.orders.SampleOrders;
import io.orderstream.job.records.StreamPosition;
import io.orderstream.job.records.StreamRecord;
import java.time.Instant;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/** Generates records of the stream, without an {@code orderid}, as other producers send them. */
final class GeneratedRecords implements GeneratorFunction<Long, StreamRecord> {

    /** The account of every fifth order, if the generator was created with a busy account. */
    static final String BUSY_ACCOUNT = "busy";

    private static final Instant FIRST_ARRIVAL = Instant.parse("2026-11-23T10:00:00Z");
    private static final int PER_MILLISECOND = 50;
    private static final int BUSY_EVERY = 5;

    private final boolean withBusyAccount;

    /**
     * Creates the generator.
     *
     * @param withBusyAccount true gives every fifth order to {@link #BUSY_ACCOUNT}; false gives all
     *     accounts the same number of orders
     */
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
