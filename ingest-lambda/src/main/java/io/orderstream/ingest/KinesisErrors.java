package io.orderstream.ingest;

import io.orderstream.lambda.runtime.AwsCall;
import java.util.Set;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Decides what an error of Kinesis means for the records of the call: whether a retry may help, and
 * whether the stream may have the records.
 *
 * <p>Transient errors are retried. All others are permanent, for example {@code
 * AccessDeniedException}, {@code ResourceNotFoundException}, {@code InvalidArgumentException},
 * {@code ValidationException}, and errors of a KMS key that cannot be used ({@code
 * KMSAccessDeniedException}, {@code KMSDisabledException}, {@code KMSInvalidStateException}, {@code
 * KMSNotFoundException}, {@code KMSOptInRequired}).
 *
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html">
 *     PutRecords</a>
 * @see <a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/CommonErrors.html">Common
 *     errors</a>
 */
final class KinesisErrors {

    private static final int REQUEST_TIMEOUT = 408;

    /**
     * Codes of transient errors of Kinesis, in addition to those of {@link
     * AwsCall#isRetryable(String)}.
     */
    private static final Set<String> RETRYABLE_ERRORS =
            Set.of(
                    // Errors of PutRecord and PutRecords.
                    "ProvisionedThroughputExceededException",
                    // Error codes of the single records of PutRecords.
                    "InternalFailure",
                    "InternalFailureException",
                    // Errors of Kinesis: too many requests at the same time.
                    "LimitExceeded",
                    "LimitExceededException",
                    // Common errors.
                    "ServiceUnavailable",
                    "ServiceUnavailableException",
                    "ThrottlingException",
                    // Common errors: the request was aborted before it was answered. See
                    // LOST_ANSWER_ERRORS.
                    "RequestAbortedException",
                    // The SDK's own strategies retry these, too: see AwsErrorCode.
                    "InternalError",
                    "PriorRequestNotComplete");

    /**
     * Error codes of a whole call. After an error with such a code, the stream may have the call's
     * records. The same is true after every error with status 408 or 5xx.
     */
    private static final Set<String> LOST_ANSWER_ERRORS =
            Set.of(
                    "InternalError",
                    "InternalFailure",
                    "InternalFailureException",
                    "PriorRequestNotComplete",
                    "RequestAbortedException",
                    "RequestTimeout",
                    "RequestTimeoutException");

    private KinesisErrors() {}

    /** Whether a retry may help after this error code of a call or of a single record. */
    static boolean isRetryable(String errorCode) {
        return AwsCall.isRetryable(errorCode) || RETRYABLE_ERRORS.contains(errorCode);
    }

    /** The exception for this error of a whole call. */
    static NotTakenException of(SdkServiceException error) {
        String code = AwsCall.code(error);
        if (error.statusCode() >= 500
                || error.statusCode() == REQUEST_TIMEOUT
                || LOST_ANSWER_ERRORS.contains(code)) {
            return NotTakenException.lost(error);
        }
        return NotTakenException.refused(error, isRetryable(code) || AwsCall.isRetryable(error));
    }
}
