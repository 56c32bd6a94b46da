package io.orderstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.AUTOSCALING;
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
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.UPDATING;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

class HealthyJobTest {

    @Test
    void newApplication_isStartedWithoutState() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(READY).shows(STARTING, 5).shows(RUNNING);

        run(application);

        assertThat(application.calls()).containsExactly("start from NOTHING");
        assertThat(application.pollsLeft()).isZero();
    }

    @Test
    void stoppedApplication_isStartedFromItsSnapshot() throws Exception {
        FakeApplication application =
                new FakeApplication().hasASnapshot().shows(READY).shows(STARTING).shows(RUNNING);

        run(application);

        assertThat(application.calls()).containsExactly("start from LATEST_SNAPSHOT");
    }

    @Test
    void runningApplication_isLeftAlone() throws Exception {
        FakeApplication application = new FakeApplication().hasASnapshot().shows(RUNNING);

        run(application);

        assertThat(application.calls()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"STARTING", "UPDATING", "AUTOSCALING", "MAINTENANCE"})
    void applicationThatWillRun_isWaitedFor(ApplicationStatus onItsWay) throws Exception {
        FakeApplication application = new FakeApplication().shows(onItsWay, 30).shows(RUNNING);

        run(application);

        assertThat(application.calls()).isEmpty();
        assertThat(application.pollsLeft()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"STOPPING", "FORCE_STOPPING", "UPDATING"})
    void applicationThatBecomesReady_isStarted(ApplicationStatus before) throws Exception {
        FakeApplication application =
                new FakeApplication()
                        .hasASnapshot()
                        .shows(before, 2)
                        .shows(READY)
                        .shows(STARTING)
                        .shows(RUNNING);

        run(application);

        assertThat(application.calls()).containsExactly("start from LATEST_SNAPSHOT");
    }

    @Test
    void unknownStatus_isWaitedOut() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(UNKNOWN_TO_SDK_VERSION, 3).shows(RUNNING);

        run(application);

        assertThat(application.calls()).isEmpty();
    }

    @Test
    void startThatFails_isAFailureWithTheReasonOfTheService() {
        FakeApplication application =
                new FakeApplication()
                        .failsBecause("Not allowed configuration change(s) were detected")
                        .shows(READY)
                        .shows(STARTING, 2)
                        .shows(READY);

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessage(
                        "The application started and then stopped: Not allowed"
                                + " configuration change(s) were detected");
        assertThat(application.calls()).containsExactly("start from NOTHING", "why op-7");
    }

    @Test
    void startThatFailsWithoutAReason_isAFailureAtOnce() {
        FakeTime time = FakeTime.fifteenMinutes();
        FakeApplication application =
                new FakeApplication().shows(READY).shows(STARTING).shows(READY);

        assertThatThrownBy(() -> run(application, time))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("The application started and then stopped");
        assertThat(time.remaining()).isEqualTo(Duration.ofMinutes(15).minusSeconds(20));
    }

    @Test
    void statusThatIsOutOfDateAfterTheStart_isNoFailure() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(READY, 6).shows(STARTING).shows(RUNNING);

        run(application);

        assertThat(application.calls()).containsExactly("start from NOTHING");
    }

    @Test
    void startWithoutAnyEffect_isAFailureAfterAMinute() {
        FakeTime time = FakeTime.fifteenMinutes();
        FakeApplication application = new FakeApplication().shows(READY);

        assertThatThrownBy(() -> run(application, time))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("The application started and then stopped");
        assertThat(time.remaining()).hasMinutes(14);
    }

    @Test
    void startThatIsRefused_isRepeated() throws Exception {
        FakeApplication application =
                new FakeApplication()
                        .refusesAStart("role is not known yet")
                        .refusesAStart("role is not known yet")
                        .shows(READY, 3)
                        .shows(STARTING)
                        .shows(RUNNING);

        run(application);

        assertThat(application.calls())
                .containsExactly("start from NOTHING", "start from NOTHING", "start from NOTHING");
    }

    @Test
    void startThatIsRefusedThreeTimes_isAFailure() {
        FakeApplication application =
                new FakeApplication()
                        .refusesAStart("first")
                        .refusesAStart("second")
                        .refusesAStart("no such jar")
                        .shows(READY);

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("The application cannot be started: no such jar");
    }

    @Test
    void startThatIsRefused_becauseTheApplicationIsAlreadyStarting_isNoFailure() throws Exception {
        FakeApplication application =
                new FakeApplication()
                        .refusesAStart("in use")
                        .shows(READY)
                        .shows(STARTING)
                        .shows(RUNNING);

        run(application);

        assertThat(application.calls()).containsExactly("start from NOTHING");
    }

    @Test
    void updateThatTheServiceRolledBack_isAFailureThoughTheJobRuns() {
        FakeApplication application =
                new FakeApplication().shows(UPDATING).shows(ROLLING_BACK).shows(RUNNING);

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessage(
                        "The update failed, and the service restored the application's"
                                + " previous version");
    }

    @Test
    void rolledBackApplication_isAFailure() {
        FakeApplication application = new FakeApplication().shows(ROLLED_BACK);

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessage(
                        "The update failed, and the service restored the application's"
                                + " previous version");
    }

    /**
     * CloudFormation sends the request after the rollback has ended, so no poll returns
     * ROLLING_BACK.
     */
    @Test
    void updateThatWasRolledBackBeforeTheRequest_isAFailureWithItsReason() {
        FakeApplication application =
                new FakeApplication().shows(RUNNING).wasRolledBackBecause("No such jar");

        assertThatThrownBy(() -> run(application))
                .isInstanceOf(UnreachableException.class)
                .hasMessage(
                        "The update failed, and the service restored the application's"
                                + " previous version: No such jar");
    }

    @Test
    void applicationThatIsBeingDeleted_isAFailure() {
        assertThatThrownBy(() -> run(new FakeApplication().shows(DELETING)))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("The application is being deleted");
    }

    @Test
    void noApplication_isAFailure() {
        assertThatThrownBy(() -> run(new FakeApplication().isGone()))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("The application does not exist");
    }

    /** Fails when a new SDK has a new status, so that somebody decides how to handle it. */
    @Test
    void everyStatusOfTheSdkIsTestedHere() {
        assertThat(ApplicationStatus.knownValues())
                .containsExactlyInAnyOrder(
                        AUTOSCALING,
                        DELETING,
                        FORCE_STOPPING,
                        MAINTENANCE,
                        READY,
                        ROLLED_BACK,
                        ROLLING_BACK,
                        RUNNING,
                        STARTING,
                        STOPPING,
                        UPDATING);
    }

    private static void run(FakeApplication application) throws UnreachableException {
        run(application, FakeTime.fifteenMinutes());
    }

    private static void run(FakeApplication application, FakeTime time)
            throws UnreachableException {
        new Reconciler(application, time, line -> {}).until(new HealthyJob(application, time));
    }
}
