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
import java.util.concurrent.atomic.AtomicLong;

/**
 * An account's orders with several vendors, merged newest first. Each vendor's are read in chunks
 * and a chunk only when the one before is used up, so that memory holds a page and not a page for
 * each vendor.
 *
 * <p>Thousands of vendors with one large order each could still fill the memory. So the orders that
 * are held have a limit. Beyond it only the id of a vendor's newest order is kept, and its orders
 * are read again when it is their turn.
 */
final class NewestFirst {

    /** In characters of details, which take up to two bytes: a quarter of the heap. */
    private static final long MOST_HELD = Runtime.getRuntime().maxMemory() / 8;

    private final OrderStore store;
    private final AccountId account;
    private final int chunk;
    private final long mostHeld;
    private final AtomicLong held = new AtomicLong();
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
        this(store, parallel, account, vendors, below, expected, MOST_HELD);
    }

    /** With another limit on what is held, in characters of details. */
    NewestFirst(
            OrderStore store,
            Parallel parallel,
            AccountId account,
            List<VendorId> vendors,
            Optional<OrderId> below,
            int expected,
            long mostHeld) {
        this.store = store;
        this.account = account;
        this.mostHeld = mostHeld;
        // Twice an even share: most merges then need no second chunk of any vendor.
        this.chunk = Math.min(expected, Math.max(1, 2 * expected / Math.max(1, vendors.size())));
        parallel.map(vendors, vendor -> new Run(vendor, below)).stream()
                .filter(Run::mayHaveMore)
                .forEach(runs::add);
    }

    boolean hasNext() {
        readTheFirstAgain();
        return !runs.isEmpty();
    }

    /**
     * The newest order that is left, and leaves it.
     *
     * @throws java.util.NoSuchElementException if none is left
     */
    StoredOrder peek() {
        readTheFirstAgain();
        return runs.element().orders.element();
    }

    /**
     * The newest order that is left, and takes it.
     *
     * @throws java.util.NoSuchElementException if none is left
     */
    StoredOrder next() {
        readTheFirstAgain();
        Run run = runs.remove();
        StoredOrder order = run.take();
        if (run.mayHaveMore()) {
            runs.add(run);
        }
        return order;
    }

    /** If only its id was kept. */
    private void readTheFirstAgain() {
        while (!runs.isEmpty() && runs.element().orders.isEmpty()) {
            Run run = runs.remove();
            run.readAgain();
            if (run.mayHaveMore()) {
                runs.add(run);
            }
        }
    }

    private static long size(StoredOrder order) {
        return order.received().order().details().json().length();
    }

    /** One vendor's orders. */
    private final class Run {

        private final VendorId vendor;
        private final Deque<StoredOrder> orders = new ArrayDeque<>();
        private Optional<OrderId> below;
        private Optional<OrderId> newest = Optional.empty();
        private boolean isLast;

        Run(VendorId vendor, Optional<OrderId> below) {
            this.vendor = vendor;
            this.below = below;
            read();
            hold(0);
        }

        boolean mayHaveMore() {
            return !orders.isEmpty() || !isLast;
        }

        OrderId newest() {
            return newest.orElseThrow();
        }

        StoredOrder take() {
            StoredOrder order = orders.remove();
            held.addAndGet(-size(order));
            below = Optional.of(order.id());
            if (!orders.isEmpty()) {
                newest = Optional.of(orders.element().id());
            } else if (!isLast) {
                read();
                hold(0);
            }
            return order;
        }

        void readAgain() {
            read();
            hold(1);
        }

        /** Reads a chunk, but for orders that have come in since its newest was found. */
        private void read() {
            Optional<OrderId> from = below;
            do {
                OrderStore.Chunk read = store.newest(account, vendor, from, chunk);
                for (StoredOrder order : read.orders()) {
                    if (newest.isEmpty() || order.id().compareTo(newest.get()) <= 0) {
                        orders.add(order);
                    }
                    from = Optional.of(order.id());
                }
                isLast = read.isLast();
            } while (orders.isEmpty() && !isLast);
            newest = orders.isEmpty() ? newest : Optional.of(orders.element().id());
        }

        /** Counts what was read, or keeps only so many orders if all together are too much. */
        private void hold(int atLeast) {
            long read = orders.stream().mapToLong(NewestFirst::size).sum();
            if (held.addAndGet(read) > mostHeld) {
                while (orders.size() > atLeast) {
                    held.addAndGet(-size(orders.removeLast()));
                    isLast = false;
                }
            }
        }
    }
}
