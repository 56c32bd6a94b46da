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
 * Asks for an order's invoice as soon as its line is committed. The first answer has to be the
 * invoice: a committed line is found at once, whatever happens to the job meanwhile.
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
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

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
     * Begins to ask for the invoices of the orders that are archived from now on.
     *
     * @param share which part of them; the run's seed says which ones
     */
    static InvoiceOnCommitCheck of(StackWithFaults stack, double share) {
        return new InvoiceOnCommitCheck(stack, share, false);
    }

    /**
     * Asks for the invoices of all orders that are archived from now on, but only in {@link
     * #finish}.
     */
    static InvoiceOnCommitCheck askedForInTheEnd(StackWithFaults stack) {
        return new InvoiceOnCommitCheck(stack, 1, true);
    }

    private void watch() {
        while (!ended) {
            look();
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private void look() {
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
     * Whether the question was answered. It is not asked before the table has the order, with an
     * arrival of the line's hour: an order that was sent twice, in two hours, may be read in
     * another order after a restart.
     */
    private boolean isAnswered(String id, TableAndBucket.Line line) {
        SentOrder order = stack.sentRecords().orders().get(id);
        if (order == null) {
            // The sentRecords learns of an order after the stream; the audit finds foreign ones.
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
            notFound.add(line.key() + " has it, the item named " + named + ": " + answer);
            return true;
        }
        String document = stack.api().fetch(answer.json().path("url").asText()).text();
        if (!document.equals(line.text())) {
            notFound.add(line + " was found as " + document);
        }
        return true;
    }

    /** Asks for those that are left, when all is committed. */
    void finish() {
        close();
        Deadline.in(PATIENCE)
                .await(
                        "the last invoices were answered",
                        () -> {
                            look();
                            return waiting.isEmpty();
                        });
    }

    /** How many invoices were asked for. */
    int asked() {
        return asked;
    }

    /** One sentence for each that was not the first answer. */
    List<String> notFound() {
        return List.copyOf(notFound);
    }

    @Override
    public void close() {
        ended = true;
        watching.join();
    }
}
