package io.orderstream.embedded.cli;

import io.orderstream.embedded.flink.FlinkJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Polls the job until the job ends, the stack stops, or Flink no longer answers. Reports the end of
 * the job. Also reports failures after which Flink restarts the job, but at most one failure a
 * minute.
 */
final class JobWatch {

    private static final Duration BETWEEN_POLLS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_REPORTS = Duration.ofMinutes(1);
    private static final Set<String> STOPPED = Set.of("CANCELED", "FINISHED", "SUSPENDED");

    /**
     * After this many failed polls in a row, the watch reports that Flink does not answer. Flink
     * runs in this process, so a failed request is rare.
     */
    private static final int MAX_FAILED_REQUESTS = 3;

    private final Job job;
    private final Consumer<String> report;
    private final Consumer<String> reportLost;
    private final BooleanSupplier isStopping;

    private Optional<Instant> newest = Optional.empty();
    private Optional<Instant> lastReported = Optional.empty();
    private int failedRequests;

    /** What the watch needs to know about a job. */
    interface Job {

        /** The job's state in Flink, for example {@code RUNNING}. */
        String state();

        /** The job's newest failure; empty if the job never failed. */
        Optional<FlinkJob.Failure> newestFailure();
    }

    /**
     * A watch that has not polled yet.
     *
     * @param report called with a message if Flink restarts the job after a failure, or if the job
     *     has ended without a failure
     * @param reportLost called with a message if the job has failed and will not restart, or if
     *     Flink does not answer
     * @param isStopping whether the stack is being stopped, and the job with it
     */
    JobWatch(
            Job job,
            Consumer<String> report,
            Consumer<String> reportLost,
            BooleanSupplier isStopping) {
        this.job = job;
        this.report = report;
        this.reportLost = reportLost;
        this.isStopping = isStopping;
    }

    static Job of(FlinkJob job) {
        return new Job() {
            @Override
            public String state() {
                return job.state();
            }

            @Override
            public Optional<FlinkJob.Failure> newestFailure() {
                return job.newestFailure();
            }
        };
    }

    /** Polls in a daemon thread. */
    void start() {
        Thread thread =
                new Thread(
                        () -> {
                            while (poll()) {
                                LockSupport.parkNanos(BETWEEN_POLLS.toNanos());
                            }
                        },
                        "job-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Polls once; returns whether polling should continue. */
    boolean poll() {
        String state;
        Optional<FlinkJob.Failure> failure;
        try {
            state = job.state();
            failure = job.newestFailure();
            failedRequests = 0;
        } catch (RuntimeException e) {
            failedRequests++;
            if (failedRequests == MAX_FAILED_REQUESTS) {
                reportLost.accept("Flink does not answer: " + e.getMessage());
            }
            return failedRequests < MAX_FAILED_REQUESTS;
        }
        // When the stack stops, isStopping returns true before the stack ends the job. The state
        // was requested before this check. So if the stack has ended the job, isStopping returns
        // true here, and the end is not reported.
        if (isStopping.getAsBoolean()) {
            return false;
        }
        if (state.equals("FAILED")) {
            reportLost.accept(
                    "The Flink job has failed, and Flink will not restart it: "
                            + failure.map(FlinkJob.Failure::cause).orElse("no reason given"));
            return false;
        }
        if (STOPPED.contains(state)) {
            report.accept(
                    "The Flink job is "
                            + state
                            + ": orders are still accepted, but they are not processed.");
            return false;
        }
        failure.ifPresent(this::reportFailure);
        return true;
    }

    private void reportFailure(FlinkJob.Failure failure) {
        boolean isNew = newest.filter(failure.time()::equals).isEmpty();
        newest = Optional.of(failure.time());
        boolean isDue =
                lastReported
                        .map(time -> time.plus(BETWEEN_REPORTS))
                        .filter(failure.time()::isBefore)
                        .isEmpty();
        if (isNew && isDue) {
            lastReported = newest;
            report.accept("The Flink job has failed and restarts: " + failure.cause());
        }
    }
}
