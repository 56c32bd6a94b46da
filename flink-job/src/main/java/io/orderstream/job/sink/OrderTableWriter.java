package io.orderstream.job.sink;

import io.orderstream.job.metrics.JobMetrics;
import io.orderstream.job.records.PlacedOrder;
import io.orderstream.job.sink.BufferedOrders.Batch;
import io.orderstream.model.OrderId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.dynamodb.sink.DynamoDbSinkException;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.ExceptionUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes orders in batches, and sends again what was not written, until it is.
 *
 * <p>A checkpoint waits for nothing: it takes along what was not confirmed, on its way or not,
 * since an item may be written twice. So while the table is gone, checkpoints go on, and with them
 * the archive, until the buffer is full. Then {@link #write} holds up the task, which handles no
 * barrier until there is room again.
 *
 * <p>Batches are sent by the task's own thread, and by the client's when there is an answer or a
 * pause is over: the archive's writer lets the task's thread wait for S3, and the table would have
 * nothing to do after one round trip.
 */
final class OrderTableWriter implements StatefulSinkWriter<PlacedOrder, PlacedOrder> {

    private static final Logger LOG = LoggerFactory.getLogger(OrderTableWriter.class);

    private static final long BUFFER_BYTES = 16L << 20;

    private final TableClient client;
    private final String tableName;
    private final MailboxExecutor taskThread;
    private final Counter sent;
    private final Counter sendErrors;
    private final BufferedOrders orders = new BufferedOrders(BUFFER_BYTES, this::pause);
    private final Warning refusals = new Warning();
    private final Warning failures = new Warning();

    private volatile long lastCallMillis;

    OrderTableWriter(
            WriterInitContext context,
            Collection<PlacedOrder> unconfirmed,
            TableClient client,
            String tableName) {
        this.client = client;
        this.tableName = tableName;
        this.taskThread = context.getMailboxExecutor();
        this.sent = context.metricGroup().getNumRecordsSendCounter();
        this.sendErrors = context.metricGroup().getNumRecordsSendErrorsCounter();
        context.metricGroup().setCurrentSendTimeGauge(() -> lastCallMillis);
        JobMetrics.group(context.metricGroup()).gauge("tableBufferPercent", orders::percentFull);
        unconfirmed.forEach(orders::add);
        send(client.threads());
    }

    /** Takes an order, and waits while there is no room for it. */
    @Override
    public void write(PlacedOrder order, Context context) throws InterruptedException {
        while (orders.isFull()) {
            // Until the next answer, which is counted in this thread.
            taskThread.yield();
        }
        orders.add(order);
        send(client.threads());
    }

    /** At the end of the input waits until everything was written; at a checkpoint for nothing. */
    @Override
    public void flush(boolean endOfInput) throws InterruptedException {
        while (endOfInput && !orders.isEmpty()) {
            taskThread.yield();
        }
    }

    @Override
    public List<PlacedOrder> snapshotState(long checkpointId) {
        return orders.all();
    }

    private void pause(long millis, Runnable then) {
        client.after(
                millis,
                () -> {
                    try {
                        then.run();
                        send(client.threads());
                    } catch (Throwable e) {
                        // The event loop would keep it to itself, and the orders would stay.
                        taskThread.execute(() -> ExceptionUtils.rethrow(e), "end of a pause");
                    }
                });
    }

    /**
     * Sends all that may be sent now; in any thread.
     *
     * @param maker where the requests are made
     */
    private void send(Executor maker) {
        for (Optional<Batch> batch = orders.next(); batch.isPresent(); batch = orders.next()) {
            send(batch.get(), maker);
        }
    }

    private void send(Batch batch, Executor maker) {
        long start = System.nanoTime();
        // Unused, as whatever happens is told to the task's thread.
        CompletableFuture<Void> unused =
                client.write(tableName, batch.orders(), maker)
                        .handle(
                                (refused, failure) -> {
                                    lastCallMillis =
                                            Duration.ofNanos(System.nanoTime() - start).toMillis();
                                    return answered(batch, refused, failure);
                                })
                        .handle(
                                (left, failure) -> {
                                    taskThread.execute(
                                            () -> count(batch, left, failure),
                                            "answer from the order table");
                                    return null;
                                });
    }

    /** How many orders of a batch are to be sent again. In the client's threads. */
    private int answered(Batch batch, Set<OrderId> refused, Throwable failure) {
        int left;
        if (failure == null) {
            left = refused.size();
            if (left > 0 && refusals.isDue()) {
                LOG.warn("{} refuses {} of a batch's orders: it is throttled", tableName, left);
            }
            orders.answered(batch, refused);
        } else {
            left = batch.size();
            Throwable cause = cause(failure);
            if (TableClient.isFatal(cause)) {
                throw new CompletionException(cause);
            }
            if (failures.isDue()) {
                LOG.warn("{} orders are sent again to {}: {}", left, tableName, cause.toString());
            }
            orders.failed(batch);
        }
        // This thread has nothing else to do, and another one would have to be waited for.
        send(Runnable::run);
        return left;
    }

    /** In the task's thread, which fails if there is a failure. */
    private void count(Batch batch, Integer left, Throwable failure) {
        if (failure != null) {
            // Flink ends the process for these, if it sees them.
            ExceptionUtils.rethrowIfFatalErrorOrOOM(cause(failure));
            throw new DynamoDbSinkException(
                    "Items cannot be written to " + tableName, cause(failure));
        }
        sent.inc((long) batch.size() - left);
        sendErrors.inc(left);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    @Override
    public void close() {
        orders.close();
        client.close();
    }

    /** At most one line a minute: in an outage each batch fails. */
    private static final class Warning {

        private static final long INTERVAL_NANOS = Duration.ofMinutes(1).toNanos();

        private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());

        boolean isDue() {
            long now = System.nanoTime();
            long next = nextNanos.get();
            return now - next >= 0 && nextNanos.compareAndSet(next, now + INTERVAL_NANOS);
        }
    }
}
