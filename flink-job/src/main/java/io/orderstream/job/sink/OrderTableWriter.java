package io.orderstream.job.sink;

import io.orderstream.job.metrics.JobMetrics;
import io.orderstream.job.records.PlacedRecord;
import io.orderstream.job.sink.TableBuffer.Batch;
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
 * Writes orders and events in batches, and retries each of them until the table has confirmed it. A
 * permanent error, such as a missing table, fails the task instead.
 *
 * <p>A checkpoint does not wait for the table, because the checkpoint contains all unconfirmed
 * records. So checkpoints and the archive go on during an outage, until the buffer is full
 * (docs/decisions/0002). Then {@link #write} blocks the task. The task handles no checkpoint
 * barrier until the buffer has room again.
 *
 * <p>The client's thread makes and sends the requests. After a new record, the task's thread takes
 * the next batch from the buffer and passes it to the client's thread. After an answer or a pause,
 * the client's thread takes the next batch itself, because the task's thread may be waiting for S3
 * in the archive's writer.
 */
final class OrderTableWriter implements StatefulSinkWriter<PlacedRecord, PlacedRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(OrderTableWriter.class);

    private static final long BUFFER_BYTES = 16L << 20;

    private final TableClient client;
    private final String tableName;
    private final MailboxExecutor taskThread;
    private final Counter sent;
    private final Counter sendErrors;
    private final TableBuffer buffer = new TableBuffer(BUFFER_BYTES, this::pause);
    private final Warning refusals = new Warning();
    private final Warning failures = new Warning();

    private volatile long lastCallMillis;

    OrderTableWriter(
            WriterInitContext context,
            Collection<PlacedRecord> unconfirmed,
            TableClient client,
            String tableName) {
        this.client = client;
        this.tableName = tableName;
        this.taskThread = context.getMailboxExecutor();
        this.sent = context.metricGroup().getNumRecordsSendCounter();
        this.sendErrors = context.metricGroup().getNumRecordsSendErrorsCounter();
        context.metricGroup().setCurrentSendTimeGauge(() -> lastCallMillis);
        JobMetrics.group(context.metricGroup()).gauge("tableBufferPercent", buffer::percentFull);
        unconfirmed.forEach(buffer::add);
        send(client.threads());
    }

    /** Waits while the buffer is full, and then adds the record to the buffer. */
    @Override
    public void write(PlacedRecord placed, Context context) throws InterruptedException {
        while (buffer.isFull()) {
            // Waits for the next mail of the task and handles it. Each answer of the table makes a
            // mail.
            taskThread.yield();
        }
        buffer.add(placed);
        send(client.threads());
    }

    /**
     * Waits at the end of the input until all records are written. Does nothing at a checkpoint.
     */
    @Override
    public void flush(boolean endOfInput) throws InterruptedException {
        while (endOfInput && !buffer.isEmpty()) {
            taskThread.yield();
        }
    }

    @Override
    public List<PlacedRecord> snapshotState(long checkpointId) {
        return buffer.all();
    }

    private void pause(long millis, Runnable then) {
        client.after(
                millis,
                () -> {
                    try {
                        then.run();
                        send(client.threads());
                    } catch (Throwable e) {
                        // The event loop would swallow this exception, and the records would never
                        // be sent.
                        taskThread.execute(() -> ExceptionUtils.rethrow(e), "end of a pause");
                    }
                });
    }

    /** Sends all batches that may be sent now. Any thread may call this. */
    private void send(Executor executor) {
        for (Optional<Batch> batch = buffer.next(); batch.isPresent(); batch = buffer.next()) {
            send(batch.get(), executor);
        }
    }

    private void send(Batch batch, Executor executor) {
        long start = System.nanoTime();
        // The future is not used, because the task's thread gets the result.
        CompletableFuture<Void> unused =
                client.write(tableName, batch.records(), executor)
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

    /**
     * Returns how many records of the batch must be sent again. Runs in the client's thread, or in
     * the task's thread if the call has failed at once.
     */
    private int answered(Batch batch, Set<OrderId> refused, Throwable failure) {
        int left;
        if (failure == null) {
            left = refused.size();
            if (left > 0 && refusals.isDue()) {
                LOG.warn(
                        "DynamoDB throttles {}. {} of {} items of a batch were refused and are sent"
                                + " again.",
                        tableName,
                        left,
                        batch.size());
            }
            buffer.answered(batch, refused);
        } else {
            left = batch.size();
            Throwable cause = cause(failure);
            if (TableClient.isPermanent(cause)) {
                throw new CompletionException(cause);
            }
            if (failures.isDue()) {
                LOG.warn(
                        "A call to DynamoDB failed. Its {} items are sent again to {}. Cause: {}",
                        left,
                        tableName,
                        cause.toString());
            }
            buffer.failed(batch);
        }
        // This code usually runs in the client's thread, so the thread makes the next requests
        // directly.
        send(Runnable::run);
        return left;
    }

    /**
     * Counts the records of a batch. Runs in the task's thread. If the call for the batch failed
     * permanently, fails the task instead.
     */
    private void count(Batch batch, Integer left, Throwable failure) {
        if (failure != null) {
            // After a fatal error of the JVM, Flink ends the process. After OutOfMemoryError, Flink
            // ends the process only if taskmanager.jvm-exit-on-oom is set. If one of these errors
            // is wrapped, Flink does not end the process.
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
        buffer.close();
        client.close();
    }

    /** Limits a warning to one a minute, because in an outage every batch fails. */
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
