package io.orderstream.acceptance.scenario;

import io.orderstream.acceptance.proxy.Fault;
import io.orderstream.acceptance.proxy.FaultRule;
import io.orderstream.acceptance.proxy.FaultyPaths;
import io.orderstream.acceptance.proxy.Request;
import io.orderstream.acceptance.proxy.ServiceError;
import io.orderstream.embedded.flink.FlinkJob;
import io.orderstream.embedded.stack.EmbeddedStack;
import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.start.StartException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Starts and disrupts the job. Each disruption waits until the job has recovered, unless its
 * description says otherwise.
 */
final class JobControl {

    /** The job's logical id in the template. */
    static final String JOB = "Job";

    private static final String COMPLETE_UPLOAD = "s3:CompleteMultipartUpload";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration TIME_TO_SHUT_DOWN = Duration.ofSeconds(2);

    private final EmbeddedStack stack;
    private final FaultyPaths paths;
    private final List<Duration> recoveries = new ArrayList<>();

    private FlinkJob job;
    private int parallelism;
    private int taskManager;
    private int earlierRestarts;

    JobControl(EmbeddedStack stack, FaultyPaths paths) {
        this.stack = stack;
        this.paths = paths;
    }

    /** Starts the job with this parallelism. */
    void start(int withParallelism) {
        parallelism = withParallelism;
        job = stack.startJob(Optional.empty(), parallelism);
    }

    /**
     * How often the job was restored from a checkpoint or savepoint until now, by Flink or by this
     * class.
     */
    int restarts() {
        return earlierRestarts + job.restoredSnapshots();
    }

    /**
     * The times that the job needed to recover from disruptions. {@link #replaceTaskManager} adds
     * none. {@link #loseService} adds none if the job completed two checkpoints during the outage
     * and did not restart. The time to kill a task manager or cluster is not included, nor is the
     * length of an outage.
     */
    List<Duration> recoveries() {
        return List.copyOf(recoveries);
    }

    /** The root cause of the job's newest failure, or {@code none}. */
    String newestFailure() {
        return job.failure().orElse("none");
    }

    /** Kills the task manager, whatever it is doing, and starts another one. */
    void killTaskManager() {
        recovering(this::endTaskManager, this::startTaskManager);
    }

    /**
     * Kills the task manager and starts another one. Waits until the job is restored, but not for a
     * checkpoint.
     *
     * @param meanwhile runs while there is no task manager
     */
    void replaceTaskManager(Runnable meanwhile) {
        int before = restarts();
        endTaskManager();
        meanwhile.run();
        startTaskManager();
        Deadline.in(PATIENCE)
                .await("the job is restored from a snapshot", () -> restarts() > before);
    }

    /** Waits until the job has completed this number of further checkpoints. */
    void awaitCheckpoints(int more) {
        awaitCheckpoint(job.completedCheckpoints() + more);
    }

    /**
     * Kills the task manager when it calls this operation.
     *
     * @param service whether the service still does the work; the job gets no answer in either case
     */
    void killTaskManagerAt(String operation, ServiceWork service) {
        killTaskManagerAt(operation, service, request -> {});
    }

    private void killTaskManagerAt(
            String operation, ServiceWork service, Consumer<Request> afterTheWork) {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch cutOff = new CountDownLatch(1);
        Fault dying =
                exchange -> {
                    if (service == ServiceWork.IS_DONE) {
                        exchange.forward();
                    }
                    afterTheWork.accept(exchange.request());
                    asked.countDown();
                    // Do not close the connection earlier: the job would retry and could get an
                    // answer.
                    await(cutOff, "the job is cut off");
                    exchange.hangUp();
                };
        paths.add(FaultRule.on(operation).from(JOB).atMost(1).inject("killed", dying));
        await(asked, "the job calls " + operation);
        recovering(
                () -> {
                    paths.isolate(JOB);
                    cutOff.countDown();
                    endTaskManager();
                },
                this::startTaskManager);
    }

    /**
     * Kills the task manager after S3 has completed an upload. After the restart, the job tries to
     * complete the upload again. S3 may refuse this with NoSuchUpload. The emulator would accept
     * it, so a fault rule refuses it. The job must then detect that the file exists.
     */
    void killTaskManagerWhenUploadIsComplete() {
        AtomicReference<String> upload = new AtomicReference<>();
        FaultRule forgotten =
                FaultRule.on(COMPLETE_UPLOAD)
                        .from(JOB)
                        .where(request -> request.target().equals(upload.get()))
                        .inject("completed before", Fault.refused(ServiceError.NO_SUCH_UPLOAD));
        killTaskManagerAt(
                COMPLETE_UPLOAD,
                ServiceWork.IS_DONE,
                request -> {
                    upload.set(request.target());
                    paths.add(forgotten);
                });
        if (forgotten.injected() == 0) {
            throw new AssertionError("No commit was retried after the restart");
        }
    }

    /** Whether a service does the work of the call in {@link #killTaskManagerAt}. */
    enum ServiceWork {
        IS_DONE,
        IS_NOT_DONE
    }

    private void endTaskManager() {
        cutOff(() -> stack.flink().terminateTaskManager(taskManager++));
    }

