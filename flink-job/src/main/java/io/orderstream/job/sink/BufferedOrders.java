package io.orderstream.job.sink;

import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The orders that the table has not confirmed, and which of them are to be sent next. Thread-safe:
 * the next batch is sent by whoever gets an answer.
 *
 * <pre>{@code
 * orders.add(order);
 * orders.next().ifPresent(batch -> …);   // send it, then one of:
 * orders.answered(batch, refusedIds);    // the table wrote all but these
 * orders.failed(batch);                  // there was no answer
 * }</pre>
 *
 * <ul>
 *   <li>A full batch is sent at once, a partial one when no other is under way.
 *   <li>What the table refused waits for a pause of its own account, and so do later orders of that
 *       account. They are sent again in batches of their own, so that other accounts go on.
 *   <li>What got no answer waits for a pause of all accounts: the table is gone or cannot be
 *       reached.
 *   <li>Of several records with one order id, only the first unconfirmed one is sent.
 * </ul>
 */
final class BufferedOrders {

    /** What one BatchWriteItem takes. */
    static final int BATCH_SIZE = 25;

    /** Batches under way at once, for first attempts and for refused orders each. */
    static final int MAX_UNDER_WAY = 50;

    /**
     * The part of the buffer, one in so many, that may be under way in a channel. A request takes
     * several times the heap of its orders, so large orders are sent a few batches at a time.
     */
    private static final int PART_UNDER_WAY = 4;

    /** A pause doubles from this while nothing is written. */
    static final long FIRST_PAUSE_MILLIS = 50;

    static final long LONGEST_PAUSE_MILLIS = 1_000;

    /**
     * What an order counts beside the text of its details. A usual order takes two thirds of it;
     * one with the longest ids, in a queue of its own account, takes all of it.
     */
    static final int ORDER_BYTES = 1_024;

    private static final char LAST_OF_ONE_BYTE = 0xff;

    private final long maxBytes;
    private final Pauses pauses;

    private final Channel firstAttempts = new Channel();
    private final Channel retries = new Channel();
    private final Map<AccountId, RefusedAccount> refusedAccounts = new HashMap<>();

    /** The unconfirmed records of each order id, of which only the first may be sent. */
    private final Map<OrderId, Deque<PlacedOrder>> unconfirmed = new LinkedHashMap<>();

    private long bytes;
    private boolean closed;

    /**
     * No orders.
     *
     * @param maxBytes how much heap the orders may take by estimate, those under way included
     * @param pauses after a pause there may be a next batch
     */
    BufferedOrders(long maxBytes, Pauses pauses) {
        this.maxBytes = maxBytes;
        this.pauses = pauses;
    }

    /** Runs something after a pause, in any thread. */
    @FunctionalInterface
    interface Pauses {
        void after(long millis, Runnable then);
    }

    synchronized boolean isFull() {
        return bytes >= maxBytes;
    }

    synchronized boolean isEmpty() {
        return unconfirmed.isEmpty();
    }

    synchronized long percentFull() {
        return 100 * bytes / maxBytes;
    }

    /** All of them; of each order id the oldest record first. */
    synchronized List<PlacedOrder> all() {
        List<PlacedOrder> all = new ArrayList<>();
        unconfirmed.values().forEach(all::addAll);
        return all;
    }

    /** One more order, even if there is no room for it. */
    synchronized void add(PlacedOrder order) {
        bytes += bytesOf(order);
        Deque<PlacedOrder> records =
                unconfirmed.computeIfAbsent(idOf(order), id -> new ArrayDeque<>(1));
        records.add(order);
        if (records.size() == 1) {
            enqueue(order);
        }
    }

    /** The next batch, from now on under way; empty if none may be sent now. */
    synchronized Optional<Batch> next() {
        return closed ? Optional.empty() : next(firstAttempts).or(() -> next(retries));
    }

    /** There will be no next batch. */
    synchronized void close() {
        closed = true;
    }

    /** The table wrote all orders of a batch but the refused ones. */
    synchronized void answered(Batch batch, Set<OrderId> refused) {
        batch.channel.answered(batch);
        for (PlacedOrder order : batch.orders) {
            boolean written = !refused.contains(idOf(order));
            if (written) {
                confirm(order);
            }
            if (batch.channel == retries) {
                refusedAccounts.get(accountOf(order)).answered(order, written);
            } else if (!written) {
                refusedAccounts
                        .computeIfAbsent(accountOf(order), RefusedAccount::new)
                        .waiting
                        .add(order);
            }
        }
    }

    /** Nobody knows what became of a batch. All of it is sent again, before anything else. */
    synchronized void failed(Batch batch) {
        batch.channel.failed(batch);
    }

    private static OrderId idOf(PlacedOrder order) {
        return order.received().order().id();
    }

    private static AccountId accountOf(PlacedOrder order) {
        return order.received().order().account();
    }

