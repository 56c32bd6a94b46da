package io.orderstream.job.sink;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/**
 * Clients of DynamoDB for a sink that never gives up: one call takes half a minute at most, then
 * the sink sends its items again.
 */
final class TableClient {

    /**
     * DynamoDB answers within milliseconds; who has not answered by now will not. Without a limit a
     * connection that a broken network swallowed would hold up every checkpoint for minutes.
     */
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(5);

    /**
     * Few: a checkpoint waits for calls, but takes along what is in the buffer. Not one, as the
     * pauses between them are the sink's only pauses in an outage.
     */
    private static final int ATTEMPTS = 4;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /** What DynamoDB will say again however often it is asked. */
    private static final Set<String> FATAL =
            Set.of("ResourceNotFoundException", "ValidationException");

    private TableClient() {}

    /** Credentials come from the environment, as do region and endpoint unless they are given. */
    static DynamoDbAsyncClient connect(String region, Optional<URI> endpoint) {
        return DynamoDbAsyncClient.builder()
                .region(Region.of(region))
                .applyMutation(client -> endpoint.ifPresent(client::endpointOverride))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .overrideConfiguration(
                        calls ->
                                calls.apiCallAttemptTimeout(ATTEMPT_TIMEOUT)
                                        .retryStrategy(retries()))
                .build();
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
