package io.orderstream.deploy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * An application whose statuses the test sets beforehand: one for each poll. The last status is
 * also the status at every later poll.
 *
 * <pre>{@code
 * new FakeApplication().shows(READY).shows(STARTING, 3).shows(RUNNING);
 * }</pre>
 *
 * <p>{@link #measures} sets the metrics of the job for each minute. Without this call, the job is
 * healthy.
 */
final class FakeApplication implements FlinkApplication {

    /** The maximums of the four metrics in one minute. */
    record Minute(double downtime, double restarts, double failed, double checkpoint) {

        static final Minute HEALTHY = new Minute(0, 0, 0, 250);
    }

    private final Deque<Supplier<Optional<ApplicationStatus>>> polls = new ArrayDeque<>();
    private final List<String> calls = new ArrayList<>();
    private final Deque<String> refusedStarts = new ArrayDeque<>();
    private final Deque<String> refusedStops = new ArrayDeque<>();
    private final Deque<String> refusedForces = new ArrayDeque<>();
    private boolean snapshot;
    private Optional<String> reason = Optional.empty();
    private Optional<String> rollbackReason = Optional.empty();
    private Optional<Supplier<Optional<String>>> log = Optional.empty();
    private boolean rolledBack;
    private Duration checkpointInterval = Duration.ofMinutes(1);
    private Duration delay = Duration.ZERO;
    private IntFunction<Minute> minutes = minute -> Minute.HEALTHY;
    private final Deque<RuntimeException> metricsFailures = new ArrayDeque<>();
    private boolean metricsAlwaysFail;
    private Optional<Instant> metricsSince = Optional.empty();

    FakeApplication shows(ApplicationStatus status) {
        return shows(status, 1);
    }

    FakeApplication shows(ApplicationStatus status, int times) {
        for (int i = 0; i < times; i++) {
            polls.add(() -> Optional.of(status));
        }
        return this;
    }

    FakeApplication isGone() {
        polls.add(Optional::empty);
        return this;
    }

    FakeApplication isUnavailable(String message) {
        polls.add(
                () -> {
                    throw new TransientException(new IllegalStateException(message));
                });
        return this;
    }

    FakeApplication breaks(Throwable thrown) {
        polls.add(
                () -> {
                    throw FakeApplication.<RuntimeException>unchecked(thrown);
                });
        return this;
    }

    FakeApplication hasASnapshot() {
        snapshot = true;
        return this;
    }

    FakeApplication refusesAStart(String message) {
        refusedStarts.add(message);
        return this;
    }

    FakeApplication refusesAStop(String message) {
        refusedStops.add(message);
        return this;
    }

    FakeApplication refusesAForcedStop(String message) {
        refusedForces.add(message);
        return this;
    }

    FakeApplication failsBecause(String why) {
        reason = Optional.of(why);
        return this;
    }

    /** The service rolled an update back before the first poll. */
    FakeApplication wasRolledBackBecause(String why) {
        rolledBack = true;
        rollbackReason = Optional.of(why);
        return this;
    }

    FakeApplication checkpointsEvery(Duration interval) {
        checkpointInterval = interval;
        return this;
    }

    /**
     * Sets the metrics of each minute. Minute 0 is the first minute that {@link #metrics} returns.
     */
    FakeApplication measures(IntFunction<Minute> perMinute) {
        minutes = perMinute;
        return this;
    }

    /** Sets how long after the end of a minute CloudWatch shows the metrics of that minute. */
    FakeApplication showsMetricsAfter(Duration later) {
        delay = later;
        return this;
    }

    FakeApplication failsToShowMetrics(int times, String message) {
        for (int i = 0; i < times; i++) {
            metricsFailures.add(new TransientException(new IllegalStateException(message)));
        }
        return this;
    }

    FakeApplication neverShowsMetrics(String message) {
        metricsAlwaysFail = true;
        return failsToShowMetrics(1, message);
    }

    FakeApplication logs(String error) {
        log = Optional.of(() -> Optional.of(error));
        return this;
    }

    FakeApplication hidesItsLog(RuntimeException thrown) {
        log =
                Optional.of(
                        () -> {
                            throw thrown;
                        });
        return this;
    }

    /** The start of the period for which metrics were last requested. */
    Optional<Instant> metricsSince() {
        return metricsSince;
    }

    /** All calls of start, stop, forceStop and whyFailed, in order. */
    List<String> calls() {
        return calls;
    }

    /** The number of statuses that no poll has returned yet. The last status does not count. */
    int pollsLeft() {
        return polls.size() - 1;
    }

    @Override
    public Optional<ApplicationStatus> status() {
        return (polls.size() > 1 ? polls.remove() : polls.element()).get();
    }

    @Override
    public boolean hasSnapshot() {
        return snapshot;
    }

    @Override
    public String start(Restore restore) throws WrongStateException {
        calls.add("start from " + restore);
        refuse(refusedStarts);
        return "op-7";
    }

    @Override
    public void stop() throws WrongStateException {
        calls.add("stop");
        refuse(refusedStops);
    }

    @Override
    public void forceStop() throws WrongStateException {
        calls.add("force");
        refuse(refusedForces);
    }

    @Override
    public Optional<String> whyFailed(String operationId) {
        calls.add("why " + operationId);
        return reason;
    }

    @Override
    public boolean isRolledBack() {
        return rolledBack;
    }

    @Override
    public Optional<String> whyRolledBack() {
        return rollbackReason;
    }

    @Override
    public Duration checkpointInterval() {
        return checkpointInterval;
    }

    @Override
    public JobMetricHistory metrics(Instant from, Instant now) {
        metricsSince = Optional.of(from);
        if (!metricsFailures.isEmpty()) {
            throw metricsAlwaysFail ? metricsFailures.element() : metricsFailures.remove();
        }
        List<Minute> shown = new ArrayList<>();
        Instant end = from.plus(Duration.ofMinutes(1));
        while (!end.plus(delay).isAfter(now)) {
            shown.add(minutes.apply(shown.size()));
            end = end.plus(Duration.ofMinutes(1));
        }
        return new JobMetricHistory(
                shown.stream().map(Minute::downtime).toList(),
                shown.stream().map(Minute::restarts).toList(),
                shown.stream().map(Minute::failed).toList(),
                shown.stream().map(Minute::checkpoint).toList());
    }

    @Override
    public Optional<String> newestError(Instant since) {
        return log.flatMap(Supplier::get);
    }

    private static void refuse(Deque<String> messages) throws WrongStateException {
        if (!messages.isEmpty()) {
            throw new WrongStateException(new IllegalStateException(messages.remove()));
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
