package io.orderstream.job.sink;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.orderstream.job.records.PlacedRecord;
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
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
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
 * The table sink's client of DynamoDB. A call is one attempt and takes five seconds at most. The
 * sink sends unconfirmed items in further calls.
 *
 * <p>The SDK does not wait for its own threads when it is closed. After the task has ended, Flink
 * closes the job's class loader. From then on, a thread that still runs can fail with {@code
 * NoClassDefFoundError}. So this client makes the SDK's thread itself, and {@link #close()} waits
 * until the thread has ended.
 */
final class TableClient implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TableClient.class);

    /**
     * The time-out of a call. Without it, the HTTP client would wait 30 seconds for the answer to a
     * lost request. The items of the request would stay out of the table for that time.
     */
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(5);

    /** The beginning of the thread's name in thread dumps. */
    static final String THREAD_NAME = "order-table-client";

    /** The JSON of a request. */
    private static final ExecutionAttribute<byte[]> BODY = new ExecutionAttribute<>("Body");

    /** Errors after which a retry would fail again. */
    private static final Set<String> PERMANENT_ERRORS =
            Set.of("ResourceNotFoundException", "ValidationException");

    /**
     * How long the thread must be idle before it ends. It can still close connections meanwhile.
     */
    private static final Duration IDLE_TIME = Duration.ofMillis(100);

    /** How long the thread may still work on its tasks before it ends. */
    static final Duration GRACE = Duration.ofSeconds(2);

    /**
     * How long {@link #close()} waits for each of two threads: the client's, and Netty's own. On a
     * busy machine, the last steps of a thread can take seconds.
     */
    private static final Duration TIME_TO_END = Duration.ofMinutes(1);

    private final EventLoopGroup threads;
    private final AtomicReference<Thread> eventLoop;
    private final DynamoDbAsyncClient dynamoDb;

    private TableClient(
            EventLoopGroup threads,
            AtomicReference<Thread> eventLoop,
            DynamoDbAsyncClient dynamoDb) {
        this.threads = threads;
        this.eventLoop = eventLoop;
        this.dynamoDb = dynamoDb;
    }

    /**
     * Connects with the environment's credentials. Without an endpoint, the endpoint of the region
     * is used.
     */
    static TableClient connect(String region, Optional<URI> endpoint) {
        DefaultThreadFactory factory = new DefaultThreadFactory(THREAD_NAME, true);
        // Keeps the thread, because close() waits for it.
        AtomicReference<Thread> eventLoop = new AtomicReference<>();
        ThreadFactory keeping = loop -> eventLoop.updateAndGet(none -> factory.newThread(loop));
        // With one thread, no other thread has to be woken between an answer and the next request.
        EventLoopGroup threads = new NioEventLoopGroup(1, keeping);
        return new TableClient(
                threads,
                eventLoop,
                DynamoDbAsyncClient.builder()
                        .region(Region.of(region))
                        .applyMutation(client -> endpoint.ifPresent(client::endpointOverride))
                        // The SDK does not close an HTTP client that is built here.
                        .httpClient(
                                NettyNioAsyncHttpClient.builder()
                                        // Enough for all batches of both channels of TableBuffer,
                                        // so no batch waits for a connection.
                                        .maxConcurrency(2 * TableBuffer.MAX_UNDER_WAY)
                                        .eventLoopGroup(SdkEventLoopGroup.create(threads))
                                        .build())
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

    /** Runs code in the client's thread, so that the task's thread need not make the requests. */
    Executor threads() {
        return threads;
    }

    /**
     * Puts the items of these records with one BatchWriteItem. Returns the order ids of the records
     * that were throttled.
     *
     * @param records orders and events, at most one record of each order
     * @param executor runs the code that builds and sends the request. This code is the largest
     *     part of the work for these records.
     */
    CompletableFuture<Set<OrderId>> write(
            String tableName, List<PlacedRecord> records, Executor executor) {
        return CompletableFuture.completedFuture(records)
                .thenComposeAsync(all -> write(tableName, all), executor);
    }

    private CompletableFuture<Set<OrderId>> write(String tableName, List<PlacedRecord> records) {
        byte[] body = TableItem.puts(tableName, records);
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
                                return records.stream()
                                        .map(record -> record.received().orderId())
                                        .collect(Collectors.toSet());
                            }
                            throw new CompletionException(failure.getCause());
                        });
    }

    /** Runs something after a pause, in the client's thread. {@link #close()} cancels the pause. */
    void after(long millis, Runnable then) {
        // The future is not used, because close() cancels the pause.
        ScheduledFuture<?> unused = threads.schedule(then, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Gives up the calls under way. Nothing is lost: a restarted job writes the records of these
     * calls again. Returns when the client's thread and Netty's own thread have ended, or after two
     * minutes at most.
     *
     * <p>A task manager that shuts down closes the job's class loader before the tasks have ended.
     * The client's thread may then fail because of a missing class. A thread that has failed does
     * not complete Netty's future, so this method waits for the end of the thread itself. It does
     * not close the HTTP client: if the thread has failed, the HTTP client would wait five seconds
     * for it. The thread closes the connections while it shuts down.
     */
    @Override
    public void close() {
        dynamoDb.close();
        // The future is not used, because this method waits for the thread itself.
        Future<?> unused =
                threads.shutdownGracefully(
                        IDLE_TIME.toMillis(), GRACE.toMillis(), TimeUnit.MILLISECONDS);
        Thread loop = eventLoop.get();
        boolean ended =
                awaitEnd(
                                wait -> {
                                    TimeUnit.NANOSECONDS.timedJoin(loop, wait);
                                    return !loop.isAlive();
                                })
                        && awaitEnd(TableClient::awaitNettysOwnThread);
        if (!ended) {
            LOG.warn(
                    "A thread of the order table's client did not end in time. It may fail with a"
                            + " NoClassDefFoundError.");
        }
    }

    /** Waits for the end of a thread, and returns whether it has ended. */
    private interface EndingThread {
        boolean await(long nanos) throws InterruptedException;
    }

    /**
     * Waits for the thread with which Netty reports the end of other threads. That thread ends
     * after an idle second.
     */
    private static boolean awaitNettysOwnThread(long nanos) throws InterruptedException {
        try {
            return GlobalEventExecutor.INSTANCE.awaitInactivity(nanos, TimeUnit.NANOSECONDS);
        } catch (IllegalStateException e) {
            // The thread was never started.
            return true;
        }
    }

    /** Waits at most {@link #TIME_TO_END}. Interrupts of a cancelled task do not end the wait. */
    private static boolean awaitEnd(EndingThread thread) {
        long end = System.nanoTime() + TIME_TO_END.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return thread.await(Math.max(1, end - System.nanoTime()));
                } catch (InterruptedException e) {
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
     * Whether a retry is useless. A missing permission is not a permanent error, because somebody
     * may grant it.
     */
    static boolean isPermanent(Throwable failure) {
        if (failure instanceof AwsServiceException) {
            // The details are missing if the answer is not from DynamoDB, but from a load balancer,
            // for example.
            return Optional.ofNullable(((AwsServiceException) failure).awsErrorDetails())
                    .map(AwsErrorDetails::errorCode)
                    .map(PERMANENT_ERRORS::contains)
                    .orElse(false);
        }
        return !(failure instanceof SdkException);
    }

    /** Sends {@link #BODY} instead of the body that the SDK made of the empty request. */
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
