package io.orderstream.job.sink;

import io.orderstream.model.OrderTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.connector.base.sink.writer.strategy.BasicRequestInfo;
import org.apache.flink.connector.base.sink.writer.strategy.BasicResultInfo;
import org.apache.flink.connector.base.sink.writer.strategy.RateLimitingStrategy;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequest;

/**
 * The items that the table has not confirmed: those that wait, and those on their way in batches.
 * For any thread, so that the next batch is sent as soon as there is an answer, whatever the task's
 * own thread is waiting for.
 *
 * <pre>{@code
 * items.add(item);
 * items.next().ifPresent(batch -> …);  // send it, then:
 * items.answered(batch, left);         // nothing left, or what was not written
 * }</pre>
 */
final class BufferedItems {

    private final RateLimitingStrategy limits;
    private final int batchSize;

    private final Deque<DynamoDbWriteRequest> waiting = new ArrayDeque<>();
    private final Set<Batch> underWay = new LinkedHashSet<>();
    private final Set<List<String>> keysUnderWay = new HashSet<>();
    private int itemsUnderWay;

    /** Whether what waits has waited long enough to be sent though it does not fill a batch. */
    private boolean due;

    private boolean closed;

    /**
     * No items.
     *
     * @param limits how many batches may be under way, and how large they may be
     * @param batchSize how many items make a batch that is sent before it is due
     */
    BufferedItems(RateLimitingStrategy limits, int batchSize) {
        this.limits = limits;
        this.batchSize = batchSize;
    }

    /** One more that waits. */
    synchronized void add(DynamoDbWriteRequest item) {
        waiting.add(item);
    }

    /** How many there are, waiting or under way. */
    synchronized int held() {
        return waiting.size() + itemsUnderWay;
    }

    synchronized boolean areWaiting() {
        return !waiting.isEmpty();
    }

    /** What waits now may be sent though it does not fill a batch. */
    synchronized void setDue() {
        due = true;
    }

    /** There will be no next batch. */
    synchronized void close() {
        closed = true;
    }

    /** All of them, first those that were sent first. */
    synchronized List<DynamoDbWriteRequest> all() {
        List<DynamoDbWriteRequest> all = new ArrayList<>(held());
        underWay.forEach(batch -> all.addAll(batch.items()));
        all.addAll(waiting);
        return all;
    }

    /**
     * The next batch, from now on under way: a full one, or what is due, as far as the limits
     * allow. If all of it are copies of what is under way, the others wait with them, and what is
     * due is so again after another pause: sent at each call, it would be batches of one.
     */
    synchronized Optional<Batch> next() {
        boolean enough = waiting.size() >= batchSize || (due && !waiting.isEmpty());
        if (closed || !enough) {
            due = false;
            return Optional.empty();
        }
        int size = Math.min(waiting.size(), Math.min(batchSize, limits.getMaxBatchSize()));
        if (limits.shouldBlock(new BasicRequestInfo(size))) {
            return Optional.empty();
        }
        Optional<Batch> batch = ofFirst(size);
        if (batch.isEmpty()) {
            due = false;
        }
        batch.ifPresent(this::setUnderWay);
        return batch;
    }

    /**
     * The first of those that wait, of copies in one batch the newest: items with equal keys in one
     * batch are an error, of the kind that is fatal. A copy of what is under way waits for its
     * answer: sent beside it, it could be overtaken by the older one that is sent again.
     */
    private Optional<Batch> ofFirst(int size) {
        Map<List<String>, DynamoDbWriteRequest> byKey = new LinkedHashMap<>();
        Deque<DynamoDbWriteRequest> heldBack = new ArrayDeque<>();
        for (int i = 0; i < size; i++) {
            DynamoDbWriteRequest put = waiting.remove();
            List<String> key = keyOf(put);
            if (keysUnderWay.contains(key)) {
                heldBack.add(put);
            } else {
                byKey.put(key, put);
            }
        }
        while (!heldBack.isEmpty()) {
            waiting.addFirst(heldBack.removeLast());
        }
        return byKey.isEmpty() ? Optional.empty() : Optional.of(new Batch(byKey));
    }

    private void setUnderWay(Batch batch) {
        underWay.add(batch);
        keysUnderWay.addAll(batch.keys);
        itemsUnderWay += batch.items.size();
        limits.registerInFlightRequest(new BasicRequestInfo(batch.items.size()));
    }

    /**
     * A batch is no longer under way.
     *
     * @param left those of its items that were not written; they are the first to be sent again
     */
    synchronized void answered(Batch batch, List<DynamoDbWriteRequest> left) {
        underWay.remove(batch);
        keysUnderWay.removeAll(batch.keys);
        itemsUnderWay -= batch.items.size();
        limits.registerCompletedRequest(new BasicResultInfo(left.size(), batch.items.size()));
        // They wait like others: with no pause, a table that is throttled would be asked the more.
        for (int i = left.size() - 1; i >= 0; i--) {
            waiting.addFirst(left.get(i));
        }
    }

    /** As texts, which both are: the SDK's values look at all that they could be to be compared. */
    private static List<String> keyOf(DynamoDbWriteRequest put) {
        return List.of(
                put.getItem().get(OrderTable.ACCOUNT_ID).s(),
                put.getItem().get(OrderTable.VENDOR_ID_ORDER_ID).s());
    }

    /** What one call is about; each is itself only. */
    static final class Batch {

        private final Set<List<String>> keys;
        private final List<DynamoDbWriteRequest> items;
        private final long startNanos = System.nanoTime();

        private Batch(Map<List<String>, DynamoDbWriteRequest> byKey) {
            this.keys = byKey.keySet();
            this.items = List.copyOf(byKey.values());
        }

        /** With different keys, at least one. */
        List<DynamoDbWriteRequest> items() {
            return items;
        }

        /** For how long it has been under way. */
        long nanos() {
            return System.nanoTime() - startNanos;
        }
    }
}
