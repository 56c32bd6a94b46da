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
 * Polls the job while the command runs, and reports its failures. If the job keeps failing, one
 * failure a minute is reported.
 */
final class JobWatch {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_WORDS = Duration.ofMinutes(1);
    private static final Set<String> STOPPED = Set.of("CANCELED", "FINISHED", "SUSPENDED");

    /**
     * After so many failed requests in a row, Flink counts as ended. Flink runs in this process, so
     * a failed request is rare.
     */
    private static final int MOST_MISSED_ANSWERS = 3;

    private final Job job;
    private final Consumer<String> say;
    private final Consumer<String> lost;
    private final BooleanSupplier isStopping;

    private Optional<Instant> newest = Optional.empty();
    private Optional<Instant> mentioned = Optional.empty();
    private int missedAnswers;

    /** The job, as far as it is watched. */
    interface Job {

        /** The job's state in Flink, for example {@code RUNNING}. */
        String state();

        /** The job's newest failure; empty if it never failed. */
        Optional<FlinkJob.Failure> newestFailure();
    }

    /**
     * A watch that has not polled yet.
     *
     * @param say is told of a failure after which Flink restarts the job, and of a job that
     *     somebody stopped
     * @param lost is told that the job has failed for good, or that Flink does not answer
     * @param isStopping whether the stack is being stopped, and the job with it
     */
    JobWatch(Job job, Consumer<String> say, Consumer<String> lost, BooleanSupplier isStopping) {
        this.job = job;
        this.say = say;
        this.lost = lost;
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
                            while (look()) {
                                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
                            }
                        },
                        "job-watch");
        thread.setDaemon(true);
        thread.start();
    }

    /** Polls once; returns whether polling should continue. */
    boolean look() {
        String state;
        Optional<FlinkJob.Failure> failure;
        try {
            state = job.state();
            failure = job.newestFailure();
            missedAnswers = 0;
        } catch (RuntimeException e) {
            missedAnswers++;
            if (missedAnswers == MOST_MISSED_ANSWERS) {
                lost.accept("Flink does not answer: " + e.getMessage());
            }
            return missedAnswers < MOST_MISSED_ANSWERS;
        }
        // This check comes after the request for the state. A job that the stop cancels is then
        // never reported, because the stop begins before the job is cancelled.
        if (isStopping.getAsBoolean()) {
            return false;
        }
        if (state.equals("FAILED")) {
            lost.accept(
                    "The Flink job has failed, and Flink will not restart it: "
                            + failure.map(FlinkJob.Failure::cause).orElse("no reason given"));
            return false;
        }
        if (STOPPED.contains(state)) {
            say.accept(
                    "The Flink job is "
                            + state
                            + ": orders are still accepted, but they are not processed.");
            return false;
        }
        failure.ifPresent(this::mention);
        return true;
    }

    private void mention(FlinkJob.Failure failure) {
        boolean isNew = newest.filter(failure.time()::equals).isEmpty();
        newest = Optional.of(failure.time());
        boolean isDue =
                mentioned
                        .map(time -> time.plus(BETWEEN_WORDS))
                        .filter(failure.time()::isBefore)
                        .isEmpty();
        if (isNew && isDue) {
            mentioned = newest;
            say.accept("The Flink job has failed and restarts: " + failure.cause());
        }
    }
}
