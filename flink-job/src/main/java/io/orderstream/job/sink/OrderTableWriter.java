package io.orderstream.job.sink;

import io.orderstream.job.records.PlacedOrder;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.stream.Collectors;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSink;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.ElementConverter;
import org.apache.flink.connector.base.sink.writer.RequestEntryWrapper;
import org.apache.flink.connector.base.sink.writer.config.AsyncSinkWriterConfiguration;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequest;
import org.apache.flink.connector.dynamodb.sink.DynamoDbWriteRequestType;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Writes items in batches, and sends again what was not written, until it is.
 *
 * <p>A checkpoint waits for nothing: it takes along what was not confirmed, on its way or not,
 * since an item may be written twice. So while the table is gone, checkpoints go on, and with them
 * the archive, until the buffer is full; only then the job is held up.
 *
 * <p>Neither is so with the connector's writer (4.3.0). Flink's {@code AsyncSinkWriter} (1.20), on
 * which it is built, waits before each checkpoint until no call is under way, and sends again at
 * once what has failed; and to the connector every {@code SdkClientException}, so each connection
 * that breaks often enough, is a wrong configuration, which fails the job. What is theirs and is
 * used here: items, the format of the state, settings, and the limits of what may be under way
 * (fewer after a failure, a little more after a success).
 *
 * <p>Batches are sent by the task's own thread, and by the client's when there is an answer: the
 * archive's writer lets the task's thread wait for S3, and the table would have nothing to do after
 * one round trip. All else happens in the task's own thread.
 */
