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
 * Looks at the job while the command runs, and says when it fails. A job that fails again and again
 * is mentioned once a minute.
 */
final class JobWatch {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_WORDS = Duration.ofMinutes(1);
    private static final Set<String> STOPPED = Set.of("CANCELED", "FINISHED", "SUSPENDED");

    /** Flink runs in this process, so it answers unless it has ended. */
    private static final int MOST_MISSED_ANSWERS = 3;

    private final Job job;
    private final Consumer<String> say;
    private final Consumer<String> lost;
    private final BooleanSupplier isStopping;

    private Optional<Instant> newest = Optional.empty();
    private Optional<Instant> mentioned = Optional.empty();
    private int missedAnswers;

    /** What there is to look at. */
    interface Job {

        /** Flink's word, such as {@code RUNNING}. */
        String state();

        /** Its newest failure, if it ever failed. */
        Optional<FlinkJob.Failure> newestFailure();
    }

    /**
     * A watch that has not looked yet.
     *
     * @param say told of a failure that Flink recovers from, or tries to
     * @param lost told that there is no job any more
     * @param isStopping whether the stack is being stopped, and its job with it
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

    /** Looks again and again, in a thread that does not keep this process from ending. */
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

    /** Looks once; returns whether there will be anything to see later. */
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
                lost.accept("Flink does not answer any more: " + e.getMessage());
            }
            return missedAnswers < MOST_MISSED_ANSWERS;
        }
        // Asked after the job, which is cancelled only after the stop has begun.
        if (isStopping.getAsBoolean()) {
            return false;
        }
        if (state.equals("FAILED")) {
            lost.accept(
                    "The Flink job has failed, and Flink does not restart it: "
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
