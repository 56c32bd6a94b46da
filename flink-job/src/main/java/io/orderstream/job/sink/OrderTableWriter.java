package io.orderstream.job.sink;

import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.OrderTable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.sink.writer.AsyncSinkWriter;
import org.apache.flink.connector.base.sink.writer.BufferedRequestState;
import org.apache.flink.connector.base.sink.writer.ElementConverter;
import org.apache.flink.connector.base.sink.writer.ResultHandler;
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
 * <p>The connector's own writer (4.3.0) does so only for errors that DynamoDB itself reports. To it
 * every {@code SdkClientException} is a wrong configuration, which fails the job: so would each
 * connection that breaks often enough. By its code, an error without a code of its own, such as a
 * balancer's, would make it forget the request, for which checkpoints then wait; and it waits six
 * minutes for an answer.
 */
final class OrderTableWriter extends AsyncSinkWriter<PlacedOrder, DynamoDbWriteRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(OrderTableWriter.class);

    private final TableClient client;
    private final String tableName;
    private final Counter sendErrors;

    // WriterInitContext, its successor in Flink 1.20, is not what a StatefulSink gets there.
    @SuppressWarnings("deprecation")
    OrderTableWriter(
            ElementConverter<PlacedOrder, DynamoDbWriteRequest> converter,
            Sink.InitContext context,
            AsyncSinkWriterConfiguration configuration,
            Collection<BufferedRequestState<DynamoDbWriteRequest>> buffered,
            TableClient client,
            String tableName) {
        super(converter, context, configuration, buffered);
        this.client = client;
        this.tableName = tableName;
        this.sendErrors = context.metricGroup().getNumRecordsSendErrorsCounter();
    }

    @Override
    protected void submitRequestEntries(
            List<DynamoDbWriteRequest> puts, ResultHandler<DynamoDbWriteRequest> result) {
        // Items with equal keys in one batch are an error, of the kind that is fatal.
        Map<List<AttributeValue>, DynamoDbWriteRequest> byKey = new LinkedHashMap<>();
        puts.forEach(put -> byKey.put(keyOf(put), put));
        List<DynamoDbWriteRequest> batch = List.copyOf(byKey.values());
        List<WriteRequest> items =
                batch.stream().map(OrderTableWriter::toWrite).collect(Collectors.toList());
        // Unused, as whatever happens is told to the result: nothing may be waited for in vain.
        CompletableFuture<Void> unused =
                client.write(tableName, items)
                        .thenAccept(answer -> written(answer, result))
                        .exceptionally(
                                failure -> {
                                    failed(cause(failure), batch, result);
                                    return null;
                                });
    }

    private void written(
            BatchWriteItemResponse answer, ResultHandler<DynamoDbWriteRequest> result) {
        List<DynamoDbWriteRequest> unprocessed =
                answer.unprocessedItems().getOrDefault(tableName, List.of()).stream()
                        .map(write -> put(write.putRequest().item()))
                        .collect(Collectors.toList());
        if (unprocessed.isEmpty()) {
            result.complete();
        } else {
            retry(unprocessed, "DynamoDB left them unprocessed", result);
        }
    }

    private void failed(
            Throwable cause,
            List<DynamoDbWriteRequest> batch,
            ResultHandler<DynamoDbWriteRequest> result) {
        if (TableClient.isFatal(cause)) {
            result.completeExceptionally(
                    new IllegalStateException("Items cannot be written to " + tableName, cause));
        } else {
            retry(batch, cause.toString(), result);
        }
    }

    private void retry(
            List<DynamoDbWriteRequest> puts,
            String why,
            ResultHandler<DynamoDbWriteRequest> result) {
        LOG.warn("{} items are sent again to {}: {}", puts.size(), tableName, why);
        sendErrors.inc(puts.size());
        result.retryForEntries(puts);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }

    private static List<AttributeValue> keyOf(DynamoDbWriteRequest put) {
        return List.of(
                put.getItem().get(OrderTable.ACCOUNT_ID),
                put.getItem().get(OrderTable.VENDOR_ID_ORDER_ID));
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

    /** Not counted: 25 items of at most 400 KB stay below a batch's 16 MB. */
    @Override
    protected long getSizeInBytes(DynamoDbWriteRequest put) {
        return 0;
    }

    @Override
    public void close() {
        client.close();
    }
}
