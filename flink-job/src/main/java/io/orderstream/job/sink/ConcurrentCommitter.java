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
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.concurrent.ExecutorThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    private static final Logger LOG = LoggerFactory.getLogger(ConcurrentCommitter.class);

    /** As many as an hour has slots, and so, mostly, as a checkpoint has files. */
    static final int THREADS = 16;

    private static final long IDLE_SECONDS = 10;
    private static final long ENDING_SECONDS = 2;

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
     * Returns when nothing is under way any more, unless it is interrupted: what is under way then
     * is given up, and committed again after the restart.
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
                // Flink ends the process for these, if it sees them.
                ExceptionUtils.rethrowIfFatalErrorOrOOM(e.getCause());
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
        try {
            // What outlives the task finds the job's class loader closed.
            if (!threads.awaitTermination(ENDING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("A commit to the archive is still under way; it will be done again");
            }
        } finally {
            each.close();
        }
    }
}
