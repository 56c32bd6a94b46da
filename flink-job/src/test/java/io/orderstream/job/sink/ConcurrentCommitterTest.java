package io.orderstream.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.flink.api.connector.sink2.Committer;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink declares that close() throws Exception.
class ConcurrentCommitterTest {

    private static final int FILES = 3 * ConcurrentCommitter.THREADS;

    private final Queue<Integer> committed = new ConcurrentLinkedQueue<>();
    private boolean closed;

    /** Commits one file. */
    private interface Commit {
        void run(int file) throws IOException, InterruptedException;
    }

    @Test
    void allThreadsCommitAtTheSameTime() throws Exception {
        CyclicBarrier together = new CyclicBarrier(ConcurrentCommitter.THREADS);
        try (ConcurrentCommitter<Integer> committer =
                committer(
                        file -> {
                            try {
                                together.await(5, TimeUnit.MINUTES);
                            } catch (InterruptedException e) {
                                throw e;
                            } catch (Exception e) {
                                throw new IOException("Other commits did not begin", e);
                            }
                        })) {
            committer.commit(requests());
        }

        assertThat(committed).hasSize(FILES).doesNotHaveDuplicates();
        assertThat(closed).isTrue();
    }

    @Test
    void whenOneFileFailsTheCommitFails_andTheOtherFilesAreCommitted() throws Exception {
        try (ConcurrentCommitter<Integer> committer =
                committer(
                        file -> {
                            if (file == 7) {
                                throw new IOException("S3 is gone");
                            }
                        })) {
            assertThatThrownBy(() -> committer.commit(requests()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("S3 is gone");
        }

        assertThat(committed).hasSize(FILES - 1).doesNotContain(7);
    }

    @Test
    void anErrorThatFlinkMustSeeIsNotWrapped() throws Exception {
        try (ConcurrentCommitter<Integer> committer =
                committer(
                        file -> {
                            throw new OutOfMemoryError("of a test");
                        })) {
            assertThatThrownBy(() -> committer.commit(requests()))
                    .isInstanceOf(OutOfMemoryError.class);
        }
    }

    @Test
    void close_interruptsCommitsAndWaitsForTheirEnd() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        ConcurrentCommitter<Integer> committer =
                committer(
                        file -> {
                            begun.countDown();
                            try {
                                never.await();
                            } finally {
                                // S3's client also needs some time to end after an interrupt.
                                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                                ended.set(true);
                            }
                        });
        FutureTask<Void> commit =
                new FutureTask<>(
                        () -> {
                            committer.commit(List.of(new Request(1)));
                            return null;
                        });
        new Thread(commit).start();
        begun.await();

        committer.close();

        assertThat(ended).isTrue();
        assertThat(closed).isTrue();
        assertThatThrownBy(() -> commit.get(1, TimeUnit.MINUTES))
                .hasRootCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void anInterruptEndsTheCommit() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        try (ConcurrentCommitter<Integer> committer =
                committer(
                        file -> {
                            begun.countDown();
                            never.await();
                        })) {
            Thread task = Thread.currentThread();
            Thread canceller =
                    new Thread(
                            () -> {
                                try {
                                    begun.await();
                                    task.interrupt();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            });
            canceller.start();
            assertThatThrownBy(() -> committer.commit(requests()))
                    .isInstanceOf(InterruptedException.class);
            canceller.join();
        }
        assertThat(committed).isEmpty();
    }

    private ConcurrentCommitter<Integer> committer(Commit commit) {
        return new ConcurrentCommitter<>(
                new Committer<>() {
                    @Override
                    public void commit(Collection<CommitRequest<Integer>> requests)
                            throws IOException, InterruptedException {
                        for (CommitRequest<Integer> request : requests) {
                            commit.run(request.getCommittable());
                            committed.add(request.getCommittable());
                        }
                    }

                    @Override
                    public void close() {
                        closed = true;
                    }
                });
    }

    private static List<Committer.CommitRequest<Integer>> requests() {
        return IntStream.range(0, FILES).mapToObj(Request::new).collect(Collectors.toList());
    }

    /** A request to commit one file. The test fails if an outcome is reported to the request. */
    private static final class Request implements Committer.CommitRequest<Integer> {

        private final int file;

        Request(int file) {
            this.file = file;
        }

        @Override
        public Integer getCommittable() {
            return file;
        }

        @Override
        public int getNumberOfRetries() {
            return 0;
        }

        @Override
        public void signalFailedWithKnownReason(Throwable reason) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void signalFailedWithUnknownReason(Throwable reason) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void retryLater() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void updateAndRetryLater(Integer committable) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void signalAlreadyCommitted() {
            throw new UnsupportedOperationException();
        }
    }
}
