package io.orderstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.DELETING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.FORCE_STOPPING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.MAINTENANCE;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.READY;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.ROLLED_BACK;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.ROLLING_BACK;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.RUNNING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.STARTING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.STOPPING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.UNKNOWN_TO_SDK_VERSION;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * Tests how the application is stopped before its deletion. It may be in any state when the
 * deletion begins.
 */
class StoppedJobTest {

    @Test
    void runningJob_isStoppedWithASnapshot() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(RUNNING).shows(STOPPING, 4).shows(READY);

        stop(application);

        assertThat(application.calls()).containsExactly("stop");
        assertThat(application.pollsLeft()).isZero();
    }

    @Test
    void readyJob_isLeftAlone_sinceAForcedStopWouldBeAnError() throws Exception {
        FakeApplication application = new FakeApplication().shows(READY);

        stop(application);

        assertThat(application.calls()).isEmpty();
    }

    @Test
    void jobThatIsGone_isASuccess() throws Exception {
        FakeApplication application = new FakeApplication().isGone();

        stop(application);

        assertThat(application.calls()).isEmpty();
    }

    @Test
    void jobThatIsBeingDeleted_isWaitedForUntilItIsGone() throws Exception {
        FakeApplication application = new FakeApplication().shows(DELETING, 3).isGone();

        stop(application);

        assertThat(application.calls()).isEmpty();
        assertThat(application.pollsLeft()).isZero();
    }

    @Test
    void startingJob_isStoppedByForce_ifTheServiceRefusesAStop() throws Exception {
        FakeApplication application =
                new FakeApplication()
                        .refusesAStop("not running")
                        .shows(STARTING)
                        .shows(FORCE_STOPPING)
                        .shows(READY);

        stop(application);

        assertThat(application.calls()).containsExactly("stop", "force");
    }

    @ParameterizedTest
    @EnumSource(names = {"UPDATING", "AUTOSCALING"})
    void changingJob_isStoppedWithASnapshot(ApplicationStatus changing) throws Exception {
        FakeApplication application =
                new FakeApplication()
                        .shows(changing, 30)
                        .shows(RUNNING)
                        .shows(STOPPING)
                        .shows(READY);

        stop(application);

        assertThat(application.calls()).containsExactly("stop");
    }

    @ParameterizedTest
    @EnumSource(names = {"UPDATING", "AUTOSCALING"})
    void jobThatChangesForLongerThanFiveMinutes_isStoppedByForce_ifTheServiceRefusesAStop(
            ApplicationStatus changing) throws Exception {
        FakeApplication application =
                new FakeApplication()
                        .refusesAStop("not running")
                        .shows(changing, 31)
                        .shows(FORCE_STOPPING)
                        .shows(READY);

        stop(application);

        assertThat(application.calls()).containsExactly("stop", "force");
        assertThat(application.pollsLeft()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"STOPPING", "FORCE_STOPPING"})
    void stoppingJob_isLeftAloneForTenMinutes(ApplicationStatus stopping) throws Exception {
        FakeApplication application = new FakeApplication().shows(stopping, 60).shows(READY);

        stop(application);

        assertThat(application.calls()).isEmpty();
    }

    /**
     * Without the forced stop, a snapshot that never ends would prevent the deletion of the stack.
     */
    @Test
    void jobThatStopsForLongerThanTenMinutes_isStoppedByForce() throws Exception {
        FakeApplication application =
                new FakeApplication()
                        .shows(RUNNING)
                        .shows(STOPPING, 61)
                        .shows(FORCE_STOPPING)
                        .shows(READY);

        stop(application);

        assertThat(application.calls()).containsExactly("stop", "force");
        assertThat(application.pollsLeft()).isZero();
    }

    /** In the state FORCE_STOPPING, the service refuses another forced stop. */
    @Test
    void jobThatIsBeingStoppedByForce_getsNoSecondForcedStop() {
        FakeApplication application = new FakeApplication().shows(FORCE_STOPPING);

        assertThatThrownBy(() -> stop(application))
                .hasMessage("Time ran out while the application was FORCE_STOPPING");
        assertThat(application.calls()).isEmpty();
    }

    @Test
    void jobThatIsBeingRolledBack_isStoppedWithASnapshot() throws Exception {
        FakeApplication application =
                new FakeApplication()
                        .shows(ROLLING_BACK, 12)
                        .shows(RUNNING)
                        .shows(STOPPING)
                        .shows(READY);

        stop(application);

        assertThat(application.calls()).containsExactly("stop");
    }

    @Test
    void rolledBackJobThatRuns_isStoppedWithASnapshot() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(ROLLED_BACK, 2).shows(STOPPING).shows(READY);

        stop(application);

        assertThat(application.calls()).containsExactly("stop");
    }

    @Test
    void rolledBackJobThatDoesNotRun_isASuccess() throws Exception {
        FakeApplication application =
                new FakeApplication().refusesAStop("not running").shows(ROLLED_BACK);

        stop(application);

        assertThat(application.calls()).containsExactly("stop");
    }

    @ParameterizedTest
    @EnumSource(names = {"RUNNING", "READY"})
    void maintenance_isWaitedOut(ApplicationStatus after) throws Exception {
        FakeApplication application =
                new FakeApplication().shows(MAINTENANCE, 20).shows(after).shows(READY);

        stop(application);

        assertThat(application.calls()).isEqualTo(after == RUNNING ? List.of("stop") : List.of());
    }

    @Test
    void unknownStatus_isWaitedOut() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(UNKNOWN_TO_SDK_VERSION, 3).shows(READY);

        stop(application);

        assertThat(application.calls()).isEmpty();
    }

    @Test
    void snapshotThatFails_isFollowedByAForcedStop() throws Exception {
        FakeApplication application =
                new FakeApplication()
                        .shows(RUNNING)
                        .shows(STOPPING, 3)
                        .shows(RUNNING)
                        .shows(FORCE_STOPPING)
                        .shows(READY);

        stop(application);

        assertThat(application.calls()).containsExactly("stop", "force");
    }

    @Test
    void statusThatIsOutOfDateAfterTheStop_isNoReasonForAForcedStop() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(RUNNING, 6).shows(STOPPING).shows(READY);

        stop(application);

        assertThat(application.calls()).containsExactly("stop");
    }

    @Test
    void stopWithoutAnyEffect_isFollowedByAForcedStopAfterAMinute() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(RUNNING, 7).shows(FORCE_STOPPING).shows(READY);

        stop(application);

        assertThat(application.calls()).containsExactly("stop", "force");
    }

    /**
     * RUNNING after STOPPING shows that the stop failed, so a forced stop follows. For some polls
     * after the forced stop, the service may still show RUNNING.
     */
    @Test
    void statusThatIsOutOfDateAfterAForcedStop_isNoReasonForAnother() throws Exception {
        FakeApplication application =
                new FakeApplication()
                        .shows(RUNNING)
                        .shows(STOPPING)
                        .shows(RUNNING, 6)
                        .shows(FORCE_STOPPING)
                        .shows(READY);

        stop(application);

        assertThat(application.calls()).containsExactly("stop", "force");
    }

    @Test
    void forcedStopIsNotRepeatedBeforeAMinuteHasPassed() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(RUNNING, 12).shows(FORCE_STOPPING).shows(READY);

        stop(application);

        assertThat(application.calls()).containsExactly("stop", "force");
    }

    @Test
    void forcedStopWithoutAnyEffect_isRepeated() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(RUNNING, 13).shows(FORCE_STOPPING).shows(READY);

        stop(application);

        assertThat(application.calls()).containsExactly("stop", "force", "force");
    }

    @Test
    void forcedStopThatIsRefused_becauseTheJobIsReady_isNoFailure() throws Exception {
        FakeApplication application =
                new FakeApplication()
                        .refusesAStop("not running")
                        .refusesAForcedStop("ready")
                        .shows(STARTING)
                        .shows(READY);

        stop(application);

        assertThat(application.calls()).containsExactly("stop", "force");
    }

    @Test
    void forcedStopThatIsRefusedThreeTimes_isAFailure() {
        FakeApplication application =
                new FakeApplication()
                        .refusesAStop("no")
                        .refusesAStop("no")
                        .refusesAStop("no")
                        .refusesAForcedStop("first")
                        .refusesAForcedStop("second")
                        .refusesAForcedStop("third")
                        .shows(RUNNING);

        assertThatThrownBy(() -> stop(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("The application cannot be stopped: third");
    }

    private static void stop(FakeApplication application) throws UnreachableException {
        new Reconciler(application, FakeTime.fifteenMinutes(), line -> {})
                .until(new StoppedJob(application));
    }
}
