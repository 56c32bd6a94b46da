package io.orderstream.query;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** Reads from several places at once, on a few threads that outlive the request. */
final class Parallel {

    private static final int THREADS = 16;

    private final ExecutorService threads =
            Executors.newFixedThreadPool(
                    THREADS,
                    task -> {
                        Thread thread = new Thread(task, "query");
                        thread.setDaemon(true);
                        return thread;
                    });

    /**
     * The results in the order of the inputs. If a read fails, what it threw is thrown; the others
     * still run to their end.
     */
    <T, R> List<R> map(List<T> inputs, Function<T, R> read) {
        if (inputs.size() == 1) {
            return List.of(read.apply(inputs.get(0)));
        }
        List<CompletableFuture<R>> reads =
                inputs.stream()
                        .map(
                                input ->
                                        CompletableFuture.supplyAsync(
                                                () -> read.apply(input), threads))
                        .toList();
        try {
            return reads.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
