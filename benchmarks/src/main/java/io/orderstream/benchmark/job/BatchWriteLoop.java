package io.orderstream.benchmark.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.orderstream.benchmark.orders.SampleOrders;
import io.orderstream.job.sink.OrderItem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The most that the DynamoDB client can do: BatchWriteItem in a tight loop with prepared items,
 * without Flink.
 */
final class BatchWriteLoop {

    /** As many requests at once as the job's table sink has. */
    private static final int REQUESTS_AT_ONCE = 50;

    private static final int BATCH = 25;
    private static final int PREPARED_BATCHES = 1_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StandIns standIns;
    private final List<Map<String, List<WriteRequest>>> batches = new ArrayList<>();

    BatchWriteLoop(StandIns standIns) throws JsonProcessingException {
        this.standIns = standIns;
        for (int i = 0; i < PREPARED_BATCHES; i++) {
            List<WriteRequest> batch = new ArrayList<>();
            for (int j = 0; j < BATCH; j++) {
                Map<String, AttributeValue> item = item(i * BATCH + j);
                batch.add(WriteRequest.builder().putRequest(put -> put.item(item)).build());
            }
            batches.add(Map.of(StandIns.TABLE, batch));
        }
    }

    /** The item that the job writes. */
    private static Map<String, AttributeValue> item(long number) throws JsonProcessingException {
        Map<String, AttributeValue> item = new HashMap<>();
        String json = OrderItem.json(SampleOrders.placed(SampleOrders.posted(number)));
        for (Map.Entry<String, JsonNode> attribute : JSON.readTree(json).properties()) {
            JsonNode value = attribute.getValue();
            item.put(
                    attribute.getKey(),
                    value.has("N")
                            ? AttributeValue.fromN(value.required("N").textValue())
                            : AttributeValue.fromS(value.required("S").textValue()));
        }
        return item;
    }

    /**
     * Writes orders.
     *
     * @param clients each with a thread and {@link #REQUESTS_AT_ONCE} requests at once, as each
     *     subtask of the job has
     */
    WriteMeasurement run(long orders, int clients) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        Callable<Void> loop =
                () -> {
                    loop(orders / clients);
                    return null;
                };
        standIns.reset();
        try {
            for (Future<Void> each : threads.invokeAll(Collections.nCopies(clients, loop))) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A client failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
        return WriteMeasurement.of(standIns, standIns.dynamoDb().items());
    }

    private void loop(long orders) throws InterruptedException {
        Semaphore free = new Semaphore(REQUESTS_AT_ONCE);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (DynamoDbAsyncClient client =
                DynamoDbAsyncClient.builder()
                        .endpointOverride(standIns.dynamoDb().endpoint())
                        .region(Region.of(StandIns.REGION))
                        .httpClientBuilder(
                                NettyNioAsyncHttpClient.builder().maxConcurrency(REQUESTS_AT_ONCE))
                        .build()) {
            for (long sent = 0; sent < orders; sent += BATCH) {
                Map<String, List<WriteRequest>> batch =
                        batches.get((int) (sent / BATCH % PREPARED_BATCHES));
                free.acquire();
                CompletableFuture<?> unused =
                        client.batchWriteItem(request -> request.requestItems(batch))
                                .whenComplete(
                                        (answer, thrown) -> {
                                            failure.compareAndSet(null, thrown);
                                            free.release();
                                        });
            }
            free.acquire(REQUESTS_AT_ONCE);
        }
        if (failure.get() != null) {
            throw new IllegalStateException("A request failed", failure.get());
        }
    }
}
