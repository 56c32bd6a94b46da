package io.orderstream.benchmark.job;

import io.orderstream.benchmark.orders.SampleOrders;
import io.orderstream.job.records.StreamPosition;
import io.orderstream.job.records.StreamRecord;
import java.time.Instant;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/**
 * Generates records as producers other than the ingest function may send them: orders without an
 * {@code orderid}, and events without an {@code eventid}.
 */
final class GeneratedRecords implements GeneratorFunction<Long, StreamRecord> {

    /** Which records are generated. */
    enum Content {
        /** The accounts take turns: an account has every 10,000th order. */
        ORDERS,
        /** Every fifth order belongs to {@link #BUSY_ACCOUNT}. */
        ORDERS_AND_A_BUSY_ACCOUNT,
        /** Every third record is an event. No two events belong to the same order. */
        ORDERS_AND_EVENTS
    }

    /** The account of every fifth order, if the content has a busy account. */
    static final String BUSY_ACCOUNT = "busy";

    private static final Instant FIRST_ARRIVAL = Instant.parse("2026-11-23T10:00:00Z");
    private static final int PER_MILLISECOND = 50;
    private static final int BUSY_EVERY = 5;
    private static final int EVENT_EVERY = 3;

    private final Content content;

    GeneratedRecords(Content content) {
        this.content = content;
    }

    private byte[] data(long number) {
        return switch (content) {
            case ORDERS -> SampleOrders.posted(number);
            case ORDERS_AND_A_BUSY_ACCOUNT ->
                    number % BUSY_EVERY == 0
                            ? SampleOrders.posted(number, BUSY_ACCOUNT)
                            : SampleOrders.posted(number);
            case ORDERS_AND_EVENTS ->
                    number % EVENT_EVERY == 0
                            ? SampleOrders.event(number)
                            : SampleOrders.posted(number);
        };
    }

    @Override
    public StreamRecord map(Long number) {
        return new StreamRecord(
                data(number),
                new StreamPosition("shardId-000000000000", Long.toString(number)),
                Long.toString(number),
                FIRST_ARRIVAL.plusMillis(number / PER_MILLISECOND));
    }
}
