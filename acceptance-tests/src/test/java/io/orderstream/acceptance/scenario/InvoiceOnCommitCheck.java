package io.orderstream.acceptance.scenario;

import io.orderstream.acceptance.journey.ApiClient;
import io.orderstream.acceptance.journey.Json;
import io.orderstream.acceptance.proxy.Request;
import io.orderstream.embedded.start.Deadline;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Requests an order's invoice as soon as its archive line is committed and the table has the order.
 * The first answer other than 503 must be the invoice, whatever happens to the job in the meantime.
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

    private static final String COMMIT = "s3:CompleteMultipartUpload";

    private final StackWithFaults stack;
    private final double share;
    private final Consumer<Request> commits = this::announce;

    /**
     * The keys of the files that the job has begun to commit, and that this check has not read yet.
     */
    private final Set<String> announcedFiles = ConcurrentHashMap.newKeySet();

    private final Set<String> seenFiles = new HashSet<>();
    private final Map<String, TableAndBucket.Line> waiting = new HashMap<>();
    private final List<String> notFound = new ArrayList<>();
    private final CompletableFuture<Void> watching;

    private volatile boolean ended;
    private volatile boolean sawFile;
    private int asked;

    private InvoiceOnCommitCheck(StackWithFaults stack, double share, boolean ended) {
        this.stack = stack;
        this.share = share;
        this.ended = ended;
        stack.paths().addListener(commits);
        stack.stored().archive().forEach(line -> seenFiles.add(line.key()));
        this.watching = CompletableFuture.runAsync(this::watch, ThreadPerTaskExecutor.INSTANCE);
    }

    /**
     * Begins to request the invoices of orders that are archived from now on.
     *
     * @param share the share of these orders, from 0 to 1; the seed of the run decides which orders
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

    /**
     * Called for each request, unless {@code FaultyPaths} isolates the caller. Notes the key of
     * each file of orders that the job begins to commit. The commit may fail; the job then repeats
     * it.
     */
    private void announce(Request request) {
        if (request.operation().equals(COMMIT) && request.caller().equals(JobControl.JOB)) {
            String path = URI.create(request.target()).getPath();
            String key = path.substring(path.indexOf('/', 1) + 1);
            if (key.startsWith(TableAndBucket.ARCHIVE)) {
                announcedFiles.add(key);
            }
        }
    }

    private void poll() {
        announcedFiles.removeIf(key -> seenFiles.contains(key) || isRead(key));
        requestInvoices();
    }

    /**
     * Reads a file, and chooses the lines whose invoices are requested. Returns false if the file
     * is not finished yet.
     */
    private boolean isRead(String key) {
        Optional<List<TableAndBucket.Line>> lines = stack.stored().linesOfFile(key);
        if (lines.isEmpty()) {
            return false;
        }
        for (TableAndBucket.Line line : lines.get()) {
            String id = Json.read(line.text()).path("orderid").asText();
            if (new Random(stack.size().seed() + id.hashCode()).nextDouble() < share) {
                waiting.put(id, line);
            }
        }
        seenFiles.add(key);
        sawFile = true;
        return true;
    }

    private void requestInvoices() {
        Map<String, SentOrder> orders = waitingAndSent();
        Map<String, String> folders = stack.stored().foldersNamedBy(orders.values());
        folders.forEach(
                (id, folder) -> {
                    if (isAnswered(orders.get(id), waiting.get(id), folder)) {
                        waiting.remove(id);
                    }
                });
    }

    /**
     * The sent orders whose invoices are still to be requested, by id. An order may be in the
     * archive before it is in the sent records, because most producers add an order only after it
     * is on the stream. No invoice is requested for an order that nobody sent: {@link Audit}
     * reports such an order.
     */
    private Map<String, SentOrder> waitingAndSent() {
        Map<String, SentOrder> orders = new HashMap<>();
        waiting.keySet()
                .forEach(
                        id ->
                                stack.sentRecords()
                                        .order(id)
                                        .ifPresent(order -> orders.put(id, order)));
        return orders;
    }

    /**
     * Requests the invoice of a committed line. Returns whether there was an answer other than 503.
     * Sends the request only if the order's item in the table names a folder in the line's hour and
     * slot. The item may name another hour if two copies of an order arrived in different hours:
     * after a restart, the job may read the copies in another sequence.
     */
    private boolean isAnswered(SentOrder order, TableAndBucket.Line line, String named) {
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

    /** Whether this check has read a file that was committed since the check began. */
    boolean sawFile() {
        return sawFile;
    }

    /**
     * Requests the remaining invoices. Call this when all orders are in the sent records, and all
     * lines are committed.
     */
    void finish() {
        close();
        stack.stored().archive().forEach(line -> announcedFiles.add(line.key()));
        Deadline.in(PATIENCE)
                .await(
                        "the last requests for invoices are answered",
                        () -> {
                            poll();
                            return waitingAndSent().isEmpty();
                        });
    }

    /** The number of answers other than 503. */
    int asked() {
        return asked;
    }

    /** One message for each invoice whose first answer other than 503 was wrong. */
    List<String> notFound() {
        return List.copyOf(notFound);
    }

    @Override
    public void close() {
        ended = true;
        stack.paths().removeListener(commits);
        watching.join();
    }
}
