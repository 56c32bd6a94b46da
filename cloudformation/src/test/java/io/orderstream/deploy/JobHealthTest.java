package io.orderstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.AUTOSCALING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.READY;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.RUNNING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.STARTING;

import io.orderstream.deploy.FakeApplication.Minute;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests how {@link JobHealth} decides from CloudWatch's metrics whether a job is healthy. The job
 * of a RUNNING application may fail all the time.
 */
class JobHealthTest {

    private final FakeTime time = FakeTime.fifteenMinutes();

    @Test
    void job_isHealthyAfterThreeMinutesWithACheckpoint_andWithoutARestart() throws Exception {
        FakeApplication application = new FakeApplication().shows(RUNNING);

        run(application);

        // The check took from 10:00:30 to 10:04:00.
        assertThat(time.remaining()).isEqualTo(Duration.ofMinutes(15).minusSeconds(210));
    }

    @Test
    void jobThatRestartsAllTheTime_isAFailureThoughTheApplicationIsRunning() {
        FakeApplication application =
                new FakeApplication()
                        .shows(RUNNING)
                        .measures(minute -> new Minute(900, 3 + 2 * minute, 0, -1));

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("The application is RUNNING, but its job has failed and is down");
    }

    @Test
    void oneRestart_isAFailure() {
        FakeApplication application =
                new FakeApplication()
                        .shows(RUNNING)
                        .measures(minute -> new Minute(0, minute < 2 ? 0 : 1, 0, 250));

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessage(
                        "The application is RUNNING, but its job fails and restarts: 1 restart(s)"
                                + " in 3 minutes");
    }

    /**
     * The pause before a restart grows. During the pause, the number of restarts does not change,
     * so only the downtime shows the failure.
     */
    @Test
    void jobThatWaitsForItsNextRestart_isAFailure() {
        FakeApplication application =
                new FakeApplication()
                        .shows(RUNNING)
                        .measures(minute -> new Minute(minute == 1 ? 42_000 : 0, 7, 0, 250));

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("The application is RUNNING, but its job has failed and is down");
    }

    @Test
    void checkpointThatFailsAfterACompletedOne_isAFailureAtOnce() {
        FakeApplication application =
                new FakeApplication()
                        .shows(RUNNING)
                        .measures(
                                minute ->
                                        new Minute(
                                                0, 0, minute < 2 ? 0 : 1, minute < 1 ? -1 : 250));

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessage(
                        "The application is RUNNING, but 1 checkpoint(s) of its job failed in 2"
                                + " minutes");
    }

