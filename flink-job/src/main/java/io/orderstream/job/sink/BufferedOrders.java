package io.orderstream.job.sink;

import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

    /** The first unconfirmed record of each order id, oldest first. */
    private final Map<OrderId, Pending> unconfirmed = new LinkedHashMap<>();

    /** Later records of order ids that are unconfirmed. */
    private final Map<OrderId, Deque<Pending>> later = new HashMap<>();

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
        unconfirmed.forEach(
                (id, first) -> {
                    all.add(first.order);
                    later.getOrDefault(id, new ArrayDeque<>())
                            .forEach(pending -> all.add(pending.order));
                });
        return all;
    }

    /** One more order, even if there is no room for it. */
    synchronized void add(PlacedOrder order) {
        Pending added = new Pending(order);
        bytes += added.bytes;
        if (unconfirmed.putIfAbsent(added.id(), added) == null) {
            enqueue(added);
        } else {
            later.computeIfAbsent(added.id(), id -> new ArrayDeque<>()).add(added);
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
        batch.channel.answered();
        for (Pending pending : batch.pending) {
            boolean written = !refused.contains(pending.id());
            if (written) {
                confirm(pending);
            }
            if (batch.channel == retries) {
                refusedAccounts.get(pending.account()).answered(pending, written);
            } else if (!written) {
                refusedAccounts
                        .computeIfAbsent(pending.account(), RefusedAccount::new)
                        .waiting
                        .add(pending);
            }
        }
    }

    /** Nobody knows what became of a batch. All of it is sent again, before anything else. */
    synchronized void failed(Batch batch) {
        batch.channel.failed(batch.pending);
    }

    private void enqueue(Pending pending) {
        RefusedAccount account = refusedAccounts.get(pending.account());
        (account == null ? firstAttempts.waiting : account.waiting).add(pending);
    }

    private void confirm(Pending written) {
        bytes -= written.bytes;
        Deque<Pending> successors = later.get(written.id());
        if (successors == null) {
            unconfirmed.remove(written.id());
            return;
        }
        Pending next = successors.remove();
        if (successors.isEmpty()) {
            later.remove(written.id());
        }
        unconfirmed.put(written.id(), next);
        enqueue(next);
    }

    private Optional<Batch> next(Channel channel) {
        if (!channel.maySend()) {
            return Optional.empty();
        }
        List<Pending> next = new ArrayList<>(BATCH_SIZE);
        while (next.size() < BATCH_SIZE && !channel.waiting.isEmpty()) {
            Pending pending = channel.waiting.remove();
            RefusedAccount account = refusedAccounts.get(pending.account());
            if (channel == firstAttempts && account != null) {
                account.waiting.add(pending);
            } else {
                next.add(pending);
            }
        }
        return next.isEmpty() ? Optional.empty() : Optional.of(channel.begin(next));
    }

    private static long doubled(long pauseMillis) {
        return Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    }

    /** Orders that share batches. While the table does not answer, all of them pause. */
    private final class Channel {

        final Deque<Pending> waiting = new ArrayDeque<>();
        private int underWay;
        private boolean pausing;
        private long nextPauseMillis = FIRST_PAUSE_MILLIS;

        boolean maySend() {
            // After a failure one batch tries whether the table is back.
            boolean failing = nextPauseMillis > FIRST_PAUSE_MILLIS;
            return !pausing
                    && underWay < (failing ? 1 : MAX_UNDER_WAY)
                    && (waiting.size() >= BATCH_SIZE || (underWay == 0 && !waiting.isEmpty()));
        }

        Batch begin(List<Pending> next) {
            underWay++;
            return new Batch(this, next);
        }

        void answered() {
            underWay--;
            pausing = false;
            nextPauseMillis = FIRST_PAUSE_MILLIS;
        }

        void failed(List<Pending> batch) {
            underWay--;
            for (int i = batch.size() - 1; i >= 0; i--) {
                waiting.addFirst(batch.get(i));
            }
            if (!pausing && !closed) {
                pausing = true;
                pauses.after(nextPauseMillis, this::endPause);
                nextPauseMillis = doubled(nextPauseMillis);
            }
        }

        private void endPause() {
            synchronized (BufferedOrders.this) {
                pausing = false;
            }
        }
    }

    /**
     * An account of which the table has refused orders. They go to {@link #retries} in rounds of at
     * most a batch; a round ends when all of its orders were answered. When nothing is left, the
     * account is like any other.
     */
    private final class RefusedAccount {

        final Deque<Pending> waiting = new ArrayDeque<>(1);
        private final AccountId id;
        private int unanswered;
        private boolean anyWritten;
        private boolean anyRefused;
        private long nextPauseMillis = FIRST_PAUSE_MILLIS;

        RefusedAccount(AccountId id) {
            this.id = id;
            pause();
        }

        void answered(Pending pending, boolean written) {
            unanswered--;
            anyWritten |= written;
            if (!written) {
                anyRefused = true;
                waiting.addFirst(pending);
            }
            if (unanswered > 0) {
                return;
            }
            if (anyWritten) {
                nextPauseMillis = FIRST_PAUSE_MILLIS;
            }
            if (anyRefused) {
                pause();
            } else {
                beginRound();
            }
        }

        private void pause() {
            if (!closed) {
                pauses.after(nextPauseMillis, this::endPause);
                nextPauseMillis = doubled(nextPauseMillis);
            }
        }

        private void endPause() {
            synchronized (BufferedOrders.this) {
                beginRound();
            }
        }

        private void beginRound() {
            anyWritten = false;
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

    /** What one call is about; each is itself only. */
    static final class Batch {

        private final Channel channel;
        private final List<Pending> pending;
        private final long startNanos = System.nanoTime();

        private Batch(Channel channel, List<Pending> pending) {
            this.channel = channel;
            this.pending = pending;
        }

        /** With different order ids, at least one. */
        List<PlacedOrder> orders() {
            return pending.stream().map(each -> each.order).collect(Collectors.toList());
        }

        /** For how long it has been under way. */
        Duration age() {
            return Duration.ofNanos(System.nanoTime() - startNanos);
        }
    }

    /** An order, and what it counts. */
    private static final class Pending {

        private final PlacedOrder order;
        private final int bytes;

        Pending(PlacedOrder order) {
            this.order = order;
            this.bytes = ORDER_BYTES + bytesOf(order.received().order().details().json());
        }

        OrderId id() {
            return order.received().order().id();
        }

        AccountId account() {
            return order.received().order().account();
        }

        /** As the virtual machine holds a text. */
        private static int bytesOf(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) > LAST_OF_ONE_BYTE) {
                    return 2 * text.length();
                }
            }
            return text.length();
        }
    }
}
