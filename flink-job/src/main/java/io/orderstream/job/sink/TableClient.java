package io.orderstream.job.sink;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.orderstream.job.records.PlacedOrder;
import io.orderstream.model.OrderId;
import io.orderstream.model.storage.OrderTable;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * The client of DynamoDB for a sink that never gives up: one call is one attempt and takes seconds
 * at most, then the sink sends its items again.
 *
 * <p>All threads that run the SDK's code are this client's own, and {@link #close()} waits until
 * they have ended. A thread that outlives the task finds the job's class loader closed, and dies of
 * a {@code NoClassDefFoundError}. The SDK waits for none of its threads.
 */
final class TableClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TableClient.class);

    /**
     * DynamoDB answers within milliseconds; who has not answered by now will not. Without a limit
     * items on a connection that a broken network swallowed would not be readable for minutes.
     */
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(5);

    /** Found in thread dumps. */
    static final String THREADS = "order-table-client";

    /** The JSON of a call. */
    private static final ExecutionAttribute<byte[]> BODY = new ExecutionAttribute<>("Body");

    /** What DynamoDB will say again however often it is asked. */
    private static final Set<String> FATAL =
            Set.of("ResourceNotFoundException", "ValidationException");

    /** Long enough for the connections to tell each other that they are closed. */
    private static final Duration QUIET = Duration.ofMillis(100);

    /** For how long a thread that is to end may go on with what it has to do. */
    static final Duration GRACE = Duration.ofSeconds(2);

    /**
     * How long to wait for them. Much longer than {@link #GRACE}: on a busy machine a thread can
     * need seconds for its last steps.
     */
    private static final Duration TIME_TO_END = Duration.ofMinutes(1);

    private final EventLoopGroup threads;
    private final DynamoDbAsyncClient dynamoDb;

    private TableClient(EventLoopGroup threads, DynamoDbAsyncClient dynamoDb) {
        this.threads = threads;
        this.dynamoDb = dynamoDb;
    }

    /** Credentials come from the environment, as do region and endpoint unless they are given. */
    static TableClient connect(String region, Optional<URI> endpoint) {
        // One thread: between an answer and the next request no other thread has to be woken.
        EventLoopGroup threads = new NioEventLoopGroup(1, new DefaultThreadFactory(THREADS, true));
        return new TableClient(
                threads,
                DynamoDbAsyncClient.builder()
                        .region(Region.of(region))
                        .applyMutation(client -> endpoint.ifPresent(client::endpointOverride))
                        .httpClientBuilder(
                                NettyNioAsyncHttpClient.builder()
                                        // First attempts and retries wait for each other nowhere.
                                        .maxConcurrency(2 * BufferedOrders.MAX_UNDER_WAY)
                                        .eventLoopGroup(SdkEventLoopGroup.create(threads)))
                        .asyncConfiguration(
                                async ->
                                        async.advancedOption(
                                                SdkAdvancedAsyncClientOption
                                                        .FUTURE_COMPLETION_EXECUTOR,
                                                threads))
                        .overrideConfiguration(
                                calls ->
                                        calls.addExecutionInterceptor(new ReadyBody())
                                                .scheduledExecutorService(threads)
                                                .apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                                                .retryStrategy(AwsRetryStrategy.doNotRetry()))
                        .build());
    }

    /** The threads in which whoever has something else to do may have its requests made. */
    Executor threads() {
        return threads;
    }

    /**
     * Puts the items of these orders by one BatchWriteItem. Gives the orders that the table refused
     * because it takes no more of them at the moment.
     *
     * @param maker where the request is made: to write its JSON and to sign it takes longer than
     *     all that the task does with an order
     */
    CompletableFuture<Set<OrderId>> write(
            String tableName, List<PlacedOrder> orders, Executor maker) {
        return CompletableFuture.completedFuture(orders)
                .thenComposeAsync(all -> write(tableName, all), maker);
    }

    private CompletableFuture<Set<OrderId>> write(String tableName, List<PlacedOrder> orders) {
        byte[] body = OrderItem.puts(tableName, orders);
        return dynamoDb.batchWriteItem(
                        request ->
                                request.requestItems(Map.of(tableName, List.of()))
                                        .overrideConfiguration(
                                                call -> call.putExecutionAttribute(BODY, body)))
                .thenApply(answer -> answer.unprocessedItems().getOrDefault(tableName, List.of()))
                .thenApply(
                        refused ->
                                refused.stream()
                                        .map(write -> write.putRequest().item())
                                        .map(item -> OrderId.of(item.get(OrderTable.ORDER_ID).s()))
                                        .collect(Collectors.toSet()))
                .exceptionally(
                        failure -> {
                            if (isThrottling(failure.getCause())) {
                                return orders.stream()
                                        .map(order -> order.received().order().id())
                                        .collect(Collectors.toSet());
                            }
                            throw new CompletionException(failure.getCause());
                        });
    }

    /** Runs something after a pause, unless the client is closed before. */
    void after(long millis, Runnable then) {
        // Unused: it ends with the client.
        ScheduledFuture<?> unused = threads.schedule(then, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * What is under way is given up: it has not been checkpointed as done. Returns when all threads
     * have ended, or after two minutes, which is more than any has needed.
     */
    @Override
    public void close() {
        dynamoDb.close();
        boolean ended =
                threads.shutdownGracefully(
                                        QUIET.toMillis(), GRACE.toMillis(), TimeUnit.MILLISECONDS)
                                .awaitUninterruptibly(TIME_TO_END.toMillis())
                        && awaitNettysOwnThread();
        if (!ended) {
            LOG.warn("A thread of the order table's client has not ended");
        }
    }

    /** In it Netty tells that the others have ended; it waits for a second then. */
    private static boolean awaitNettysOwnThread() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return GlobalEventExecutor.INSTANCE.awaitInactivity(
                            TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS);
                } catch (IllegalStateException e) {
                    // It was never started.
                    return true;
                } catch (InterruptedException e) {
                    // Cancelling interrupts the task, which is no reason to leave a thread behind.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isThrottling(Throwable failure) {
        return failure instanceof AwsServiceException
                && ((AwsServiceException) failure).isThrottlingException();
    }

    /**
     * Whether no retry can mend this. A permission that is missing is not among it: as with
     * throttling, the job waits for whoever can change that.
     */
    static boolean isFatal(Throwable failure) {
        if (failure instanceof AwsServiceException) {
            // Absent when somebody else than DynamoDB answered, such as a balancer before it.
            return Optional.ofNullable(((AwsServiceException) failure).awsErrorDetails())
                    .map(AwsErrorDetails::errorCode)
                    .map(FATAL::contains)
                    .orElse(false);
        }
        return !(failure instanceof SdkException);
    }

    /** Sends {@link #BODY} instead of the body that the SDK has made of an empty request. */
    private static final class ReadyBody implements ExecutionInterceptor {

        @Override
        public SdkHttpRequest modifyHttpRequest(
                Context.ModifyHttpRequest context, ExecutionAttributes call) {
            String length = Integer.toString(call.getAttribute(BODY).length);
            return context.httpRequest()
                    .copy(request -> request.putHeader("Content-Length", length));
        }

        @Override
        public Optional<AsyncRequestBody> modifyAsyncHttpContent(
                Context.ModifyHttpRequest context, ExecutionAttributes call) {
            return Optional.of(AsyncRequestBody.fromBytesUnsafe(call.getAttribute(BODY)));
        }
    }
}