    /** Flink counts a checkpoint as failed if it is due while tasks still read their state. */
    @Test
    void checkpointThatFailsBeforeTheFirstCompletedOne_isWaitedOut() throws Exception {
        run(
                new FakeApplication()
                        .shows(RUNNING)
                        .measures(
                                minute ->
                                        new Minute(
                                                0, 0, Math.min(minute, 2), minute < 3 ? -1 : 250)));

        assertThat(time.now()).isEqualTo(Instant.parse("2026-11-23T10:05:00Z"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void checkpointsThatAllFail_areAFailureWhenTimeRunsOut(int interval) {
        FakeApplication application =
                new FakeApplication()
                        .checkpointsEvery(Duration.ofMinutes(interval))
                        .shows(RUNNING)
                        .measures(minute -> new Minute(0, 0, Math.floorDiv(minute, 2), -1));

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessage(
                        "Time ran out while the application was RUNNING: its job completed no"
                                + " checkpoint, and 6 failed");
    }

    /** A start that takes nine minutes leaves time to see only one or two minutes of metrics. */
    @Test
    void oneGoodMinuteWithACheckpoint_isEnoughWhenTimeRunsOut() throws Exception {
        run(
                new FakeApplication()
                        .shows(READY)
                        .shows(STARTING, 54)
                        .shows(RUNNING)
                        .showsMetricsAfter(Duration.ofMinutes(2)));

        assertThat(time.remaining()).isLessThan(Duration.ofMinutes(2));
    }

    @Test
    void twoGoodMinutesWithoutACheckpoint_areNotEnoughWhenTimeRunsOut() {
        FakeApplication application =
                new FakeApplication()
                        .shows(READY)
                        .shows(STARTING, 54)
                        .shows(RUNNING)
                        .showsMetricsAfter(Duration.ofMinutes(2))
                        .measures(minute -> new Minute(0, 0, 0, -1));

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessageEndingWith(
                        "CloudWatch showed metrics of 2 minutes of the job, and 3 are needed to"
                                + " call it healthy");
    }

    /**
     * The counters start with the application, so they also contain restarts and failures from
     * before CloudFormation's request.
     */
    @Test
    void restartsAndFailedCheckpointsBeforeTheRequest_areNoFailure() throws Exception {
        run(new FakeApplication().shows(RUNNING).measures(minute -> new Minute(0, 4, 9, 250)));
    }

    /** A new JobManager counts from 0 again. */
    @Test
    void counterThatFalls_isNoRestart() throws Exception {
        run(
                new FakeApplication()
                        .shows(RUNNING)
                        .measures(minute -> new Minute(0, minute == 0 ? 4 : 0, 0, 250)));
    }

    @Test
    void firstCheckpoint_isWaitedFor() throws Exception {
        run(
                new FakeApplication()
                        .checkpointsEvery(Duration.ofMinutes(5))
                        .shows(RUNNING)
                        .measures(minute -> new Minute(0, 0, 0, minute < 5 ? -1 : 250)));

        assertThat(time.now()).isEqualTo(Instant.parse("2026-11-23T10:07:00Z"));
    }

    @Test
    void jobWithoutACheckpoint_isAFailureWhenTimeRunsOut() {
        FakeApplication application =
                new FakeApplication().shows(RUNNING).measures(minute -> new Minute(0, 0, 0, -1));

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessage(
                        "Time ran out while the application was RUNNING: its job completed no"
                                + " checkpoint");
    }

    /** Ten minutes is the longest checkpoint interval that the template allows. */
    @Test
    void checkpointThatCannotBeSeenInTime_isNotNeeded() throws Exception {
        run(
                new FakeApplication()
                        .checkpointsEvery(Duration.ofMinutes(10))
                        .shows(RUNNING)
                        .measures(minute -> new Minute(0, 0, 0, -1)));

        assertThat(time.now()).isEqualTo(Instant.parse("2026-11-23T10:04:00Z"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void metricsThatComeLate_areWaitedFor(int minutes) throws Exception {
        run(
                new FakeApplication()
                        .shows(READY)
                        .shows(STARTING, 18)
                        .shows(RUNNING)
                        .showsMetricsAfter(Duration.ofMinutes(minutes)));
    }

    @Test
    void crashLoopWhoseMetricsComeLate_isAFailure() {
        FakeApplication application =
                new FakeApplication()
                        .shows(READY)
                        .shows(STARTING, 18)
                        .shows(RUNNING)
                        .showsMetricsAfter(Duration.ofMinutes(4))
                        .measures(minute -> new Minute(0, minute, 0, -1));

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessageStartingWith("The application is RUNNING, but its job fails");
    }

    /** A job whose JobManager does not start has no metrics. */
    @Test
    void jobWithoutMetrics_isAFailureWhenTimeRunsOut() {
        FakeApplication application =
                new FakeApplication().shows(RUNNING).showsMetricsAfter(Duration.ofHours(1));

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessage(
                        "Time ran out while the application was RUNNING: CloudWatch"
                                + " showed metrics of 0 minutes of the job, and 3 are needed to"
                                + " call it healthy");
        assertThat(time.remaining()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void throttledRequestsForMetrics_areRetried() throws Exception {
        run(new FakeApplication().shows(RUNNING).failsToShowMetrics(12, "Rate exceeded"));
    }

    @Test
    void metricsThatCannotBeRead_areAFailureWhenTimeRunsOut() {
        FakeApplication application =
                new FakeApplication().shows(RUNNING).neverShowsMetrics("Rate exceeded");

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessage(
                        "Time ran out while the application was RUNNING: CloudWatch"
                                + " showed metrics of 0 minutes of the job, and 3 are needed to"
                                + " call it healthy; the last call failed: Rate exceeded");
    }

    @Test
    void metricsFromBeforeTheApplicationRan_doNotCount() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(READY).shows(STARTING, 6).shows(RUNNING);

        run(application);

        // The application becomes RUNNING at 10:01:40.
        assertThat(application.metricsSince()).contains(Instant.parse("2026-11-23T10:02:00Z"));
    }

    @Test
    void applicationThatWasNotRunningMeanwhile_isCheckedAgain() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(RUNNING, 9).shows(AUTOSCALING, 6).shows(RUNNING);

        run(application);

        // The application becomes RUNNING again at 10:03:00.
        assertThat(application.metricsSince()).contains(Instant.parse("2026-11-23T10:03:00Z"));
    }

    @Test
    void theMinuteInWhichTheApplicationIsFoundRunning_doesNotCount_evenInItsFirstSecond()
            throws Exception {
        time.pause(Duration.ofSeconds(30).plusMillis(500));
        FakeApplication application = new FakeApplication().shows(RUNNING);

        run(application);

        assertThat(application.metricsSince()).contains(Instant.parse("2026-11-23T10:02:00Z"));
    }

    private void run(FakeApplication application) throws UnreachableException {
        new Reconciler(application, time, line -> {}).until(new HealthyJob(application, time));
    }
}
