package io.orderstream.deploy;

import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Calls of one AWS service. A call that may succeed later throws {@link TransientException}:
 * throttling, an outage of the service, a lost answer, and for one minute also a denial.
 */
final class ServiceCalls {

    /**
     * The number of denials that are repeated. Looks are ten seconds apart, so these take a minute:
     * the stack creates the function's role just before it calls the function, and IAM takes some
     * seconds to make the role known everywhere.
     */
    private static final int MOST_DENIALS = 6;

    /** The first is that of JSON services, the second that of CloudWatch. */
    private static final Set<String> DENIALS = Set.of("AccessDeniedException", "AccessDenied");

    private int denials;

    <T> T answer(Supplier<T> call) {
        try {
            return reach(call);
        } catch (AwsServiceException e) {
            if (isDenial(e) && ++denials <= MOST_DENIALS) {
                throw new TransientException(e);
            }
            throw e;
        }
    }

    private static boolean isDenial(AwsServiceException e) {
        return e.awsErrorDetails() != null
                && e.awsErrorDetails().errorCode() != null
                && DENIALS.contains(e.awsErrorDetails().errorCode());
    }

    /** The same, but a denial is final at once. */
    static <T> T reach(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkServiceException e) {
            if (e.isThrottlingException() || e.statusCode() >= 500) {
                throw new TransientException(e);
            }
            throw e;
        } catch (SdkClientException e) {
            throw new TransientException(e);
        }
    }
}
