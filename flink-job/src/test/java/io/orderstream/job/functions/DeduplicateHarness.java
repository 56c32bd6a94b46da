package io.orderstream.job.functions;

import io.orderstream.job.records.RecordTypes;
import io.orderstream.model.OrderId;
import io.orderstream.model.Received;
import java.time.Duration;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;

/**
 * {@link Deduplicate} without a cluster. A test sets the clock of the time-to-live. This clock
 * begins at zero.
 */
final class DeduplicateHarness
        extends KeyedOneInputStreamOperatorTestHarness<OrderId, Received, Received> {

    // This is not Flink's default of 128, because the operator must work with any number.
    static final int MAX_PARALLELISM = 96;

    DeduplicateHarness(Duration ttl) throws Exception {
        super(
                new KeyedProcessOperator<>(new Deduplicate(ttl)),
                Received::orderId,
                RecordTypes.ORDER_ID,
                MAX_PARALLELISM,
                1,
                0);
        setup(RecordTypes.serializer(Received.class));
        setStateTtlProcessingTime(0);
    }

    void receive(Received received) throws Exception {
        processElement(received, 0);
    }

    @Override
    public void close() {
        try {
            super.close();
        } catch (Exception e) {
            throw new AssertionError("The operator did not close", e);
        }
    }
}
