package io.orderstream.lambda.runtime;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Runs work on a thread of its own. So an answer need not wait for a call that hangs, and two calls
 * can run at the same time. {@link #close} interrupts work that has not ended.
 *
 * <pre>{@code
 * try (RequestThread<List<String>> keys = RequestThread.start(() -> list("invoices/"))) {
 *     boolean exists = exists("issued/a1");
 *     return keys.get(deadline);
 * }
 * }</pre>
 */
public final class RequestThread<T> implements AutoCloseable {

    private final FutureTask<T> result;

    private RequestThread(Supplier<T> work) {
        this.result = new FutureTask<>(work::get);
    }

    /** Starts the work. */
    public static <T> RequestThread<T> start(Supplier<T> work) {
        RequestThread<T> request = new RequestThread<>(work);
        Thread thread = new Thread(request.result, "request");
        thread.setDaemon(true);
        thread.start();
        return request;
    }

    /** Starts the work and waits for its result; see {@link #get}. */
    public static <T> T run(InvocationDeadline deadline, Supplier<T> work) {
        try (RequestThread<T> thread = start(work)) {
            return thread.get(deadline);
        }
    }

    /**
     * Waits for the work's result and returns it. If the work threw an exception, this method
     * throws the same exception.
     *
     * @throws io.orderstream.lambda.http.UnavailableException at the deadline, or if the caller is
     *     interrupted
     */
    public T get(InvocationDeadline deadline) {
        try {
            return result.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw deadline.exceeded();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            // A supplier throws no checked exception.
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw deadline.exceeded();
        }
    }

    /** Interrupts the work if it has not ended. */
    @Override
    public void close() {
        result.cancel(true);
    }
}
