package io.orderstream.benchmark.sinks;

import io.orderstream.benchmark.orders.SampleOrders;
import io.orderstream.benchmark.orders.TableItems;
import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.Order;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.storage.ArchiveLayout;
import io.orderstream.model.wire.OrderDocument;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The SDK's clients called directly, without Flink. */
final class BareClients {

    /** As many requests at once as the job's table sink has. */
    static final int IN_FLIGHT = 50;

    /** How the names of the threads begin that do nothing but put items. */
    static final String LOOP = "tight-loop";

    private static final int BATCH = 25;
    private static final int PREPARED_BATCHES = 1_000;
    private static final Instant ARRIVAL = Instant.parse("2026-11-23T10:00:00Z");
    private static final String ARCHIVE =
            ArchiveLayout.invoicePrefix(ArchiveLayout.epochFolder(ARRIVAL, 7, "0"));

    private final Services services;

    BareClients(Services services) {
        this.services = services;
    }

    /**
     * What the DynamoDB client can do at most: BatchWriteItem in a tight loop, items ready-made.
     *
     * @param clients each with a thread and {@link #IN_FLIGHT} requests at once of its own, as each
     *     subtask of the job has
     */
    Usage batchWriteItem(long orders, int clients) throws InterruptedException {
        List<Map<String, List<WriteRequest>>> batches = new ArrayList<>();
        for (int i = 0; i < PREPARED_BATCHES; i++) {
            List<WriteRequest> batch = new ArrayList<>();
            for (int j = 0; j < BATCH; j++) {
                Map<String, AttributeValue> item = item(i * BATCH + j);
                batch.add(WriteRequest.builder().putRequest(put -> put.item(item)).build());
            }
            batches.add(Map.of(Services.TABLE, batch));
        }
        ExecutorService threads =
                Executors.newFixedThreadPool(clients, work -> new Thread(work, LOOP));
        services.reset();
        try {
            Callable<Void> loop =
                    () -> {
                        tightLoop(batches, orders / clients);
                        return null;
                    };
            for (Future<Void> each : threads.invokeAll(Collections.nCopies(clients, loop))) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("A client failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
        return Usage.of(services, services.dynamoDb().items());
    }

    private void tightLoop(List<Map<String, List<WriteRequest>>> batches, long orders)
            throws InterruptedException {
        try (DynamoDbAsyncClient client =
                DynamoDbAsyncClient.builder()
                        .endpointOverride(services.dynamoDb().endpoint())
                        .region(Region.of(Services.REGION))
                        .credentialsProvider(services.credentials())
                        .httpClientBuilder(
                                NettyNioAsyncHttpClient.builder().maxConcurrency(IN_FLIGHT))
                        .build()) {
            InFlight calls = new InFlight(IN_FLIGHT);
            for (long sent = 0; sent < orders; sent += BATCH) {
                Map<String, List<WriteRequest>> batch =
                        batches.get((int) (sent / BATCH % PREPARED_BATCHES));
                calls.add(() -> client.batchWriteItem(request -> request.requestItems(batch)));
            }
            calls.awaitAll();
        }
    }

    /** An object for each order, so many at once. */
    Usage putObjects(long orders, int inFlight) throws InterruptedException {
        try (S3AsyncClient client =
                S3AsyncClient.builder()
                        .endpointOverride(services.s3().endpoint())
                        .forcePathStyle(true)
                        .region(Region.of(Services.REGION))
                        .credentialsProvider(services.credentials())
                        .httpClientBuilder(
                                NettyNioAsyncHttpClient.builder().maxConcurrency(inFlight))
                        .build()) {
            services.reset();
            InFlight calls = new InFlight(inFlight);
            for (long number = 0; number < orders; number++) {
                Order order = order(number);
                String document = document(order);
                calls.add(
                        () ->
                                client.putObject(
                                        request -> request.bucket(Services.BUCKET).key(key(order)),
                                        AsyncRequestBody.fromString(document)));
            }
            calls.awaitAll();
            return Usage.of(services, orders);
        }
    }

    /**
     * The replaced architecture: for each shard two consumers, of which one puts an item for each
     * record and the other an object, one after the other.
     */
    Usage oneAtATime(long orders, int shards) throws InterruptedException {
        ExecutorService consumers = Executors.newFixedThreadPool(2 * shards);
        try (DynamoDbClient dynamoDb =
                        DynamoDbClient.builder()
                                .endpointOverride(services.dynamoDb().endpoint())
                                .region(Region.of(Services.REGION))
                                .credentialsProvider(services.credentials())
                                .httpClientBuilder(UrlConnectionHttpClient.builder())
                                .build();
                S3Client s3 =
                        S3Client.builder()
                                .endpointOverride(services.s3().endpoint())
                                .forcePathStyle(true)
                                .region(Region.of(Services.REGION))
                                .credentialsProvider(services.credentials())
                                .httpClientBuilder(UrlConnectionHttpClient.builder())
                                .build()) {
            services.reset();
            List<Callable<Void>> loops = new ArrayList<>();
            for (int shard = 0; shard < shards; shard++) {
                int first = shard;
                loops.add(
                        () -> {
                            for (long number = first; number < orders; number += shards) {
                                Map<String, AttributeValue> item = item(number);
                                dynamoDb.putItem(put -> put.tableName(Services.TABLE).item(item));
                            }
                            return null;
                        });
                loops.add(
                        () -> {
                            for (long number = first; number < orders; number += shards) {
                                Order order = order(number);
                                s3.putObject(
                                        put -> put.bucket(Services.BUCKET).key(key(order)),
                                        RequestBody.fromString(document(order)));
                            }
                            return null;
                        });
            }
            for (Future<Void> loop : consumers.invokeAll(loops)) {
                loop.get();
            }
            return Usage.of(services, orders);
        } catch (ExecutionException e) {
            throw new IllegalStateException("A consumer failed", e.getCause());
        } finally {
            consumers.shutdownNow();
        }
    }

    private static Order order(long number) {
        return SampleOrders.parse(SampleOrders.posted(number));
    }

    private static String document(Order order) {
        return OrderDocument.format(new ReceivedOrder(order, ARRIVAL));
    }

    private static String key(Order order) {
        return "invoices/" + order.account() + "/" + order.vendor() + "/" + order.id() + ".json";
    }

    /** As the job writes it. */
    private static Map<String, AttributeValue> item(long number) {
        return TableItems.of(placed(SampleOrders.posted(number)));
    }

    /** As the job hands it to the table's sink. */
    static PlacedOrder placed(byte[] posted) {
        return new PlacedOrder(
                new ReceivedOrder(SampleOrders.parse(posted), ARRIVAL), ARCHIVE, 0, 0);
    }
}