    private static int bytesOf(PlacedOrder order) {
        String details = order.received().order().details().json();
        for (int i = 0; i < details.length(); i++) {
            // So the virtual machine holds two bytes for each character.
            if (details.charAt(i) > LAST_OF_ONE_BYTE) {
                return ORDER_BYTES + 2 * details.length();
            }
        }
        return ORDER_BYTES + details.length();
    }

    private void enqueue(PlacedOrder order) {
        RefusedAccount account = refusedAccounts.get(accountOf(order));
        (account == null ? firstAttempts.waiting : account.waiting).add(order);
    }

    private void confirm(PlacedOrder written) {
        bytes -= bytesOf(written);
        Deque<PlacedOrder> records = unconfirmed.get(idOf(written));
        records.remove();
        if (records.isEmpty()) {
            unconfirmed.remove(idOf(written));
        } else {
            enqueue(records.element());
        }
    }

    private Optional<Batch> next(Channel channel) {
        if (!channel.maySend()) {
            return Optional.empty();
        }
        List<PlacedOrder> next = new ArrayList<>(BATCH_SIZE);
        while (next.size() < BATCH_SIZE && !channel.waiting.isEmpty()) {
            PlacedOrder order = channel.waiting.remove();
            RefusedAccount account = refusedAccounts.get(accountOf(order));
            if (channel == firstAttempts && account != null) {
                account.waiting.add(order);
            } else {
                next.add(order);
            }
        }
        return next.isEmpty() ? Optional.empty() : Optional.of(channel.begin(next));
    }

    /** Orders that share batches. While the table does not answer, all of them pause. */
    private final class Channel {

        final Deque<PlacedOrder> waiting = new ArrayDeque<>();
        private final Backoff backoff = new Backoff();
        private int underWay;
        private long bytesUnderWay;
        private boolean pausing;

        boolean maySend() {
            // After a failure one batch tries whether the table is back.
            return !pausing
                    && underWay < (backoff.isAtStart() ? MAX_UNDER_WAY : 1)
                    && bytesUnderWay < maxBytes / PART_UNDER_WAY
                    && (waiting.size() >= BATCH_SIZE || (underWay == 0 && !waiting.isEmpty()));
        }

        Batch begin(List<PlacedOrder> next) {
            Batch batch = new Batch(this, next);
            underWay++;
            bytesUnderWay += batch.bytes;
            return batch;
        }

        private void end(Batch batch) {
            underWay--;
            bytesUnderWay -= batch.bytes;
        }

        void answered(Batch batch) {
            end(batch);
            pausing = false;
            backoff.reset();
        }

        void failed(Batch batch) {
            end(batch);
            for (int i = batch.orders.size() - 1; i >= 0; i--) {
                waiting.addFirst(batch.orders.get(i));
            }
            if (!pausing) {
                pausing = true;
                backoff.pause(() -> pausing = false);
            }
        }
    }

    /**
     * An account of which the table has refused orders. They go to {@link #retries} in rounds of at
     * most a batch; a round ends when all of its orders were answered. When nothing is left, the
     * account is like any other.
     */
    private final class RefusedAccount {

        final Deque<PlacedOrder> waiting = new ArrayDeque<>(1);
        private final AccountId id;
        private final Backoff backoff = new Backoff();
        private int unanswered;
        private boolean anyRefused;

        RefusedAccount(AccountId id) {
            this.id = id;
            backoff.pause(this::beginRound);
        }

        void answered(PlacedOrder order, boolean written) {
            unanswered--;
            if (written) {
                backoff.reset();
            } else {
                anyRefused = true;
                waiting.addFirst(order);
            }
            if (unanswered == 0 && anyRefused) {
                backoff.pause(this::beginRound);
            } else if (unanswered == 0) {
                beginRound();
            }
        }

        private void beginRound() {
            anyRefused = false;
            unanswered = Math.min(waiting.size(), BATCH_SIZE);
            for (int i = 0; i < unanswered; i++) {
                retries.waiting.add(waiting.remove());
            }
            if (unanswered == 0) {
                refusedAccounts.remove(id);
            }
        }
    }

    /** Pauses that double until they are reset. */
    private final class Backoff {

        private long nextMillis = FIRST_PAUSE_MILLIS;

        boolean isAtStart() {
            return nextMillis == FIRST_PAUSE_MILLIS;
        }

        void reset() {
            nextMillis = FIRST_PAUSE_MILLIS;
        }

        void pause(Runnable then) {
            if (closed) {
                return;
            }
            pauses.after(
                    nextMillis,
                    () -> {
                        synchronized (BufferedOrders.this) {
                            then.run();
                        }
                    });
            nextMillis = Math.min(2 * nextMillis, LONGEST_PAUSE_MILLIS);
        }
    }

    /** What one call is about; each is itself only. */
    static final class Batch {

        private final Channel channel;
        private final List<PlacedOrder> orders;
        private final long bytes;

        private Batch(Channel channel, List<PlacedOrder> orders) {
            this.channel = channel;
            this.orders = orders;
            this.bytes = orders.stream().mapToLong(BufferedOrders::bytesOf).sum();
        }

        /** With different order ids, at least one. */
        List<PlacedOrder> orders() {
            return orders;
        }
    }
}