// StatefulSink, deprecated in Flink 1.20, is what AsyncSinkBase implements there.
@SuppressWarnings("deprecation")
final class OrderTableWriter
        implements StatefulSink.StatefulSinkWriter<
                PlacedOrder, BufferedRequestState<DynamoDbWriteRequest>> {

    private static final Logger LOG = LoggerFactory.getLogger(OrderTableWriter.class);

    private final ElementConverter<PlacedOrder, DynamoDbWriteRequest> converter;
    private final TableClient client;
    private final String tableName;
    private final MailboxExecutor taskThread;
    private final ProcessingTimeService timers;
    private final BufferedItems items;
    private final int mostHeld;
    private final long bufferMillis;
    private final Counter sent;
    private final Counter sendErrors;

    private boolean timerIsSet;
    private volatile long lastCallNanos;

    // WriterInitContext, its successor in Flink 1.20, is not what a StatefulSink gets there.
    OrderTableWriter(
            ElementConverter<PlacedOrder, DynamoDbWriteRequest> converter,
            Sink.InitContext context,
            AsyncSinkWriterConfiguration configuration,
            Collection<BufferedRequestState<DynamoDbWriteRequest>> buffered,
            TableClient client,
            String tableName) {
        this.converter = converter;
        this.client = client;
        this.tableName = tableName;
        this.taskThread = context.getMailboxExecutor();
        this.timers = context.getProcessingTimeService();
        this.items =
                new BufferedItems(
                        configuration.getRateLimitingStrategy(), configuration.getMaxBatchSize());
        this.mostHeld = configuration.getMaxBufferedRequests();
        this.bufferMillis = configuration.getMaxTimeInBufferMS();
        this.sent = context.metricGroup().getNumRecordsSendCounter();
        this.sendErrors = context.metricGroup().getNumRecordsSendErrorsCounter();
        context.metricGroup()
                .setCurrentSendTimeGauge(() -> Duration.ofNanos(lastCallNanos).toMillis());
        for (BufferedRequestState<DynamoDbWriteRequest> state : buffered) {
            state.getBufferedRequestEntries().forEach(item -> items.add(item.getRequestEntry()));
        }
        setTimer();
    }

    /** Takes an order, and waits while there is no room for it. */
    @Override
    public void write(PlacedOrder order, Context context) throws InterruptedException {
        while (items.held() >= mostHeld) {
            send(client.threads());
            taskThread.yield();
        }
        items.add(converter.apply(order, context));
        send(client.threads());
        setTimer();
    }

    /** At the end of the input waits until everything was written; at a checkpoint for nothing. */
    @Override
    public void flush(boolean endOfInput) throws InterruptedException {
        while (endOfInput && items.held() > 0) {
            items.setDue();
            send(client.threads());
            taskThread.yield();
        }
    }

    @Override
    public List<BufferedRequestState<DynamoDbWriteRequest>> snapshotState(long checkpointId) {
        // Sizes are not counted: 25 items of at most 400 KB stay below a batch's 16 MB.
        return List.of(
                new BufferedRequestState<>(
                        items.all().stream()
                                .map(item -> new RequestEntryWrapper<>(item, 0))
                                .collect(Collectors.toList())));
    }

    private void setTimer() {
        if (!timerIsSet && items.areWaiting()) {
            timerIsSet = true;
            // Unused: what fails in it fails the task, and it ends with the task.
            ScheduledFuture<?> unused =
                    timers.registerTimer(
                            timers.getCurrentProcessingTime() + bufferMillis, this::onTimer);
        }
    }

    private void onTimer(long time) {
        timerIsSet = false;
        items.setDue();
        send(client.threads());
        setTimer();
    }

    /**
     * Sends all that may be sent now; in any thread.
     *
     * @param maker where the requests are made
     */
    private void send(Executor maker) {
        for (Optional<BufferedItems.Batch> batch = items.next();
                batch.isPresent();
                batch = items.next()) {
            send(batch.get(), maker);
        }
    }

    private void send(BufferedItems.Batch batch, Executor maker) {
        List<WriteRequest> puts =
                batch.items().stream().map(OrderTableWriter::toWrite).collect(Collectors.toList());
        // Unused, as whatever happens is told to the task's thread.
        CompletableFuture<Void> unused =
                client.write(tableName, puts, maker)
                        .handle((answer, failure) -> answered(batch, answer, failure))
                        .handle(
                                (left, failure) -> {
                                    taskThread.execute(
                                            () -> count(batch, left, failure),
                                            "answer from the order table");
                                    return null;
                                });
    }

    /**
     * What of a batch is left to be sent again. In the client's threads, which send the next one,
     * unless nothing was written: a table that refuses everything is asked at the task's pace.
     */
    private int answered(
            BufferedItems.Batch batch, BatchWriteItemResponse answer, Throwable failure) {
        List<DynamoDbWriteRequest> left =
                failure == null ? unprocessed(answer) : unlessFatal(cause(failure), batch.items());
        lastCallNanos = batch.nanos();
        items.answered(batch, left);
        if (left.size() < batch.items().size()) {
            // This thread has nothing else to do, and another one would have to be waited for.
            send(Runnable::run);
        }
        return left.size();
    }

    /** In the task's thread, which fails if there is a failure. */
    private void count(BufferedItems.Batch batch, Integer left, Throwable failure)
            throws IOException {
        if (failure != null) {
            throw new IOException("Items cannot be written to " + tableName, cause(failure));
        }
        sent.inc((long) batch.items().size() - left);
        sendErrors.inc(left);
        send(client.threads());
        setTimer();
    }

    private List<DynamoDbWriteRequest> unprocessed(BatchWriteItemResponse answer) {
        List<DynamoDbWriteRequest> left =
                answer.unprocessedItems().getOrDefault(tableName, List.of()).stream()
                        .map(write -> put(write.putRequest().item()))
                        .collect(Collectors.toList());
        if (!left.isEmpty()) {
            LOG.warn("DynamoDB left {} items for {} unprocessed", left.size(), tableName);
        }
        return left;
    }

    private List<DynamoDbWriteRequest> unlessFatal(
            Throwable cause, List<DynamoDbWriteRequest> batch) {
        if (TableClient.isFatal(cause)) {
            throw new CompletionException(cause);
        }
        LOG.warn("{} items are sent again to {}: {}", batch.size(), tableName, cause.toString());
        return batch;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    private static WriteRequest toWrite(DynamoDbWriteRequest put) {
        return WriteRequest.builder().putRequest(request -> request.item(put.getItem())).build();
    }

    private static DynamoDbWriteRequest put(Map<String, AttributeValue> item) {
        return DynamoDbWriteRequest.builder()
                .setType(DynamoDbWriteRequestType.PUT)
                .setItem(item)
                .build();
    }

    @Override
    public void close() {
        items.close();
        client.close();
    }
}
