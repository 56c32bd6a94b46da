package io.orderstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.READY;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.RUNNING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.STARTING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus.STOPPING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReconcilerTest {

    private final List<String> log = new ArrayList<>();
    private final FakeTime time = FakeTime.fifteenMinutes();

    @Test
    void pollsEveryTenSeconds_andLogsChangesOnly() throws Exception {
        FakeApplication application =
                new FakeApplication().shows(READY).shows(STARTING, 11).shows(RUNNING);

        new Reconciler(application, time, log::add).until(new HealthyJob(application, time));

        // The application runs after two minutes, at second 30 of a minute. The metrics of the 30
        // seconds to the next full minute do not count. Then the job must be healthy for three
        // minutes.
        assertThat(time.remaining())
                .isEqualTo(Duration.ofMinutes(15).minusMinutes(2).minusSeconds(30).minusMinutes(3));
        assertThat(log)
                .containsExactly(
                        "The application is READY",
                        "The application is STARTING",
                        "The application is RUNNING");
    }

    @Test
    void waitEnds_withTimeLeftToReadTheLogOfTheJob_andToAnswer() {
        FakeApplication application = new FakeApplication().shows(RUNNING).shows(STOPPING);

        assertThatThrownBy(
                        () ->
                                new Reconciler(application, time, log::add)
                                        .until(new StoppedJob(application)))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("Time ran out while the application was STOPPING");
        assertThat(time.remaining()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void timeThatIsTooShortForAWait_isEnoughForOnePoll() throws Exception {
        FakeTime time = new FakeTime(Duration.ofSeconds(3));
        FakeApplication application = new FakeApplication().shows(READY);

        new Reconciler(application, time, log::add).until(new StoppedJob(application));

        assertThat(time.remaining()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void failedCalls_areRetried() throws Exception {
        FakeApplication application =
                new FakeApplication()
                        .isUnavailable("Rate exceeded")
                        .isUnavailable("Rate exceeded")
                        .shows(RUNNING);

        new Reconciler(application, time, log::add).until(new HealthyJob(application, time));

        assertThat(log)
                .containsExactly(
                        "A call failed and is retried: Rate exceeded",
                        "A call failed and is retried: Rate exceeded",
                        "The application is RUNNING");
    }

    @Test
    void messageHasTheErrorOfTheLastCall_ifTimeRunsOut() {
        FakeApplication application =
                new FakeApplication().shows(STARTING).isUnavailable("Rate exceeded");

        assertThatThrownBy(
                        () ->
                                new Reconciler(application, time, log::add)
                                        .until(new HealthyJob(application, time)))
                .isInstanceOf(UnreachableException.class)
                .hasMessage(
                        "Time ran out while the application was STARTING; the last call failed:"
                                + " Rate exceeded");
    }

    @Test
    void messageHasNoStatus_ifEveryCallForTheStatusFailed() {
        FakeApplication application = new FakeApplication().isUnavailable("Rate exceeded");

        assertThatThrownBy(
                        () ->
                                new Reconciler(application, time, log::add)
                                        .until(new HealthyJob(application, time)))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("Time ran out; the last call failed: Rate exceeded");
    }
}
