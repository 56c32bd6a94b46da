package io.orderstream.job.sink;

import io.orderstream.job.records.PlacedRecord;
import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
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
 * The orders and events that the table has not confirmed. This class decides which of them are sent
 * next. It is thread-safe, because several threads use it.
 *
 * <pre>{@code
 * buffer.add(record);
 * buffer.next().ifPresent(batch -> …);   // send the batch, then call one of:
 * buffer.answered(batch, refusedIds);    // the table wrote all records except these
 * buffer.failed(batch);                  // the call failed for another reason than throttling
 * }</pre>
 *
 * <ul>
 *   <li>There are two channels: first attempts and retries. A channel sends a full batch at once,
 *       unless too many of its batches are under way. It sends a partial batch when none of its
 *       batches is under way.
 *   <li>If the table refuses a record, the account of that record pauses: the account's refused and
 *       later records wait. After the pause, the channel for retries sends them, so other accounts
 *       are not delayed.
 *   <li>If a call fails for another reason than throttling, its channel pauses for all accounts,
 *       because the failure does not concern a single account.
 *   <li>A record is not sent while an earlier record of the same order is unconfirmed. So the table
 *       gets the events of an order in the sequence in which they were added.
 * </ul>
 */
final class TableBuffer {

    /** The largest number of items in one BatchWriteItem. */
    static final int BATCH_SIZE = 25;

    /** The largest number of batches under way in each of the two channels. */
    static final int MAX_UNDER_WAY = 50;

    /**
     * A channel sends no further batch while its batches under way take a quarter or more of the
     * buffer's maximum size. The reason is that a request takes several times the heap of its
     * records.
     */
    private static final int PART_UNDER_WAY = 4;

    /**
     * The bytes of the buffer that an order takes in addition to its details. They are estimated
     * for the worst case: an order with the longest ids, and no other order of its account in the
     * buffer. A usual order needs two thirds of these bytes.
     */
    static final int ORDER_BYTES = 1_024;

    /**
     * The same estimate for an event. The texts and amounts that only some types of events have,
     * such as a reason, are counted in addition.
     */
    static final int EVENT_BYTES = 1_536;

    private static final char LAST_OF_ONE_BYTE = 0xff;

    private final long maxBytes;
    private final Pauses pauses;

    private final Channel firstAttempts = new Channel();
    private final Channel retries = new Channel();
    private final Map<AccountId, RefusedAccount> refusedAccounts = new HashMap<>();

    /**
     * The oldest record of each order: the order or one of its events. Later records of the same
     * order are linked to the oldest, and are not sent yet.
     */
    private final Map<OrderId, Buffered> oldest = new HashMap<>();

    private long bytes;
    private boolean closed;

    /**
     * An empty buffer.
     *
     * @param maxBytes how much heap the records may take, by an estimate; this includes the records
     *     under way
     * @param pauses runs an action after a pause. The action can make a batch due, so {@link #next}
     *     should be called after the action.
     */
    TableBuffer(long maxBytes, Pauses pauses) {
        this.maxBytes = maxBytes;
        this.pauses = pauses;
    }

    /** Runs an action after a pause, in any thread. */
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

    /** All records. Those of the same order are sorted, the oldest first. */
    synchronized List<PlacedRecord> all() {
        List<PlacedRecord> all = new ArrayList<>();
        for (Buffered first : oldest.values()) {
            for (Buffered record = first; record != null; record = record.next) {
                all.add(record.placed);
            }
        }
        return all;
    }

    /** Adds a record, even if the buffer is full. */
    synchronized void add(PlacedRecord placed) {
        Buffered record = new Buffered(placed);
        bytes += record.bytes;
        Buffered first = oldest.putIfAbsent(record.orderId(), record);
        if (first == null) {
            enqueue(record);
        } else {
            first.newest.next = record;
            first.newest = record;
        }
    }

    /** Returns the next batch, which is then under way. Empty if no batch may be sent now. */
    synchronized Optional<Batch> next() {
        return closed ? Optional.empty() : next(firstAttempts).or(() -> next(retries));
    }

    /** Stops sending: there is no next batch after this. */
    synchronized void close() {
        closed = true;
    }

