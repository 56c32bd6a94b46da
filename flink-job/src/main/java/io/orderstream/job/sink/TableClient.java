package io.orderstream.job.sink;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * The client of DynamoDB for a sink that never gives up: one call takes half a minute at most, then
 * the sink sends its items again.
 *
 * <p>Its connections have threads of its own, which it ends on {@link #close()}. The SDK would let
 * them wait for two seconds for more work, which holds up each restart; those that are left when
 * the task has ended find the job's class loader closed, and never end in peace. Answers come in
 * threads of the SDK's, which end as soon as they have nothing to do.
 */
final class TableClient implements AutoCloseable {

    /**
     * DynamoDB answers within milliseconds; who has not answered by now will not. Without a limit
     * items on a connection that a broken network swallowed would not be readable for minutes.
     */
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(5);

    /**
     * Few, as the sink sends again what is left. Not one, as the pauses between them are the sink's
     * only pauses in an outage.
     */
    private static final int ATTEMPTS = 4;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** Found in thread dumps. */
    static final String THREADS = "order-table-client";

    /** What DynamoDB will say again however often it is asked. */
    private static final Set<String> FATAL =
            Set.of("ResourceNotFoundException", "ValidationException");

    /** Long enough for the connections to tell each other that they are closed. */
    private static final Duration QUIET = Duration.ofMillis(100);

    private static final Duration TIME_TO_END = Duration.ofSeconds(2);

    private final EventLoopGroup threads;
    private final DynamoDbAsyncClient dynamoDb;

    private TableClient(EventLoopGroup threads, DynamoDbAsyncClient dynamoDb) {
        this.threads = threads;
        this.dynamoDb = dynamoDb;
    }

    /** Credentials come from the environment, as do region and endpoint unless they are given. */
    static TableClient connect(String region, Optional<URI> endpoint) {
        EventLoopGroup threads = new NioEventLoopGroup(new DefaultThreadFactory(THREADS, true));
        return new TableClient(
                threads,
                DynamoDbAsyncClient.builder()
                        .region(Region.of(region))
                        .applyMutation(client -> endpoint.ifPresent(client::endpointOverride))
                        .httpClientBuilder(
                                NettyNioAsyncHttpClient.builder()
                                        .eventLoopGroup(SdkEventLoopGroup.create(threads)))
                        .overrideConfiguration(
                                calls ->
                                        calls.apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                                                .retryStrategy(retries()))
                        .build());
    }

    /** The threads in which whoever has something else to do may have its requests made. */
    Executor threads() {
        return threads;
    }

    /**
     * One BatchWriteItem, retried as this class says.
     *
     * @param maker where its request is made: to turn items into JSON and to sign them takes longer
     *     than all that the task does with an order, whose thread would be busy with it for half of
     *     its time
     */
    CompletableFuture<BatchWriteItemResponse> write(
            String tableName, List<WriteRequest> items, Executor maker) {
        return CompletableFuture.completedFuture(Map.of(tableName, items))
                .thenComposeAsync(
                        puts -> dynamoDb.batchWriteItem(request -> request.requestItems(puts)),
                        maker);
    }

    /** What is under way is given up: it has not been checkpointed as done. */
    @Override
    public void close() {
        dynamoDb.close();
        threads.shutdownGracefully(QUIET.toMillis(), TIME_TO_END.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(TIME_TO_END.toMillis());
    }

    private static RetryStrategy retries() {
        BackoffStrategy backoff = BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE);
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(ATTEMPTS)
                .backoffStrategy(backoff)
                .throttlingBackoffStrategy(backoff)
                // It would stop the pauses when they are needed most.
                .circuitBreakerEnabled(false)
                .retryOnException(failure -> !isFatal(failure))
                .build();
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
}
