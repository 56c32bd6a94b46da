package io.orderstream.deploy;

import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.CREATING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.FAILED;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.READY;

import io.orderstream.deploy.JobSnapshots.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * Takes one scheduled snapshot, and then deletes the scheduled snapshots that failed, and the
 * oldest ones: see {@link SnapshotRetention}.
 *
 * <p>A job that does not run gets no snapshot. Old snapshots are deleted only when a new snapshot
 * is ready. While the job is down or its snapshots fail, every old snapshot may still be needed.
 * Snapshots that the service, Managed Flink, creates itself have other names and are never deleted.
 * A snapshot that a person created is never deleted either, unless its name begins with {@link
 * SnapshotRetention#PREFIX}: then it counts as a scheduled snapshot.
 */
final class ScheduledSnapshot {

    static final Duration BETWEEN_POLLS = Duration.ofSeconds(10);

    /** The time for one more call with its retries. */
    static final Duration MARGIN = Duration.ofSeconds(30);

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'" + SnapshotRetention.PREFIX + "'yyyyMMdd-HHmmss")
                    .withZone(ZoneOffset.UTC);

    private final JobSnapshots snapshots;
    private final RemainingTime time;
    private final Consumer<String> log;

    /**
     * One run for one application.
     *
     * @param log gets what was done, and each call that failed and is retried
     */
    ScheduledSnapshot(JobSnapshots snapshots, RemainingTime time, Consumer<String> log) {
        this.snapshots = snapshots;
        this.time = time;
        this.log = log;
    }

    /**
     * Takes a snapshot, and keeps only the newest scheduled snapshots.
     *
     * @param now the time in the name of the snapshot
     * @param kept how many scheduled snapshots are kept, the new snapshot included; the new
     *     snapshot is always kept, even if this number is 0
     * @throws IllegalStateException if the snapshot failed, was not ready in time, or was refused
     *     although the job runs and no other snapshot is being created
     * @throws TransientException if calls to the service still failed when no time was left
     */
    void run(Instant now, int kept) {
        Optional<ApplicationStatus> status = persist(snapshots::status);
        if (!isRunning(status)) {
            log.accept("No snapshot: the application is " + status.map(Enum::name).orElse("gone"));
            return;
        }
        String name = NAME.format(now);
        if (take(name)) {
            SnapshotRetention.expired(persist(snapshots::all), kept).forEach(this::delete);
        }
    }

    private static boolean isRunning(Optional<ApplicationStatus> status) {
        return status.equals(Optional.of(ApplicationStatus.RUNNING));
    }

    /**
     * Asks for a snapshot and waits until the snapshot is ready. Returns false if the service
     * refused the snapshot and {@link #isExcused} accepts the refusal.
     */
    private boolean take(String name) {
        Optional<String> refusal = change(() -> snapshots.create(name));
        while (true) {
            List<Snapshot> all = persist(snapshots::all);
            Optional<Snapshot> snapshot =
                    all.stream().filter(existing -> existing.name().equals(name)).findAny();
            if (snapshot.isEmpty() && refusal.isPresent()) {
                if (isExcused(all)) {
                    log.accept("No snapshot: " + refusal.get());
                    return false;
                }
                throw new IllegalStateException(
                        "Snapshot " + name + " was refused: " + refusal.get());
            }
            if (snapshot.filter(created -> created.is(READY)).isPresent()) {
                log.accept("Snapshot " + name + " is ready");
                return true;
            }
            if (snapshot.filter(created -> created.is(FAILED)).isPresent()) {
                throw new IllegalStateException("Snapshot " + name + " failed");
            }
            if (!isTimeForAnotherPoll()) {
                throw new IllegalStateException("Snapshot " + name + " was not ready in time");
            }
            time.pause(BETWEEN_POLLS);
        }
    }

    /**
     * Whether a refused snapshot is no error, because another snapshot is being created or the job
     * has just stopped. The next run tries again.
     */
    private boolean isExcused(List<Snapshot> all) {
        return all.stream().anyMatch(snapshot -> snapshot.is(CREATING))
                || !isRunning(persist(snapshots::status));
    }

    private void delete(Snapshot snapshot) {
        if (!isTimeForAnotherPoll()) {
            log.accept("No time to delete " + snapshot.name() + ": it is left to the next run");
            return;
        }
        Optional<String> refusal = change(() -> snapshots.delete(snapshot));
        log.accept(
                refusal.map(why -> "Not deleted: " + snapshot.name() + ": " + why)
                        .orElse("Deleted " + snapshot.name()));
    }

    private interface Change {
        void ask() throws WrongStateException;
    }

    /** Asks for a change. The result says why the service refused; empty if it accepted. */
    private Optional<String> change(Change change) {
        return persist(
                () -> {
                    try {
                        change.ask();
                        return Optional.empty();
                    } catch (WrongStateException e) {
                        return Optional.of(e.getMessage());
                    }
                });
    }

    private <T> T persist(Supplier<T> call) {
        while (true) {
            try {
                return call.get();
            } catch (TransientException e) {
                if (!isTimeForAnotherPoll()) {
                    throw e;
                }
                log.accept("A call failed and is retried: " + e.getMessage());
                time.pause(BETWEEN_POLLS);
            }
        }
    }

    private boolean isTimeForAnotherPoll() {
        return time.remaining().compareTo(BETWEEN_POLLS.plus(MARGIN)) >= 0;
    }
}
