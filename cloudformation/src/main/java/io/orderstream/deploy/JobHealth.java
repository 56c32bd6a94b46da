package io.orderstream.deploy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Whether the job of a running application is healthy. The status of an application is RUNNING even
 * when its job fails and restarts all the time. CloudWatch's metrics show such failures.
 *
 * <p>Metrics count only from the time when the current request of CloudFormation found the
 * application RUNNING. A job is healthy when CloudWatch shows such metrics of {@value #MINUTES}
 * minutes. These metrics must show no restart, no downtime, a completed checkpoint, and no failed
 * checkpoint after it. There are two exceptions:
 *
 * <ul>
 *   <li>The checkpoint interval may be too long to see a completed checkpoint in the time that is
 *       left. Then a completed checkpoint is needed only if a checkpoint failed.
 *   <li>When time is nearly over, metrics of one minute are enough if they show a completed
 *       checkpoint: a healthy job may start so slowly that CloudWatch shows fewer than {@value
 *       #MINUTES} minutes.
 * </ul>
 *
 * <p>A job without metrics is not healthy: a job whose JobManager does not start has no metrics.
 */
final class JobHealth {

    static final int MINUTES = 3;

    /** If a poll finds that less time than this is left, at most two more polls follow. */
    private static final Duration END_TIME =
            Reconciler.MARGIN.plus(Reconciler.BETWEEN_POLLS.multipliedBy(3));

    /** The longest time from the end of a minute until CloudWatch shows its metrics. */
    private static final Duration METRIC_DELAY = Duration.ofMinutes(4);

    /** The time for a checkpoint, and for the rest of the minute in which it completes. */
    private static final Duration CHECKPOINT_TIME = Duration.ofMinutes(2);

    private final FlinkApplication application;
    private final RemainingTime time;
    private final Instant since;
    private final boolean needsCheckpoint;
    private Optional<JobMetricHistory> shown = Optional.empty();

    /**
     * Uses the metrics from the next full minute on. The current minute may still have metrics of
     * the job that ran before.
     */
    JobHealth(FlinkApplication application, RemainingTime time) {
        this.application = application;
        this.time = time;
        this.since = time.now().plusSeconds(60).minusNanos(1).truncatedTo(ChronoUnit.MINUTES);
        this.needsCheckpoint =
                time.remaining()
                                .minus(Reconciler.MARGIN)
                                .compareTo(
                                        application
                                                .checkpointInterval()
                                                .plus(CHECKPOINT_TIME)
                                                .plus(METRIC_DELAY))
                        >= 0;
    }

    /**
     * Whether the job is known to be healthy; false if that is not known yet.
     *
     * @throws UnreachableException if the job is known to be unhealthy
     */
    boolean isKnownToBeHealthy() throws UnreachableException {
        Instant now = time.now();
        if (!now.isAfter(since)) {
            return false;
        }
        JobMetricHistory metrics = application.metrics(since, now);
        shown = Optional.of(metrics);
        Optional<String> trouble = metrics.trouble();
        if (trouble.isPresent()) {
            throw new UnreachableException("The application is RUNNING, but " + trouble.get());
        }
        return lacking().isEmpty();
    }

    /** What is missing before the job can be called healthy; empty if nothing is missing. */
    Optional<String> lacking() {
        int minutes = shown.map(JobMetricHistory::minutes).orElse(0);
        boolean hasCheckpoint = shown.filter(JobMetricHistory::hasCompletedCheckpoint).isPresent();
        if (minutes < (hasCheckpoint && isNearlyOver() ? 1 : MINUTES)) {
            return Optional.of(
                    String.format(
                            "CloudWatch showed metrics of %s minutes of the job, and %s are needed to"
                                    + " call it healthy",
                            minutes, MINUTES));
        }
        long failed = shown.map(JobMetricHistory::failed).orElse(0L);
        if (hasCheckpoint || (!needsCheckpoint && failed == 0)) {
            return Optional.empty();
        }
        return Optional.of(
                "its job completed no checkpoint"
                        + (failed == 0 ? "" : ", and " + failed + " failed"));
    }

    private boolean isNearlyOver() {
        return time.remaining().compareTo(END_TIME) < 0;
    }
}
