package io.orderstream.deploy;

import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Calls to one AWS service. Throws {@link TransientException} if the same call may succeed later:
 * if the service throttles the call, is down or does not answer. The first denials of access count
 * as transient, too.
 */
final class ServiceCalls {

    /**
     * The number of denials that count as transient. Polls are ten seconds apart, so this many
     * denials take about a minute. Just before the stack calls the job starter, it creates the
     * starter's role, and IAM needs some seconds to spread a new role.
     */
    private static final int MAX_DENIALS = 6;

    /** The error code of services with a JSON protocol, and the error code of CloudWatch. */
    private static final Set<String> DENIAL_CODES = Set.of("AccessDeniedException", "AccessDenied");

    private int denials;

    <T> T answer(Supplier<T> call) {
        try {
            return reach(call);
        } catch (AwsServiceException e) {
            if (isDenial(e) && ++denials <= MAX_DENIALS) {
                throw new TransientException(e);
            }
            throw e;
        }
    }

    private static boolean isDenial(AwsServiceException e) {
        return e.awsErrorDetails() != null
                && e.awsErrorDetails().errorCode() != null
                && DENIAL_CODES.contains(e.awsErrorDetails().errorCode());
    }

    /** Makes the call. Unlike with {@link #answer}, a denial is never transient. */
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
