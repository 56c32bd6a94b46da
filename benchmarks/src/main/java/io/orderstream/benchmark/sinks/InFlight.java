package io.orderstream.benchmark.sinks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** Asynchronous calls, so many at once; whoever adds one more waits. */
final class InFlight {

    private final int most;
    private final Semaphore free;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    InFlight(int most) {
        this.most = most;
        this.free = new Semaphore(most);
    }

    void add(Supplier<CompletableFuture<?>> call) throws InterruptedException {
        free.acquire();
        CompletableFuture<?> unused =
                call.get()
                        .whenComplete(
                                (answer, thrown) -> {
                                    if (thrown != null) {
                                        failure.compareAndSet(null, thrown);
                                    }
                                    free.release();
                                });
    }

    /**
     * Waits for those that are still running.
     *
     * @throws IllegalStateException if a call failed
     */
    void awaitAll() throws InterruptedException {
        free.acquire(most);
        if (failure.get() != null) {
            throw new IllegalStateException("A call failed", failure.get());
        }
    }
}
