package io.orderstream.deploy;

import java.util.List;
import java.util.Optional;

/**
 * The metrics of one job over some minutes: for each metric the maximum of each minute, the oldest
 * first. CloudWatch shows the metrics of a minute only some minutes later. It shows no metrics of a
 * job without a JobManager.
 *
 * <p>Metrics: <a
 * href="https://docs.aws.amazon.com/managed-flink/latest/java/metrics-dimensions.html">Metrics and
 * dimensions in Managed Service for Apache Flink</a>. The service has no metric that counts
 * completed checkpoints, so {@code lastCheckpointDuration} shows whether there was one.
 *
 * @param downtime {@code downtime}: while the job restarts, the milliseconds since it failed;
 *     otherwise 0
 * @param restarts {@code fullRestarts}: a counter that starts at 0 with each start of the
 *     application, and again when a new JobManager takes over
 * @param failedCheckpoints {@code numberOfFailedCheckpoints}: a counter that starts at 0 at the
 *     same times
 * @param lastCheckpointMillis {@code lastCheckpointDuration}: how long the newest completed
 *     checkpoint took; -1 or no value before the first completed checkpoint
 */
record JobMetricHistory(
        List<Double> downtime,
        List<Double> restarts,
        List<Double> failedCheckpoints,
        List<Double> lastCheckpointMillis) {

    JobMetricHistory {
        downtime = List.copyOf(downtime);
        restarts = List.copyOf(restarts);
        failedCheckpoints = List.copyOf(failedCheckpoints);
        lastCheckpointMillis = List.copyOf(lastCheckpointMillis);
    }

    /**
     * The smaller of two numbers: the number of minutes with a value of {@code downtime}, and the
     * number of minutes with a value of {@code fullRestarts}.
     */
    int minutes() {
        return Math.min(downtime.size(), restarts.size());
    }

    boolean hasCompletedCheckpoint() {
        return lastCheckpointMillis.stream().anyMatch(millis -> millis > 0);
    }

    /** What is wrong with the job according to these metrics; empty if nothing is wrong. */
    Optional<String> trouble() {
        long restarted = growth(restarts);
        if (restarted > 0) {
            return Optional.of(
                    String.format(
                            "its job fails and restarts: %s restart(s) in %s minutes",
                            restarted, restarts.size()));
        }
        if (downtime.stream().anyMatch(millis -> millis > 0)) {
            return Optional.of("its job has failed and is down");
        }
        List<Double> sinceFirstCheckpoint = sinceFirstCheckpoint(failedCheckpoints);
        long failed = growth(sinceFirstCheckpoint);
        if (failed > 0) {
            return Optional.of(
                    String.format(
                            "%s checkpoint(s) of its job failed in %s minutes",
                            failed, sinceFirstCheckpoint.size()));
        }
        return Optional.empty();
    }

    /**
     * By how much the count of failed checkpoints grew, including failures before the first
     * completed checkpoint. Such early failures are normal, and {@link #trouble} ignores them:
     * Flink also counts a checkpoint as failed if it was due while tasks still read their state.
     */
    long failed() {
        return growth(failedCheckpoints);
    }

    /**
     * The values of the minutes since the first completed checkpoint. As long as the same
     * JobManager runs, {@code lastCheckpointDuration} is above 0 in each of these minutes and in no
     * earlier one. So if {@code lastCheckpointDuration} has n values above 0, the result is the
     * last n values of {@code metric}.
     */
    private List<Double> sinceFirstCheckpoint(List<Double> metric) {
        int minutes = (int) lastCheckpointMillis.stream().filter(millis -> millis > 0).count();
        return metric.subList(Math.max(0, metric.size() - minutes), metric.size());
    }

    /**
     * By how much a counter grew. A counter starts again at 0 when a new JobManager takes over, so
     * a fall of the value does not count.
     */
    private static long growth(List<Double> counter) {
        double growth = 0;
        for (int i = 1; i < counter.size(); i++) {
            growth += Math.max(0, counter.get(i) - counter.get(i - 1));
        }
        return Math.round(growth);
    }
}
