package io.orderstream.lambda.runtime;

import io.orderstream.lambda.http.UnavailableException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;

/**
 * Calls to one AWS service within one request. {@link #make} limits each call to the time that is
 * left. After throttling, an outage or a lost answer, a call throws an {@link
 * UnavailableException}, which asks the API's client to retry.
 *
 * <pre>{@code
 * AwsCall table = new AwsCall("the order table", deadline);
 * table.make(inTime -> dynamoDb.getItem(request.overrideConfiguration(inTime).build()));
 * }</pre>
 */
public final class AwsCall {

    /** The maximum time of a call. A call gets less time if the request has less time left. */
    public static final Duration MAX_CALL_TIME = Duration.ofSeconds(8);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);

    /**
     * Transient errors with status 4xx: expired credentials, a request body that was sent too
     * slowly, and throttling by KMS.
     */
    private static final Set<String> RETRYABLE_ERRORS =
            Set.of(
                    "ExpiredToken",
                    "ExpiredTokenException",
                    "RequestTimeout",
                    "RequestTimeoutException",
                    "KMS.ThrottlingException",
                    "KMSThrottlingException");

    private final String service;
    private final InvocationDeadline deadline;

    /**
     * Calls to this service.
     *
     * @param service the service in words that a client understands: {@code "the order table"}
     */
    public AwsCall(String service, InvocationDeadline deadline) {
        this.service = service;
        this.deadline = deadline;
    }

    /** A builder of the HTTP client with which a function calls AWS. */
    public static UrlConnectionHttpClient.Builder http(Duration readTimeout) {
        return UrlConnectionHttpClient.builder()
                .connectionTimeout(CONNECT_TIMEOUT)
                .socketTimeout(readTimeout);
    }

    /**
     * Makes a call with a time-out and returns its result.
     *
     * @param call makes the call with the given configuration, which sets the time-out
     * @throws UnavailableException if no time is left, or if the call failed and a retry may help;
     *     other failures are thrown unchanged
     */
    public <T> T make(Function<Consumer<AwsRequestOverrideConfiguration.Builder>, T> call) {
        Duration timeout = deadline.atMost(MAX_CALL_TIME);
        return to(service, () -> call.apply(request -> request.apiCallTimeout(timeout)));
    }

    /**
     * Makes a call without setting a time-out, and returns its result.
     *
     * @throws UnavailableException if the call failed and a retry may help; other failures are
     *     thrown unchanged
     */
    public static <T> T to(String service, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkServiceException e) {
            if (isRetryable(e)) {
                throw new UnavailableException(service, e);
            }
            throw e;
        } catch (SdkClientException e) {
            throw new UnavailableException(service, e);
        }
    }

    /** Whether a retry may help after this error. */
    public static boolean isRetryable(SdkServiceException error) {
        return error.isThrottlingException()
                || error.isClockSkewException()
                || error.statusCode() >= 500
                || isRetryable(code(error));
    }

    /**
     * Whether this is the code of a transient error with status 4xx that the SDK does not count as
     * throttling or clock skew.
     */
    public static boolean isRetryable(String code) {
        return RETRYABLE_ERRORS.contains(code);
    }

    /** The error's code. Empty if the error has none. */
    public static String code(SdkServiceException error) {
        if (!(error instanceof AwsServiceException aws)) {
            return "";
        }
        AwsErrorDetails details = aws.awsErrorDetails();
        return details == null || details.errorCode() == null ? "" : details.errorCode();
    }
}
