package io.orderstream.job.sink;

import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.OrderTable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
import org.apache.flink.connector.base.sink.writer.strategy.BasicRequestInfo;
import org.apache.flink.connector.base.sink.writer.strategy.BasicResultInfo;
import org.apache.flink.connector.base.sink.writer.strategy.RateLimitingStrategy;
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
 * <p>Everything but the making of requests and the answers' arrival happens in the task's own
 * thread.
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
    private final RateLimitingStrategy limits;
    private final int batchSize;
    private final int mostHeld;
    private final long bufferMillis;
    private final Counter sent;
    private final Counter sendErrors;

    private final Deque<DynamoDbWriteRequest> waiting = new ArrayDeque<>();
    private final Set<Batch> underWay = new LinkedHashSet<>();
    private final Set<List<String>> keysUnderWay = new HashSet<>();
    private int itemsUnderWay;

    /** Whether what waits has waited long enough to be sent though it does not fill a batch. */
    private boolean due;

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
        this.limits = configuration.getRateLimitingStrategy();
        this.batchSize = configuration.getMaxBatchSize();
        this.mostHeld = configuration.getMaxBufferedRequests();
        this.bufferMillis = configuration.getMaxTimeInBufferMS();
        this.sent = context.metricGroup().getNumRecordsSendCounter();
        this.sendErrors = context.metricGroup().getNumRecordsSendErrorsCounter();
        context.metricGroup()
                .setCurrentSendTimeGauge(() -> Duration.ofNanos(lastCallNanos).toMillis());
        for (BufferedRequestState<DynamoDbWriteRequest> state : buffered) {
            state.getBufferedRequestEntries().forEach(item -> waiting.add(item.getRequestEntry()));
        }
        setTimer();
    }

    /** Takes an order, and waits while there is no room for it. */
    @Override
    public void write(PlacedOrder order, Context context) throws InterruptedException {
        while (held() >= mostHeld) {
            send();
            taskThread.yield();
        }
        waiting.add(converter.apply(order, context));
        send();
        setTimer();
    }

    /** At the end of the input waits until everything was written; at a checkpoint for nothing. */
    @Override
    public void flush(boolean endOfInput) throws InterruptedException {
        while (endOfInput && held() > 0) {
            due = true;
            send();
            taskThread.yield();
        }
    }

    @Override
    public List<BufferedRequestState<DynamoDbWriteRequest>> snapshotState(long checkpointId) {
        List<RequestEntryWrapper<DynamoDbWriteRequest>> items = new ArrayList<>(held());
        underWay.forEach(batch -> batch.items.forEach(item -> items.add(entry(item))));
        waiting.forEach(item -> items.add(entry(item)));
        return List.of(new BufferedRequestState<>(items));
    }

    /** Sizes are not counted: 25 items of at most 400 KB stay below a batch's 16 MB. */
    private static RequestEntryWrapper<DynamoDbWriteRequest> entry(DynamoDbWriteRequest item) {
        return new RequestEntryWrapper<>(item, 0);
    }

    private int held() {
        return waiting.size() + itemsUnderWay;
    }

    private void setTimer() {
        if (!timerIsSet && !waiting.isEmpty()) {
            timerIsSet = true;
            // Unused: what fails in it fails the task, and it ends with the task.
            ScheduledFuture<?> unused =
                    timers.registerTimer(
                            timers.getCurrentProcessingTime() + bufferMillis, this::onTimer);
        }
    }

    private void onTimer(long time) {
        timerIsSet = false;
        due = true;
        send();
        setTimer();
    }

    /**
     * Sends full batches, and all that is due, as far as the limits allow: at least one batch. If
     * all of the next one are copies of what is under way, the others wait with them, and what is
     * due is so again after another pause: sent at each call, it would be batches of one.
     */
    private void send() {
        while (waiting.size() >= batchSize || (due && !waiting.isEmpty())) {
            int size = Math.min(waiting.size(), Math.min(batchSize, limits.getMaxBatchSize()));
            if (limits.shouldBlock(new BasicRequestInfo(size))) {
                return;
            }
            if (!send(size)) {
                due = false;
                return;
            }
        }
        due = due && !waiting.isEmpty();
    }

    /**
     * Sends the first of those that wait, of copies in one batch the newest: items with equal keys
     * in one batch are an error, of the kind that is fatal. A copy of what is under way waits for
     * its answer: sent beside it, it could be overtaken by the older one that is sent again.
     *
     * @return whether there was anything to send
     */
    private boolean send(int size) {
        Map<List<String>, DynamoDbWriteRequest> byKey = new LinkedHashMap<>();
        Deque<DynamoDbWriteRequest> heldBack = new ArrayDeque<>();
        for (int i = 0; i < size; i++) {
            DynamoDbWriteRequest put = waiting.remove();
            List<String> key = keyOf(put);
            if (keysUnderWay.contains(key)) {
                heldBack.add(put);
            } else {
                byKey.put(key, put);
            }
        }
        while (!heldBack.isEmpty()) {
            waiting.addFirst(heldBack.removeLast());
        }
        if (byKey.isEmpty()) {
            return false;
        }
        send(new Batch(byKey));
        return true;
    }

    private void send(Batch batch) {
        underWay.add(batch);
        keysUnderWay.addAll(batch.keys);
        itemsUnderWay += batch.items.size();
        limits.registerInFlightRequest(new BasicRequestInfo(batch.items.size()));
        List<WriteRequest> puts =
                batch.items.stream().map(OrderTableWriter::toWrite).collect(Collectors.toList());
        // Unused, as whatever happens is told to the task's thread.
        CompletableFuture<Void> unused =
                client.write(tableName, puts)
                        .handle(
                                (answer, failure) -> {
                                    taskThread.execute(
                                            () -> answered(batch, answer, failure),
                                            "answer from the order table");
                                    return null;
                                });
    }

    private void answered(Batch batch, BatchWriteItemResponse answer, Throwable failure)
            throws IOException {
        List<DynamoDbWriteRequest> left =
                failure == null ? unprocessed(answer) : unlessFatal(cause(failure), batch.items);
        lastCallNanos = System.nanoTime() - batch.startNanos;
        underWay.remove(batch);
        keysUnderWay.removeAll(batch.keys);
        itemsUnderWay -= batch.items.size();
        limits.registerCompletedRequest(new BasicResultInfo(left.size(), batch.items.size()));
        sent.inc(batch.items.size() - left.size());
        sendErrors.inc(left.size());
        // They wait like others: with no pause, a table that is throttled would be asked the more.
        for (int i = left.size() - 1; i >= 0; i--) {
            waiting.addFirst(left.get(i));
        }
        send();
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
            Throwable cause, List<DynamoDbWriteRequest> batch) throws IOException {
        if (TableClient.isFatal(cause)) {
            throw new IOException("Items cannot be written to " + tableName, cause);
        }
        LOG.warn("{} items are sent again to {}: {}", batch.size(), tableName, cause.toString());
        return batch;
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    /** As texts, which both are: the SDK's values look at all that they could be to be compared. */
    private static List<String> keyOf(DynamoDbWriteRequest put) {
        return List.of(
                put.getItem().get(OrderTable.ACCOUNT_ID).s(),
                put.getItem().get(OrderTable.VENDOR_ID_ORDER_ID).s());
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
        client.close();
    }

    /** What one call is about; each is itself only. */
    private static final class Batch {

        private final Set<List<String>> keys;
        private final List<DynamoDbWriteRequest> items;
        private final long startNanos = System.nanoTime();

        private Batch(Map<List<String>, DynamoDbWriteRequest> byKey) {
            this.keys = byKey.keySet();
            this.items = List.copyOf(byKey.values());
        }
    }
}
