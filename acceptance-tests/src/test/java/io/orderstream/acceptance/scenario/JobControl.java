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
 * The job, and what happens to it. Every disruption is followed by the wait until it works again.
 */
final class JobControl {

    /** What the job is called in the template. */
    static final String JOB = "Job";

    private static final String COMPLETE = "s3:CompleteMultipartUpload";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration LAST_BREATH = Duration.ofSeconds(2);

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

    /** Starts the job with the template's parallelism. */
    void start(int withParallelism) {
        parallelism = withParallelism;
        job = stack.startJob(Optional.empty(), parallelism);
    }

    /** How often the job went on from a snapshot until now: by Flink's doing, or by ours. */
    int restarts() {
        return earlierRestarts + job.restoredSnapshots();
    }

    /**
     * From each disruption until the job had gone on from a snapshot and completed a checkpoint.
     */
    List<Duration> recoveries() {
        return List.copyOf(recoveries);
    }

    /** The root cause of the job's newest failure. */
    String newestFailure() {
        return job.failure().orElse("none");
    }

    /** Kills the task manager, at whatever it is doing, and gives the job another one. */
    void killTaskManager() {
        recovering(this::endTaskManager, this::startTaskManager);
    }

    /**
     * Kills the task manager and gives the job another one; waits until the job goes on, but for no
     * checkpoint.
     *
     * @param meanwhile what happens while there is none
     */
    void replaceTaskManager(Runnable meanwhile) {
        int before = restarts();
        endTaskManager();
        meanwhile.run();
        startTaskManager();
        Deadline.in(PATIENCE).await("the job goes on from a snapshot", () -> restarts() > before);
    }

    /** Waits until the job has completed so many checkpoints more. */
    void awaitCheckpoints(int more) {
        awaitCheckpoint(job.completedCheckpoints() + more);
    }

    /**
     * Kills the task manager at the moment when it asks for this operation.
     *
     * @param service whether the service does its work, the killed job never hearing of it
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
                    // Hung up on before, it would ask again, and might be answered.
                    await(cutOff, "the job is cut off");
                    exchange.hangUp();
                };
        paths.add(FaultRule.on(operation).from(JOB).atMost(1).inject("killed", dying));
        await(asked, "the job asks for " + operation);
        recovering(
                () -> {
                    paths.isolate(JOB);
                    cutOff.countDown();
                    endTaskManager();
                },
                this::startTaskManager);
    }

    /**
     * Kills the task manager when S3 has completed an upload for it. S3 then knows no such upload
     * any more, which the emulator does not mind: the job has to see that the file is there.
     */
    void killTaskManagerWhenUploadIsComplete() {
        AtomicReference<String> upload = new AtomicReference<>();
        FaultRule forgotten =
                FaultRule.on(COMPLETE)
                        .from(JOB)
                        .where(request -> request.target().equals(upload.get()))
                        .inject("completed before", Fault.refused(ServiceError.NO_SUCH_UPLOAD));
        killTaskManagerAt(
                COMPLETE,
                ServiceWork.IS_DONE,
                request -> {
                    upload.set(request.target());
                    paths.add(forgotten);
                });
        if (forgotten.injected() == 0) {
            throw new AssertionError("No commit was tried again after the restart");
        }
    }

    /** See {@link #killTaskManagerAt}. */
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
     * What is dead sends nothing more: no last flush, no clean-up. But a thread that has lost S3
     * may try for a minute before it lets itself be ended; then it gets its answer, and finds that
     * it was dead.
     */
    private void cutOff(Runnable death) {
        paths.isolate(JOB);
        CompletableFuture<Void> dying =
                CompletableFuture.runAsync(death, ThreadPerTaskExecutor.INSTANCE);
        try {
            dying.get(LAST_BREATH.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException stillTrying) {
            paths.readmit(JOB);
        } catch (ExecutionException e) {
            throw new AssertionError("Not even dead", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while something died", e);
        }
        dying.join();
        paths.readmit(JOB);
    }

    /** Loses the whole cluster, and goes on from the newest checkpoint in another one. */
    void replaceCluster() {
        replaceClusterAfter(() -> {});
    }

    /** The same, with something happening while there is no cluster. */
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
     * One fault happens to every request that it is about, for a while, and then no more.
     *
     * @param outage for example every request to S3 being hung up on
     */
    void loseService(FaultRule outage, Duration length) {
        int restartsBefore = restarts();
        int checkpointsBefore = job.completedCheckpoints();
        paths.add(outage);
        LockSupport.parkNanos(length.toNanos());
        paths.remove(outage);
        long start = System.nanoTime();
        boolean restarted = restarts() > restartsBefore;
        // Either from a snapshot or as it was; and if checkpoints went on all the time, the job has
        // nothing to recover from.
        if (restarted || job.completedCheckpoints() < checkpointsBefore + 2) {
            awaitCheckpoint(restarted ? job.completedCheckpoints() + 1 : checkpointsBefore + 2);
            recoveries.add(Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /**
     * A service is gone for a while, of which neither checkpoints nor restarts take notice: the job
     * completes some, loses its task manager, goes on, and completes some more.
     */
    void surviveOutage(FaultRule outage) {
        int injectedBefore = outage.injected();
        paths.add(outage);
        awaitCheckpoints(2);
        killTaskManager();
        awaitCheckpoints(2);
        paths.remove(outage);
        if (outage.injected() == injectedBefore) {
            throw new AssertionError("Nobody noticed that the service was gone: " + outage);
        }
    }

    /** Stops the job with a savepoint, and starts it from there with another parallelism. */
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
     * Measures from the death on: in a test it takes longer than that of a machine, as threads have
     * to be talked into it.
     */
    private void recovering(Runnable death, Runnable replacement) {
        int before = restarts();
        death.run();
        long start = System.nanoTime();
        replacement.run();
        try {
            Deadline.in(PATIENCE)
                    .await("the job goes on from a snapshot", () -> restarts() > before);
            awaitCheckpoint(job.completedCheckpoints() + 1);
        } catch (StartException e) {
            throw new AssertionError("The job did not recover: " + newestFailure(), e);
        }
        recoveries.add(Duration.ofNanos(System.nanoTime() - start));
    }

    /**
     * Waits until what the job has read before is in all sinks: a checkpoint that begins now holds
     * it, and its files are committed before the next one is completed.
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
                throw new AssertionError("Still not so: " + what);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting until " + what, e);
        }
    }
}
