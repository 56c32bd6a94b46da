package io.orderstream.ingest;

import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.OrderId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A stream in memory. Each call does what the test has planned for it. A call without a plan
 * succeeds.
 */
final class FakeStream implements OrderStream {

    /** What one call does. */
    interface Call {
        Map<Integer, NotTakenException> put(List<Posted> posted);
    }

    private final List<Posted> records = new ArrayList<>();
    private final List<Integer> batchSizes = new ArrayList<>();
    private final Deque<Call> next = new ArrayDeque<>();

    /** The order id of every record in the stream, in the sequence of arrival. */
    List<OrderId> records() {
        return records.stream().map(Posted::orderId).toList();
    }

    /** The text of every record in the stream, in the sequence of arrival. */
    List<String> texts() {
        return records.stream()
                .map(record -> new String(record.record(), StandardCharsets.UTF_8))
                .toList();
    }

    /** The number of records in each batch call. */
    List<Integer> batchSizes() {
        return List.copyOf(batchSizes);
    }

    /**
     * Puts a record onto the stream. If a {@link Call} calls this method and then throws, the
     * stream has the record, and only the answer is lost.
     */
    void record(Posted posted) {
        records.add(posted);
    }

    FakeStream then(Call call) {
        next.add(call);
        return this;
    }

    /** The next call refuses the records at these indexes for this reason, and takes the others. */
    FakeStream thenRefusesRecordsAt(NotTakenException reason, Integer... indexes) {
        return then(posted -> takeAllBut(Set.of(indexes), reason, posted));
    }

    /**
     * The next call refuses the records at these indexes for lack of capacity, and takes the
     * others.
     */
    FakeStream thenRefusesRecordsAt(Integer... indexes) {
        return thenRefusesRecordsAt(
                NotTakenException.refusedRecord("ProvisionedThroughputExceededException", true),
                indexes);
    }

    /** The next call takes nothing and throws this failure. */
    FakeStream thenThrows(Throwable failure) {
        return then(
                posted -> {
                    throw thrown(failure);
                });
    }

    /** The next call takes all records, and its answer is lost. */
    FakeStream thenLosesTheAnswer() {
        return then(
                posted -> {
                    posted.forEach(this::record);
                    throw NotTakenException.lost(new IllegalStateException("connection reset"));
                });
    }

    FakeStream thenThrottles() {
        return thenThrows(throttled());
    }

    static NotTakenException throttled() {
        return NotTakenException.refused(new IllegalStateException("throttled"), true);
    }

    static NotTakenException denied() {
        return NotTakenException.refused(new IllegalStateException("access denied"), false);
    }

    private static RuntimeException thrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return (RuntimeException) failure;
    }

    private Map<Integer, NotTakenException> takeAllBut(
            Set<Integer> refused, NotTakenException reason, List<Posted> posted) {
        Map<Integer, NotTakenException> reasons = new TreeMap<>();
        for (int i = 0; i < posted.size(); i++) {
            if (refused.contains(i)) {
                reasons.put(i, reason);
            } else {
                record(posted.get(i));
            }
        }
        return reasons;
    }

    @Override
    public void put(Posted posted, InvocationDeadline time) {
        Map<Integer, NotTakenException> reasons = answer(List.of(posted));
        if (!reasons.isEmpty()) {
            throw reasons.get(0);
        }
    }

    @Override
    public Map<Integer, NotTakenException> putAll(List<Posted> posted, InvocationDeadline time) {
        batchSizes.add(posted.size());
        return answer(posted);
    }

    private Map<Integer, NotTakenException> answer(List<Posted> posted) {
        return next.isEmpty()
                ? takeAllBut(Set.of(), throttled(), posted)
                : next.remove().put(posted);
    }
}
