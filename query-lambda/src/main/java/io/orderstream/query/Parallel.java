package io.orderstream.query;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The threads of one request: one for the request itself, so that its answer need not wait for what
 * hangs, and a few that read from several places at once. They end with the request: what is still
 * waiting for an answer is interrupted, and what was not begun never begins.
 *
 * <pre>{@code
 * try (Parallel parallel = new Parallel()) {
 *     return parallel.within(deadline, () -> parallel.map(keys, this::read));
 * }
 * }</pre>
 */
final class Parallel implements AutoCloseable {

    private static final int READS = 16;

    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    READS + 1,
                    task -> {
                        Thread thread = new Thread(task, "query");
                        thread.setDaemon(true);
                        return thread;
                    });

    /**
     * What the work gives.
     *
     * @throws io.orderstream.model.api.UnavailableException at the deadline, whatever the work is
     *     waiting for; it is interrupted then
     */
    <T> T within(Deadline deadline, Supplier<T> work) {
        Future<T> result = threads.submit(work::get);
        try {
            return result.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            result.cancel(true);
            throw Deadline.exceeded();
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (InterruptedException e) {
            result.cancel(true);
            throw interrupted(e);
        }
    }

    /**
     * The results in the order of the inputs. If a read fails, what it threw is thrown, and the
     * other reads are given up.
     */
    <T, R> List<R> map(List<T> inputs, Function<T, R> read) {
        if (inputs.size() == 1) {
            return List.of(read.apply(inputs.get(0)));
        }
        List<Future<R>> reads = new ArrayList<>();
        inputs.forEach(input -> reads.add(threads.submit(() -> read.apply(input))));
        try {
            List<R> results = new ArrayList<>();
            for (Future<R> result : reads) {
                results.add(result.get());
            }
            return results;
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            reads.forEach(each -> each.cancel(true));
        }
    }

    /** Gives up what is still going on, without waiting for its end. */
    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static RuntimeException unwrapped(ExecutionException e) {
        if (e.getCause() instanceof Error error) {
            throw error;
        }
        return e.getCause() instanceof RuntimeException failure
                ? failure
                : new IllegalStateException(e.getCause());
    }

    private static RuntimeException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted", e);
    }
}
