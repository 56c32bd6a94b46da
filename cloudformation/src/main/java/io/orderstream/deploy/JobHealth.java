package io.orderstream.deploy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Whether the job of a running application works. The service calls an application RUNNING while
 * its job fails and restarts all the time; only CloudWatch's metrics show that.
 *
 * <p>A job is healthy when CloudWatch shows {@value #MINUTES} minutes since the application became
 * RUNNING, no restart in any minute that it shows, a completed checkpoint, and no failed one after
 * it. The checkpoint is not needed if none failed and the interval is so long that none could show
 * in the time that is left. When time is over, one such minute with a completed checkpoint is
 * enough: the start of a healthy job may take so long that no three are shown. Without metrics a
 * job is not healthy: a job whose JobManager does not start has none.
 */
final class JobHealth {

    static final int MINUTES = 3;

    /** Two or three looks before the end: each of them may be the last one. */
    private static final Duration END =
            Reconciler.MARGIN.plus(Reconciler.BETWEEN_LOOKS.multipliedBy(3));

    /** The time from the end of a minute until CloudWatch shows its metrics, at most. */
    private static final Duration DELAY = Duration.ofMinutes(4);

    /** For the checkpoint itself, and for the rest of the minute in which it is completed. */
    private static final Duration CHECKPOINT = Duration.ofMinutes(2);

    private final FlinkApplication application;
    private final RemainingTime time;
    private final Instant since;
    private final boolean needsCheckpoint;
    private Optional<JobMetricHistory> shown = Optional.empty();

    /**
     * Begins with the next full minute: the one that has begun may show the job before this one.
     */
    JobHealth(FlinkApplication application, RemainingTime time) {
        this.application = application;
        this.time = time;
        this.since = time.now().plusSeconds(59).truncatedTo(ChronoUnit.MINUTES);
        this.needsCheckpoint =
                time.remaining()
                                .minus(Reconciler.MARGIN)
                                .compareTo(
                                        application
                                                .checkpointInterval()
                                                .plus(CHECKPOINT)
                                                .plus(DELAY))
                        >= 0;
    }

    /**
     * Whether the job is healthy; false if that is not known yet.
     *
     * @throws UnreachableException if it is not healthy
     */
    boolean isKnown() throws UnreachableException {
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

    /** What is not known yet. */
    Optional<String> lacking() {
        int minutes = shown.map(JobMetricHistory::minutes).orElse(0);
        boolean hasCheckpoint = shown.filter(JobMetricHistory::hasCompletedCheckpoint).isPresent();
        if (minutes < (hasCheckpoint && isNearlyOver() ? 1 : MINUTES)) {
            return Optional.of(
                    String.format(
                            "CloudWatch showed the metrics of %s of the %s minutes that are needed"
                                    + " to call its job healthy",
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
        return time.remaining().compareTo(END) < 0;
    }
}
