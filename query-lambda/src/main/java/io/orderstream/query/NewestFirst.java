package io.orderstream.query;

import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * An account's orders with several vendors, merged newest first. Each vendor's are read in chunks
 * and a chunk only when the one before is used up, so that memory holds a page and not a page for
 * each vendor.
 */
final class NewestFirst {

    private final OrderStore store;
    private final AccountId account;
    private final int chunk;
    private final PriorityQueue<Run> runs =
            new PriorityQueue<>(Comparator.comparing(Run::newest).reversed());

    /**
     * Starts below an order, or at the newest.
     *
     * @param expected about how many orders will be taken
     */
    NewestFirst(
            OrderStore store,
            Parallel parallel,
            AccountId account,
            List<VendorId> vendors,
            Optional<OrderId> below,
            int expected) {
        this.store = store;
        this.account = account;
        // Twice an even share: most merges then need no second chunk of any vendor.
        this.chunk = Math.min(expected, Math.max(1, 2 * expected / Math.max(1, vendors.size())));
        parallel.map(vendors, vendor -> new Run(vendor, read(vendor, below))).stream()
                .filter(run -> !run.chunk.isEmpty())
                .forEach(runs::add);
    }

    boolean hasNext() {
        return !runs.isEmpty();
    }

    /**
     * The newest order that is left, and leaves it.
     *
     * @throws java.util.NoSuchElementException if none is left
     */
    StoredOrder peek() {
        return runs.element().chunk.element();
    }

    /**
     * The newest order that is left, and takes it.
     *
     * @throws java.util.NoSuchElementException if none is left
     */
    StoredOrder next() {
        Run run = runs.remove();
        StoredOrder order = run.chunk.remove();
        if (run.chunk.isEmpty() && !run.last) {
            run.fill(read(run.vendor, Optional.of(order.id())));
        }
        if (!run.chunk.isEmpty()) {
            runs.add(run);
        }
        return order;
    }

    private List<StoredOrder> read(VendorId vendor, Optional<OrderId> below) {
        return store.newest(account, vendor, below, chunk);
    }

    /** One vendor's orders. */
    private final class Run {

        private final VendorId vendor;
        private final Deque<StoredOrder> chunk = new ArrayDeque<>();
        private boolean last;

        Run(VendorId vendor, List<StoredOrder> orders) {
            this.vendor = vendor;
            fill(orders);
        }

        void fill(List<StoredOrder> orders) {
            chunk.addAll(orders);
            last = orders.size() < NewestFirst.this.chunk;
        }

        OrderId newest() {
            return chunk.element().id();
        }
    }
}
