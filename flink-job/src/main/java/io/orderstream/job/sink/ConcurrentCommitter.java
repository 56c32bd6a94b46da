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
 * Commits the files of a checkpoint in parallel. FileSink's own committer commits one file after
 * the other, and the task processes no records meanwhile (docs/decisions/0001).
 *
 * @param <T> what is committed, such as a file
 */
@SuppressWarnings("try") // Flink's interface decides what close() may throw.
final class ConcurrentCommitter<T> implements Committer<T> {

    private static final Logger LOG = LoggerFactory.getLogger(ConcurrentCommitter.class);

    /**
     * The number of threads. It is the archive's default number of slots, because a checkpoint
     * usually has about one file of orders for each slot.
     */
    static final int THREADS = 16;

    private static final long IDLE_SECONDS = 10;
    private static final long ENDING_SECONDS = 2;

    private final Committer<T> each;
    private final ThreadPoolExecutor threads;

    /** Commits every file with {@code each}, and up to {@link #THREADS} files at once. */
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
     * Commits all requests, and returns when all commits have ended.
     *
     * @throws IOException if a commit failed; the cause is the failure of the first failed request.
     *     All other requests were tried, too.
     * @throws InterruptedException if this thread was interrupted. Commits that have not ended are
     *     cancelled, and Flink repeats them after the restart.
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
                // After a fatal error of the JVM, Flink ends the process. After OutOfMemoryError,
                // Flink ends the process only if taskmanager.jvm-exit-on-oom is set. If one of
                // these errors is wrapped, Flink does not end the process.
                ExceptionUtils.rethrowIfFatalErrorOrOOM(e.getCause());
                throw new IOException(
                        "A file of the archive was not committed: " + e.getCause(), e.getCause());
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
            // No thread should outlive the task, because Flink closes the job's class loader after
            // the task.
            if (!threads.awaitTermination(ENDING_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn(
                        "A commit to the archive did not end within {} seconds. Flink repeats the"
                                + " commit after the restart.",
                        ENDING_SECONDS);
            }
        } finally {
            each.close();
        }
    }
}
