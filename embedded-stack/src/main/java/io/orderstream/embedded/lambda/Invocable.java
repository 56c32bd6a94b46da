package io.orderstream.embedded.lambda;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Something that answers events like a Lambda function. */
public interface Invocable {
    /** Lambda's limit for an event, in bytes: 6 MiB. Lambda's error message has this number. */
    int EVENT_LIMIT = 6_291_456;

    /** Lambda's limit for an answer, in bytes: 100 bytes more than for an event. */
    int ANSWER_LIMIT = 6_291_556;

    /**
     * Sends an event and waits for the answer.
     *
     * @param event the event, as JSON, at most {@link #EVENT_LIMIT} bytes
     * @param patience how long this call waits; the function keeps running after that
     * @return the answer, as JSON
     * @throws FunctionErrorException if the function failed, reached its own time-out, could not be
     *     started, or sent an answer over {@link #ANSWER_LIMIT}
     * @throws TimeoutException if there is no answer within {@code patience}
     * @throws InterruptedException if the waiting thread is interrupted
     */
    byte[] invoke(byte[] event, Duration patience)
            throws FunctionErrorException, TimeoutException, InterruptedException;
}
