package io.orderstream.job.sink;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.util.concurrent.ExecutorThreadFactory;

/**
 * Lets another committer commit what a checkpoint has to commit side by side, each thing by itself.
 *
 * <p>Flink commits in the thread in which the job's operators run, and FileSink's committer one
 * file after the other: with a hundred files, each of which waits for S3 twice, no order is
 * processed for seconds.
 *
 * @param <T> what is committed
 */
@SuppressWarnings("try") // What close() may throw is Flink's.
final class ConcurrentCommitter<T> implements Committer<T> {

    /** As many as an hour has slots, and so, mostly, as a checkpoint has files. */
    static final int THREADS = 16;

    private static final long IDLE_SECONDS = 10;

    private final Committer<T> each;
    private final ThreadPoolExecutor threads;

    /**
     * A committer in front of another one.
     *
     * @param each is called by several threads at once
     */
    ConcurrentCommitter(Committer<T> each) {
        this.each = each;
        this.threads =
                new ThreadPoolExecutor(
                        THREADS,
                        THREADS,
                        IDLE_SECONDS,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        new ExecutorThreadFactory("archive-committer"));
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Returns when nothing is under way any more.
     *
     * @throws IOException what the first of those that failed threw; the others were committed, or
     *     failed, too
     */
    @Override
    public void commit(Collection<CommitRequest<T>> requests)
            throws IOException, InterruptedException {
        List<Callable<Void>> commits =
                requests.stream().map(this::commitOf).collect(Collectors.toList());
        for (Future<Void> commit : threads.invokeAll(commits)) {
            try {
                commit.get();
            } catch (ExecutionException e) {
                throw new IOException("Not committed: " + e.getCause(), e.getCause());
            }
        }
    }

    private Callable<Void> commitOf(CommitRequest<T> request) {
        return () -> {
            each.commit(List.of(request));
            return null;
        };
    }

    @Override
    public void close() throws Exception {
        threads.shutdownNow();
        each.close();
    }
}
