package io.orderstream.job.functions;

import io.orderstream.job.metrics.JobMetrics;
import io.orderstream.job.records.RecordTypes;
import io.orderstream.job.records.Seen;
import io.orderstream.model.EventId;
import io.orderstream.model.EventType;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.OrderId;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Drops duplicates: each order and each event passes once within the time-to-live. The input is
 * keyed by {@code orderid}, so an order and its events go to the same subtask.
 *
 * <p>State: one mark for each order, and a map with one mark for each event of the order. A mark
 * expires when the time-to-live has passed since the order or event was first seen, in processing
 * time. A duplicate does not prolong the mark. With a time-to-live of zero there is no state, and
 * everything passes.
 *
 * <p>Metrics: {@code accepted} counts the orders that pass. {@code cancelledEvents}, {@code
 * fulfilledEvents} and {@code refundedEvents} count the events that pass; each type has its own
 * counter. {@code duplicates} counts the orders and events that are dropped. The gauge {@code
 * arrivalToSinkMillis} shows the time from the arrival on the stream to this operator, for the
 * latest order or event that was not dropped.
 */
public final class Deduplicate extends KeyedProcessFunction<OrderId, Received, Received> {

    private final Duration ttl;

    private transient ValueState<Seen> seen;
    private transient MapState<EventId, Seen> seenEvents;
    private transient Counter accepted;
    private transient Map<String, Counter> acceptedEvents;
    private transient Counter duplicates;
    private transient volatile long arrivalToSinkMillis;

    /**
     * Drops the copies of an order or event that was first seen within the time-to-live.
     *
     * @param ttl how long orders and events are remembered; zero turns deduplication off
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
        acceptedEvents = new HashMap<>();
        for (EventType type : EventType.all()) {
            acceptedEvents.put(type.name(), metrics.counter(type.name() + "Events"));
        }
        duplicates = metrics.counter("duplicates");
        metrics.gauge("arrivalToSinkMillis", () -> arrivalToSinkMillis);
        if (!ttl.isZero()) {
            StateTtlConfig expiry =
                    StateTtlConfig.newBuilder(ttl)
                            .setUpdateType(StateTtlConfig.UpdateType.OnCreateAndWrite)
                            .setStateVisibility(StateTtlConfig.StateVisibility.NeverReturnExpired)
                            .build();
            ValueStateDescriptor<Seen> orders =
                    new ValueStateDescriptor<>("seen", RecordTypes.SEEN);
            orders.enableTimeToLive(expiry);
            seen = getRuntimeContext().getState(orders);
            MapStateDescriptor<EventId, Seen> events =
                    new MapStateDescriptor<>("seen-events", RecordTypes.EVENT_ID, RecordTypes.SEEN);
            events.enableTimeToLive(expiry);
            seenEvents = getRuntimeContext().getMapState(events);
        }
    }

    @Override
    public void processElement(Received received, Context context, Collector<Received> out)
            throws Exception {
        if (received instanceof ReceivedEvent) {
            OrderEvent event = ((ReceivedEvent) received).event();
            if (isDuplicate(event)) {
                duplicates.inc();
                return;
            }
            acceptedEvents.get(event.type().name()).inc();
        } else {
            if (isDuplicateOrder()) {
                duplicates.inc();
                return;
            }
            accepted.inc();
        }
        arrivalToSinkMillis =
                context.timerService().currentProcessingTime()
                        - received.receivedAt().toEpochMilli();
        out.collect(received);
    }

    private boolean isDuplicate(OrderEvent event) throws Exception {
        if (ttl.isZero()) {
            return false;
        }
        if (seenEvents.contains(event.id())) {
            return true;
        }
        seenEvents.put(event.id(), Seen.ONCE);
        return false;
    }

    private boolean isDuplicateOrder() throws Exception {
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
