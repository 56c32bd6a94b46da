package io.orderstream.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.CREATING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.DELETING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.FAILED;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.READY;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/** Tests when a snapshot is taken, and which old snapshots are deleted. */
class ScheduledSnapshotTest {

    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00.5Z");
    private static final String NEW_SNAPSHOT = "scheduled-20261128-120000";

    private final List<String> log = new ArrayList<>();
    private final FakeTime time = FakeTime.fifteenMinutes();

    @Test
    void aSnapshotIsTakenOfARunningJob() {
        FakeSnapshots snapshots = new FakeSnapshots().becomes(READY, 3);

        run(snapshots, 28);

        assertThat(snapshots.calls()).containsExactly("create " + NEW_SNAPSHOT);
        assertThat(log).containsExactly("Snapshot " + NEW_SNAPSHOT + " is ready");
    }

    /** Managed Flink accepts letters, digits, _, - and dots, but no colons. */
    @Test
    void theNameOfASnapshotIsValid() {
        assertThat(NEW_SNAPSHOT).matches("[a-zA-Z0-9_.-]{1,256}");
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RUNNING", "UNKNOWN_TO_SDK_VERSION"})
    void noSnapshotIsTakenOfAJobThatDoesNotRun_andNothingIsDeleted(ApplicationStatus status) {
        FakeSnapshots snapshots =
                new FakeSnapshots()
                        .shows(status)
                        .has("scheduled-20261127-120000", 1, READY)
                        .has("scheduled-20261126-120000", 2, READY);

        run(snapshots, 1);

        assertThat(snapshots.calls()).isEmpty();
        assertThat(log).containsExactly("No snapshot: the application is " + status);
    }

    @Test
    void noSnapshotIsTakenOfAJobThatIsGone() {
        FakeSnapshots snapshots = new FakeSnapshots().isGone();

        run(snapshots, 1);

        assertThat(snapshots.calls()).isEmpty();
        assertThat(log).containsExactly("No snapshot: the application is gone");
    }

    @Test
    void theOldestSnapshotsAreDeleted_andEachDeletionHasNameAndTimeOfCreation() {
        FakeSnapshots snapshots =
                new FakeSnapshots()
                        .has("scheduled-20261126-120000", 2, READY)
                        .has("scheduled-20261124-120000", 4, READY)
                        .has("scheduled-20261127-120000", 1, READY)
                        .has("scheduled-20261125-120000", 3, READY);

        run(snapshots, 3);

        assertThat(snapshots.calls())
                .containsExactly(
                        "create " + NEW_SNAPSHOT,
                        "delete scheduled-20261124-120000 of 2026-11-24T12:00:00Z",
                        "delete scheduled-20261125-120000 of 2026-11-25T12:00:00Z");
        assertThat(snapshots.names())
                .containsExactlyInAnyOrder(
                        "scheduled-20261126-120000", "scheduled-20261127-120000", NEW_SNAPSHOT);
    }

    @Test
    void snapshotsWithoutTheSchedulesPrefixAreKept_howeverOldTheyAre() {
        FakeSnapshots snapshots =
                new FakeSnapshots()
                        .has("before-the-migration", 300, READY)
                        .has("my-scheduled-one", 200, READY)
                        .has("3f1b6a1e-0c5e-4d8c-b6f5-b1d1f0c5a1f2", 100, READY);

        run(snapshots, 1);

        assertThat(snapshots.calls()).containsExactly("create " + NEW_SNAPSHOT);
    }

    @Test
    void theNewSnapshotIsKept_evenIfTheNumberToKeepIsZero() {
        FakeSnapshots snapshots = new FakeSnapshots().has("scheduled-20261127-120000", 1, READY);

        run(snapshots, 0);

        assertThat(snapshots.names()).containsExactly(NEW_SNAPSHOT);
    }

    @Test
    void failedSnapshotsAreDeleted_andThoseBeingDeletedAreNotDeletedAgain() {
        FakeSnapshots snapshots =
                new FakeSnapshots()
                        .has("scheduled-20261126-120000", 2, FAILED)
                        .has("scheduled-20261127-120000", 1, DELETING);

        run(snapshots, 1);

        assertThat(snapshots.calls())
                .containsExactly(
                        "create " + NEW_SNAPSHOT,
                        "delete scheduled-20261126-120000 of 2026-11-26T12:00:00Z");
    }

    /** The new snapshot failed, so every old snapshot may still be needed. */
    @Test
    void aSnapshotThatFailsIsAnError_andNothingIsDeleted() {
        FakeSnapshots snapshots =
                new FakeSnapshots()
                        .becomes(FAILED, 2)
                        .has("scheduled-20261126-120000", 2, READY)
                        .has("scheduled-20261127-120000", 1, READY);

        assertThatThrownBy(() -> run(snapshots, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Snapshot " + NEW_SNAPSHOT + " failed");
        assertThat(snapshots.calls()).containsExactly("create " + NEW_SNAPSHOT);
    }

    @Test
    void aSnapshotThatIsNotReadyInTimeIsAnError_thrownBeforeLambdasTimeOut() {
        FakeSnapshots snapshots =
                new FakeSnapshots()
                        .becomes(CREATING, Integer.MAX_VALUE)
                        .has("scheduled-20261127-120000", 1, READY);

        assertThatThrownBy(() -> run(snapshots, 1))
                .hasMessage("Snapshot " + NEW_SNAPSHOT + " was not ready in time");
        assertThat(snapshots.calls()).containsExactly("create " + NEW_SNAPSHOT);
        assertThat(time.remaining())
                .isBetween(
                        ScheduledSnapshot.MARGIN,
                        ScheduledSnapshot.MARGIN.plus(ScheduledSnapshot.BETWEEN_POLLS));
    }

    @Test
    void aConflictWithAnotherSnapshotIsNoError_andNothingIsDeleted() {
        FakeSnapshots snapshots =
                new FakeSnapshots()
                        .becomes(READY, Integer.MAX_VALUE)
                        .refusesACreation("A snapshot is being taken")
                        .has("before-the-migration", 0, CREATING)
                        .has("scheduled-20261126-120000", 2, READY)
                        .has("scheduled-20261127-120000", 1, READY);

        run(snapshots, 1);

        assertThat(snapshots.calls()).containsExactly("create " + NEW_SNAPSHOT);
        assertThat(log).containsExactly("No snapshot: A snapshot is being taken");
    }

    @Test
    void aJobThatHasJustStoppedIsNoError_andNothingIsDeleted() {
        FakeSnapshots snapshots =
                new FakeSnapshots()
                        .refusesACreation("The application does not run")
                        .thenShows(ApplicationStatus.STOPPING)
                        .has("scheduled-20261126-120000", 2, READY)
                        .has("scheduled-20261127-120000", 1, READY);

        run(snapshots, 1);

        assertThat(snapshots.calls()).containsExactly("create " + NEW_SNAPSHOT);
        assertThat(log).containsExactly("No snapshot: The application does not run");
    }

    /**
     * Managed Flink refuses a snapshot, for example, when snapshots are disabled. Only the error
     * shows that snapshots are missing.
     */
    @Test
    void aRefusalWhileTheJobRunsIsAnError_andNothingIsDeleted() {
        FakeSnapshots snapshots =
                new FakeSnapshots()
                        .refusesACreation("Snapshots are disabled")
                        .has("scheduled-20261126-120000", 2, READY)
                        .has("scheduled-20261127-120000", 1, READY);

        assertThatThrownBy(() -> run(snapshots, 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Snapshot " + NEW_SNAPSHOT + " was refused: Snapshots are disabled");
        assertThat(snapshots.calls()).containsExactly("create " + NEW_SNAPSHOT);
    }

    @Test
    void aDeletionThatIsRefusedIsLeftToTheNextRun() {
        FakeSnapshots snapshots =
                new FakeSnapshots()
                        .refusesADeletion("The application is being updated")
                        .has("scheduled-20261126-120000", 2, READY)
                        .has("scheduled-20261127-120000", 1, READY);

        run(snapshots, 1);

        assertThat(snapshots.names()).containsExactly("scheduled-20261126-120000", NEW_SNAPSHOT);
        assertThat(log)
                .containsExactly(
                        "Snapshot " + NEW_SNAPSHOT + " is ready",
                        "Not deleted: scheduled-20261126-120000: The application is being updated",
                        "Deleted scheduled-20261127-120000");
    }

    @Test
    void aSnapshotIsFound_ifTheAnswerToItsCreationWasLost() {
        FakeSnapshots snapshots = new FakeSnapshots().losesTheAnswer();

        run(snapshots, 1);

        assertThat(snapshots.names()).containsExactly(NEW_SNAPSHOT);
        assertThat(log)
                .containsExactly(
                        "A call failed and is retried: Read timed out",
                        "Snapshot " + NEW_SNAPSHOT + " is ready");
    }

    @Test
    void aCallIsRetriedDuringAnOutage_untilTimeRunsOut() {
        FakeSnapshots snapshots = new FakeSnapshots();
        for (int i = 0; i < 1000; i++) {
            snapshots.isUnavailable("Rate exceeded");
        }

        assertThatThrownBy(() -> run(snapshots, 1))
                .isInstanceOf(TransientException.class)
                .hasMessage("Rate exceeded");
        assertThat(log).hasSizeBetween(10, 100);
        assertThat(time.remaining()).isGreaterThanOrEqualTo(ScheduledSnapshot.MARGIN);
    }

    @Test
    void aDeletionIsLeftToTheNextRun_ifNoTimeIsLeft() {
        FakeTime little = new FakeTime(Duration.ofSeconds(35));
        FakeSnapshots snapshots = new FakeSnapshots().has("scheduled-20261127-120000", 1, READY);

        new ScheduledSnapshot(snapshots, little, log::add).run(NOW, 1);

        assertThat(snapshots.calls()).containsExactly("create " + NEW_SNAPSHOT);
        assertThat(log)
                .containsExactly(
                        "Snapshot " + NEW_SNAPSHOT + " is ready",
                        "No time to delete scheduled-20261127-120000: it is left to the next run");
    }

    private void run(FakeSnapshots snapshots, int kept) {
        new ScheduledSnapshot(snapshots, time, log::add).run(NOW, kept);
    }
}
