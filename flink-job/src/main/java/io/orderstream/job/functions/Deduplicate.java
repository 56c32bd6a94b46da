package io.orderstream.job.functions;

import io.orderstream.job.metrics.JobMetrics;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.Seen;
import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedOrder;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Drops duplicates: each order passes once. The input is keyed by {@code orderid}.
 *
 * <p>State: one mark for each order. A mark expires when the time-to-live has passed since the
 * order was first seen, in processing time. A duplicate does not prolong the mark. With a
 * time-to-live of zero there is no state, and every order passes.
 *
 * <p>Metrics: the counters {@code accepted} and {@code duplicates}, and the gauge {@code
 * arrivalToSinkMillis}. The gauge shows for the latest order how many milliseconds passed from the
 * order's arrival on the stream to this operator.
 */
public final class Deduplicate extends KeyedProcessFunction<OrderId, ReceivedOrder, ReceivedOrder> {

    private final Duration ttl;

    private transient ValueState<Seen> seen;
    private transient Counter accepted;
    private transient Counter duplicates;
    private transient volatile long arrivalToSinkMillis;

    /**
     * Drops a copy of an order that was first seen within the time-to-live.
     *
     * @param ttl how long an order is remembered; zero turns deduplication off
     * @throws IllegalArgumentException if the time-to-live is negative
     */
    public Deduplicate(Duration ttl) {
        if (ttl.isNegative()) {
            throw new IllegalArgumentException("Time-to-live: expected 0 or more, found " + ttl);
        }
        this.ttl = ttl;
    }

    @Override
    public void open(OpenContext context) {
        MetricGroup metrics = JobMetrics.group(getRuntimeContext().getMetricGroup());
        accepted = metrics.counter("accepted");
        duplicates = metrics.counter("duplicates");
        metrics.gauge("arrivalToSinkMillis", () -> arrivalToSinkMillis);
        if (!ttl.isZero()) {
            ValueStateDescriptor<Seen> descriptor =
                    new ValueStateDescriptor<>("seen", RecordTypes.SEEN);
            descriptor.enableTimeToLive(
                    StateTtlConfig.newBuilder(ttl)
                            .setUpdateType(StateTtlConfig.UpdateType.OnCreateAndWrite)
                            .setStateVisibility(StateTtlConfig.StateVisibility.NeverReturnExpired)
                            .build());
            seen = getRuntimeContext().getState(descriptor);
        }
    }

    @Override
    public void processElement(
            ReceivedOrder received, Context context, Collector<ReceivedOrder> out)
            throws Exception {
        if (isDuplicate()) {
            duplicates.inc();
            return;
        }
        accepted.inc();
        arrivalToSinkMillis =
                context.timerService().currentProcessingTime()
                        - received.receivedAt().toEpochMilli();
        out.collect(received);
    }

    private boolean isDuplicate() throws Exception {
        if (ttl.isZero()) {
            return false;
        }
        if (seen.value() != null) {
            return true;
        }
        seen.update(Seen.ONCE);
        return false;
    }
}
