package io.orderstream.embedded.lambda;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Something that answers an event as a Lambda function does. */
public interface Invocable {
    /** Lambda's limit to an event, in bytes, as its error message names it: 6 MiB. */
    int EVENT_LIMIT = 6_291_456;

    /** Lambda's limit to an answer, in bytes, as its error message names it: 100 bytes more. */
    int ANSWER_LIMIT = 6_291_556;

    /**
     * Hands over one event and waits for its answer.
     *
     * @param event the event, as JSON
     * @param patience how long this caller waits; the function runs on when it is over
     * @return the answer, as JSON
     * @throws FunctionErrorException if the function failed, was stopped at its own time-out, could
     *     not be started, or answered more than Lambda takes
     * @throws TimeoutException if the patience was over first
     * @throws InterruptedException if this thread was interrupted while it waited
     */
    byte[] invoke(byte[] event, Duration patience)
            throws FunctionErrorException, TimeoutException, InterruptedException;
}
