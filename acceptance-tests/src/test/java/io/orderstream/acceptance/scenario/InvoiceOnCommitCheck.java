package io.orderstream.acceptance.scenario;

import io.orderstream.acceptance.journey.ApiClient;
import io.orderstream.acceptance.journey.Json;
import io.orderstream.embedded.start.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests an order's invoice as soon as its archive line is committed. The first answer must be
 * the invoice, whatever happens to the job in the meantime.
 *
 * <pre>{@code
 * try (InvoiceOnCommitCheck invoices = InvoiceOnCommitCheck.of(stack, 0.2)) {
 *     scenario.run();
 *     invoices.finish();
 *     assertThat(invoices.notFound()).isEmpty();
 * }
 * }</pre>
 */
final class InvoiceOnCommitCheck implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration BETWEEN_POLLS = Duration.ofMillis(500);

    private final StackWithFaults stack;
    private final double share;
    private final Set<String> seenFiles = new HashSet<>();
    private final Map<String, TableAndBucket.Line> waiting = new HashMap<>();
    private final List<String> notFound = new ArrayList<>();
    private final CompletableFuture<Void> watching;

    private volatile boolean ended;
    private int asked;

    private InvoiceOnCommitCheck(StackWithFaults stack, double share, boolean ended) {
        this.stack = stack;
        this.share = share;
        this.ended = ended;
        stack.stored().archive().forEach(line -> seenFiles.add(line.key()));
        this.watching = CompletableFuture.runAsync(this::watch, ThreadPerTaskExecutor.INSTANCE);
    }

    /**
     * Begins to request the invoices of orders that are archived from now on.
     *
     * @param share the share of these orders, from 0 to 1; the seed of the run decides which ones
     */
    static InvoiceOnCommitCheck of(StackWithFaults stack, double share) {
        return new InvoiceOnCommitCheck(stack, share, false);
    }

    /**
     * Requests the invoices of all orders that are archived from now on, but only in {@link
     * #finish}.
     */
    static InvoiceOnCommitCheck onlyAtTheEnd(StackWithFaults stack) {
        return new InvoiceOnCommitCheck(stack, 1, true);
    }

    private void watch() {
        while (!ended) {
            poll();
            LockSupport.parkNanos(BETWEEN_POLLS.toNanos());
        }
    }

    private void poll() {
        Set<String> newFiles = new HashSet<>();
        for (TableAndBucket.Line line : stack.stored().archive()) {
            if (!seenFiles.contains(line.key())) {
                newFiles.add(line.key());
                String id = Json.read(line.text()).path("orderid").asText();
                if (new Random(stack.size().seed() + id.hashCode()).nextDouble() < share) {
                    waiting.put(id, line);
                }
            }
        }
        seenFiles.addAll(newFiles);
        waiting.entrySet().removeIf(order -> isAnswered(order.getKey(), order.getValue()));
    }

    /**
     * Requests the invoice of a committed line, and returns whether it was answered. Sends no
     * request before the item names a folder in the line's hour and slot. The item of an order that
     * was sent in two hours may name the other hour: after a restart the job may read the copies in
     * another order.
     */
    private boolean isAnswered(String id, TableAndBucket.Line line) {
        SentOrder order = stack.sentRecords().orders().get(id);
        if (order == null) {
            // A producer records an order after the stream has taken it. The audit finds orders
            // that nobody sent.
            return false;
        }
        String named = stack.stored().archiveOf(order).orElse("");
        if (!named.startsWith(line.slot())) {
            return false;
        }
        ApiClient.Answer answer = stack.api().get("/invoice?" + order.query());
        if (answer.status() == 503) {
            return false;
        }
        asked++;
        if (answer.status() != 200) {
            notFound.add(
                    line.key()
                            + " has the order, its item names "
                            + named
                            + ", but the answer is "
                            + answer);
            return true;
        }
        String document = stack.api().fetch(answer.json().path("url").asText()).text();
        if (!document.equals(line.text())) {
            notFound.add(line + " was found as " + document);
        }
        return true;
    }

    /** Requests the remaining invoices. Call this when all lines are committed. */
    void finish() {
        close();
        Deadline.in(PATIENCE)
                .await(
                        "the last requests for invoices are answered",
                        () -> {
                            poll();
                            return waiting.isEmpty();
                        });
    }

    /** The number of answered requests. */
    int asked() {
        return asked;
    }

    /** One message for each request whose first answer was not the invoice. */
    List<String> notFound() {
        return List.copyOf(notFound);
    }

    @Override
    public void close() {
        ended = true;
        watching.join();
    }
}