    private void startTaskManager() {
        stack.flink().startTaskManager();
    }

    /**
     * Ends a task manager or a cluster as if its machine had died: the job cannot reach its
     * services, so they get no last flush and no clean-up. A thread that cannot reach S3 may retry
     * for a minute. So if the task manager or cluster has not ended after two seconds, this method
     * lets the job reach its services again.
     */
    private void cutOff(Runnable death) {
        paths.isolate(JOB);
        CompletableFuture<Void> dying =
                CompletableFuture.runAsync(death, ThreadPerTaskExecutor.INSTANCE);
        try {
            dying.get(TIME_TO_SHUT_DOWN.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException stillTrying) {
            paths.readmit(JOB);
        } catch (ExecutionException e) {
            throw new AssertionError("The task manager or cluster did not end", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while a task manager or cluster ended", e);
        }
        dying.join();
        paths.readmit(JOB);
    }

    /**
     * Kills the whole cluster, and restores the job from its newest checkpoint in a new cluster.
     */
    void replaceCluster() {
        replaceClusterAfter(() -> {});
    }

    /** Like {@link #replaceCluster}. Runs {@code meanwhile} while there is no cluster. */
    void replaceClusterAfter(Runnable meanwhile) {
        recovering(
                () -> {
                    earlierRestarts += job.restoredSnapshots();
                    cutOff(stack::endFlink);
                },
                () -> {
                    meanwhile.run();
                    Optional<String> checkpoint = stack.newestCheckpoint(job);
                    if (checkpoint.isEmpty()) {
                        throw new AssertionError("The job had not completed a checkpoint yet");
                    }
                    stack.startFlink();
                    taskManager = 0;
                    job = stack.startJob(checkpoint, parallelism);
                });
    }

    /**
     * Applies a fault rule for some time, and waits until the job has recovered from it.
     *
     * @param outage for example, a rule that closes the connection of every request to S3
     */
    void loseService(FaultRule outage, Duration length) {
        int restartsBefore = restarts();
        int checkpointsBefore = job.completedCheckpoints();
        paths.add(outage);
        LockSupport.parkNanos(length.toNanos());
        paths.remove(outage);
        long start = System.nanoTime();
        boolean restarted = restarts() > restartsBefore;
        // A job that restarted has recovered when it completes a checkpoint after the outage. A job
        // that did not restart has recovered when it has completed two checkpoints since the outage
        // began. If such a job has already completed these two, there is nothing to measure.
        if (restarted || job.completedCheckpoints() < checkpointsBefore + 2) {
            awaitCheckpoint(restarted ? job.completedCheckpoints() + 1 : checkpointsBefore + 2);
            recoveries.add(Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /**
     * Applies an outage that must hinder neither checkpoints nor restarts. The job completes two
     * checkpoints, loses its task manager, restarts, and completes at least two more checkpoints.
     */
    void surviveOutage(FaultRule outage) {
        int injectedBefore = outage.injected();
        paths.add(outage);
        awaitCheckpoints(2);
        killTaskManager();
        awaitCheckpoints(2);
        paths.remove(outage);
        if (outage.injected() == injectedBefore) {
            throw new AssertionError("No request met the outage: " + outage);
        }
    }

    /**
     * Stops the job with a savepoint, and starts it from the savepoint with another parallelism.
     */
    void rescale(int newParallelism) {
        recovering(
                () -> earlierRestarts += job.restoredSnapshots(),
                () -> {
                    String savepoint = job.stopWithSavepoint(PATIENCE);
                    parallelism = newParallelism;
                    job = stack.startJob(Optional.of(savepoint), parallelism);
                });
    }

    /**
     * Runs {@code death} and {@code replacement}, and waits until the job has recovered. The
     * measured time begins after {@code death}: in a test, the death of a task manager or cluster
     * takes longer than the death of a machine, because each thread must end by itself.
     */
    private void recovering(Runnable death, Runnable replacement) {
        int before = restarts();
        death.run();
        long start = System.nanoTime();
        replacement.run();
        try {
            Deadline.in(PATIENCE)
                    .await("the job is restored from a snapshot", () -> restarts() > before);
            awaitCheckpoint(job.completedCheckpoints() + 1);
        } catch (StartException e) {
            throw new AssertionError("The job did not recover: " + newestFailure(), e);
        }
        recoveries.add(Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * Waits until the files in the bucket contain everything that the job has read. A checkpoint
     * that begins now contains all of this, and the files of this checkpoint are committed before
     * the next checkpoint completes. A checkpoint does not wait for the table, so this method does
     * not wait for the table, either.
     */
    void awaitCommitted() {
        for (int i = 0; i < 2; i++) {
            Deadline.in(PATIENCE)
                    .await("the job completes a checkpoint", () -> job.checkpoint(PATIENCE));
        }
    }

    private void awaitCheckpoint(int number) {
        Deadline.in(PATIENCE)
                .await(
                        "the job has completed its checkpoint number " + number,
                        () -> job.completedCheckpoints() >= number);
    }

    private static void await(CountDownLatch latch, String what) {
        try {
            if (!latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Not within " + PATIENCE + ": " + what);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting until " + what, e);
        }
    }
}
