package io.orderstream.job.sink;

import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    /** The oldest record of each order id. Later ones are behind it, and may not be sent yet. */
    private final Map<OrderId, Buffered> oldest = new HashMap<>();

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
        return oldest.isEmpty();
    }

    synchronized long percentFull() {
        return 100 * bytes / maxBytes;
    }

    /** All of them; of each order id the oldest record first. */
    synchronized List<PlacedOrder> all() {
        List<PlacedOrder> all = new ArrayList<>();
        for (Buffered first : oldest.values()) {
            for (Buffered record = first; record != null; record = record.next) {
                all.add(record.order);
            }
        }
        return all;
    }

    /** One more order, even if there is no room for it. */
    synchronized void add(PlacedOrder order) {
        Buffered record = new Buffered(order);
        bytes += record.bytes;
        Buffered before = oldest.putIfAbsent(record.id(), record);
        if (before == null) {
            enqueue(record);
        } else {
            while (before.next != null) {
                before = before.next;
            }
            before.next = record;
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
        for (Buffered record : batch.records) {
            boolean written = !refused.contains(record.id());
            if (written) {
                confirm(record);
            }
            if (batch.channel == retries) {
                refusedAccounts.get(record.account()).answered(record, written);
            } else if (!written) {
                refusedAccounts
                        .computeIfAbsent(record.account(), RefusedAccount::new)
                        .waiting
                        .add(record);
            }
        }
    }

    /** Nobody knows what became of a batch. All of it is sent again, before anything else. */
    synchronized void failed(Batch batch) {
        batch.channel.failed(batch);
    }

    private void enqueue(Buffered record) {
        RefusedAccount account = refusedAccounts.get(record.account());
        (account == null ? firstAttempts.waiting : account.waiting).add(record);
    }

    private void confirm(Buffered written) {
        bytes -= written.bytes;
        if (written.next == null) {
            oldest.remove(written.id());
        } else {
            oldest.put(written.id(), written.next);
            enqueue(written.next);
        }
    }

    private Optional<Batch> next(Channel channel) {
        if (!channel.maySend()) {
            return Optional.empty();
        }
        List<Buffered> next = new ArrayList<>(BATCH_SIZE);
        while (next.size() < BATCH_SIZE && !channel.waiting.isEmpty()) {
            Buffered record = channel.waiting.remove();
            RefusedAccount account = refusedAccounts.get(record.account());
            if (channel == firstAttempts && account != null) {
                account.waiting.add(record);
            } else {
                next.add(record);
            }
        }
        return next.isEmpty() ? Optional.empty() : Optional.of(channel.begin(next));
    }

    /** Orders that share batches. While the table does not answer, all of them pause. */
    private final class Channel {

        final Deque<Buffered> waiting = new ArrayDeque<>();
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

        Batch begin(List<Buffered> next) {
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
            for (int i = batch.records.size() - 1; i >= 0; i--) {
                waiting.addFirst(batch.records.get(i));
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

        final Deque<Buffered> waiting = new ArrayDeque<>(1);
        private final AccountId id;
        private final Backoff backoff = new Backoff();
        private int unanswered;
        private boolean anyRefused;

        RefusedAccount(AccountId id) {
            this.id = id;
            backoff.pause(this::beginRound);
        }

        void answered(Buffered record, boolean written) {
            unanswered--;
            if (written) {
                backoff.reset();
            } else {
                anyRefused = true;
                waiting.addFirst(record);
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

    /** An order that the table has not confirmed, and how many bytes it counts. */
    private static final class Buffered {

        final PlacedOrder order;
        final long bytes;

        /** The next record with the same order id; null if there is none. */
        Buffered next;

        Buffered(PlacedOrder order) {
            this.order = order;
            String details = order.received().order().details().json();
            this.bytes = ORDER_BYTES + details.length() * (isLatin1(details) ? 1L : 2L);
        }

        OrderId id() {
            return order.received().order().id();
        }

        AccountId account() {
            return order.received().order().account();
        }

        /** Whether the virtual machine holds one byte for each character, and not two. */
        private static boolean isLatin1(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) > LAST_OF_ONE_BYTE) {
                    return false;
                }
            }
            return true;
        }
    }

    /** What one call is about; each is itself only. */
    static final class Batch {

        private final Channel channel;
        private final List<Buffered> records;
        private final long bytes;

        private Batch(Channel channel, List<Buffered> records) {
            this.channel = channel;
            this.records = records;
            this.bytes = records.stream().mapToLong(record -> record.bytes).sum();
        }

        /** With different order ids, at least one. */
        List<PlacedOrder> orders() {
            return records.stream().map(record -> record.order).collect(Collectors.toList());
        }

        int size() {
            return records.size();
        }
    }
}