    /**
     * Reports the answer to a batch: the table wrote all records of the batch except the records of
     * these orders.
     */
    synchronized void answered(Batch batch, Set<OrderId> refused) {
        batch.channel.answered(batch);
        for (Buffered record : batch.records) {
            boolean written = !refused.contains(record.orderId());
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

    /**
     * Reports that the call for a batch failed. The table may have written none, some or all of the
     * batch's records. So the whole batch is sent again, before other records of its channel.
     */
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
            oldest.remove(written.orderId());
        } else {
            written.next.newest = written.newest;
            oldest.put(written.orderId(), written.next);
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

    /**
     * A queue of records, and the counts of its batches and bytes under way. {@link #retries} gets
     * the records of refused accounts, one round of an account at a time. {@link #firstAttempts}
     * gets all other records. A channel pauses after a failed call.
     */
    private final class Channel {

        final Deque<Buffered> waiting = new ArrayDeque<>();
        private final TableBackoff backoff = new TableBackoff();
        private int underWay;
        private long bytesUnderWay;
        private Object pause;

        boolean maySend() {
            // After a failure, a single batch tests whether the table is back.
            return pause == null
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
            pause = null;
            backoff.reset();
        }

        void failed(Batch batch) {
            end(batch);
            for (int i = batch.records.size() - 1; i >= 0; i--) {
                waiting.addFirst(batch.records.get(i));
            }
            if (pause == null) {
                Object started = new Object();
                pause = started;
                pause(backoff, () -> endPause(started));
            }
        }

        /**
         * Ends this pause, if it has not ended yet. An answer may have ended it, and another pause
         * may have begun.
         */
        private void endPause(Object ended) {
            if (pause == ended) {
                pause = null;
            }
        }
    }

    /**
     * An account of which the table has refused records. Its records go to {@link #retries} in
     * rounds. A round has at most as many records as a batch, and ends when the table has answered
     * for all of them. When no record of the account waits for a next round, the account is no
     * longer treated as refused.
     */
    private final class RefusedAccount {

        final Deque<Buffered> waiting = new ArrayDeque<>(1);
        private final AccountId id;
        private final TableBackoff backoff = new TableBackoff();
        private int unanswered;
        private boolean anyRefused;

        RefusedAccount(AccountId id) {
            this.id = id;
            pause(backoff, this::beginRound);
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
                pause(backoff, this::beginRound);
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

    /** Runs an action after the backoff's next pause. Does nothing after {@link #close}. */
    private void pause(TableBackoff backoff, Runnable then) {
        if (closed) {
            return;
        }
        pauses.after(
                backoff.next(),
                () -> {
                    synchronized (this) {
                        then.run();
                    }
                });
    }

    /** An unconfirmed record, and how many bytes of the buffer it takes. */
    private static final class Buffered {

        final PlacedRecord placed;
        final long bytes;

        /** The next record of the same order; null if there is none. */
        Buffered next;

        /** The newest record of the same order. Only valid in the oldest record. */
        Buffered newest = this;

        Buffered(PlacedRecord placed) {
            this.placed = placed;
            this.bytes = bytesOf(placed.received());
        }

        OrderId orderId() {
            return placed.received().orderId();
        }

        AccountId account() {
            return placed.received().account();
        }

        private static long bytesOf(Received received) {
            if (received instanceof ReceivedOrder) {
                return ORDER_BYTES + bytesOf(((ReceivedOrder) received).order().details().json());
            }
            long bytes = EVENT_BYTES;
            for (String text : ((ReceivedEvent) received).event().own().values()) {
                bytes += bytesOf(text);
            }
            return bytes;
        }

        private static long bytesOf(String text) {
            return text.length() * (isLatin1(text) ? 1L : 2L);
        }

        /** Whether the JVM stores the text with one byte for each character, instead of two. */
        private static boolean isLatin1(String text) {
            for (int i = 0; i < text.length(); i++) {
                if (text.charAt(i) > LAST_OF_ONE_BYTE) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The records of one call. */
    static final class Batch {

        private final Channel channel;
        private final List<Buffered> records;
        private final long bytes;

        private Batch(Channel channel, List<Buffered> records) {
            this.channel = channel;
            this.records = records;
            this.bytes = records.stream().mapToLong(record -> record.bytes).sum();
        }

        /** At least one record. All of them are of different orders. */
        List<PlacedRecord> records() {
            return records.stream().map(record -> record.placed).collect(Collectors.toList());
        }

        int size() {
            return records.size();
        }
    }
}
