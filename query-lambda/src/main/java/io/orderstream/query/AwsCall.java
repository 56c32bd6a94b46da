package io.orderstream.query;

import io.orderstream.model.api.UnavailableException;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** A call to AWS: throttling, outages and lost answers are for the client to retry. */
final class AwsCall {

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
            if (e.isThrottlingException() || e.statusCode() >= 500) {
                throw new UnavailableException(service, e);
            }
            throw e;
        } catch (SdkClientException e) {
            throw new UnavailableException(service, e);
        }
    }
}
