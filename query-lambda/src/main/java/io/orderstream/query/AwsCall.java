package io.orderstream.query;

import io.orderstream.model.api.UnavailableException;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** A call to AWS: throttling, outages and lost answers are for the client to retry. */
final class AwsCall {

    /** Credentials that just ended, a body that came too slowly, and a key's own throttling. */
    private static final Set<String> PASSING =
            Set.of(
                    "ExpiredToken",
                    "ExpiredTokenException",
                    "RequestTimeout",
                    "RequestTimeoutException",
                    "KMS.ThrottlingException",
                    "KMSThrottlingException");

    private AwsCall() {}

    /**
     * What the call gives.
     *
     * @throws UnavailableException if repeating the call later may help; any other failure is
     *     thrown as it is
     */
    static <T> T to(String service, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkServiceException e) {
            if (e.isThrottlingException()
                    || e.isClockSkewException()
                    || e.statusCode() >= 500
                    || isPassing(e)) {
                throw new UnavailableException(service, e);
            }
            throw e;
        } catch (SdkClientException e) {
            throw new UnavailableException(service, e);
        }
    }

    /** What ends by itself although its status blames the request. */
    private static boolean isPassing(SdkServiceException e) {
        return e instanceof AwsServiceException answer
                && answer.awsErrorDetails() != null
                && PASSING.contains(answer.awsErrorDetails().errorCode());
    }
}
