package io.orderstream.query;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A thread for one request, so that its answer need not wait for a call that hangs. */
final class RequestThread {

    private RequestThread() {}

    /**
     * What the work gives.
     *
     * @throws io.orderstream.model.api.UnavailableException at the deadline, whatever the work is
     *     waiting for; it is interrupted then
     */
    static <T> T run(Deadline deadline, Supplier<T> work) {
        FutureTask<T> result = new FutureTask<>(work::get);
        Thread thread = new Thread(result, "query");
        thread.setDaemon(true);
        thread.start();
        try {
            return result.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Deadline.exceeded();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            // A supplier throws nothing else.
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } finally {
            result.cancel(true);
        }
    }
}
