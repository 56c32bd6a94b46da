package io.orderstream.deploy;

import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.CREATING;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.FAILED;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.READY;

import io.orderstream.deploy.JobSnapshots.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * One scheduled snapshot: it is taken, and then the oldest of its kind are deleted.
 *
 * <p>Only a running job has a snapshot taken. Old snapshots are deleted only after a new one is
 * ready: while the job is down, or its snapshots fail, every old one may still be needed. Snapshots
 * that somebody else made, an operator or the service, are never deleted; they have other names.
 */
final class SnapshotRound {

    /** What the names of these snapshots start with. */
    static final String PREFIX = "scheduled-";

    static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    /** Kept for one more call with its retries. */
    static final Duration MARGIN = Duration.ofSeconds(30);

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'" + PREFIX + "'yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private final JobSnapshots snapshots;
    private final RemainingTime time;
    private final Consumer<String> log;

    /**
     * A round on one application.
     *
     * @param log told of what is done, and of calls that failed and are repeated
     */
    SnapshotRound(JobSnapshots snapshots, RemainingTime time, Consumer<String> log) {
        this.snapshots = snapshots;
        this.time = time;
        this.log = log;
    }

    /**
     * Takes a snapshot and keeps the newest of its kind.
     *
     * @param now its name holds this time
     * @param kept how many are kept, the new one included; at least one
     * @throws IllegalStateException if the snapshot failed, was not ready in time, or was refused
     *     without a reason that passes
     * @throws UnavailableException if the service was not available until time ran out
     */
    void run(Instant now, int kept) {
        Optional<ApplicationStatus> status = persist(snapshots::status);
        if (!isRunning(status)) {
            log.accept("No snapshot: the application is " + status.map(Enum::name).orElse("gone"));
            return;
        }
        String name = NAME.format(now);
        if (take(name)) {
            prune(kept);
        }
    }

    private static boolean isRunning(Optional<ApplicationStatus> status) {
        return status.equals(Optional.of(ApplicationStatus.RUNNING));
    }

    /** Whether there is a new snapshot; false if the service does not take one now. */
    private boolean take(String name) {
        Optional<String> refusal = change(() -> snapshots.create(name));
        while (true) {
            List<Snapshot> all = persist(snapshots::all);
            Optional<Snapshot> snapshot =
                    all.stream().filter(it -> it.name().equals(name)).findAny();
            if (snapshot.isEmpty() && refusal.isPresent()) {
                if (isExcused(all)) {
                    log.accept("No snapshot: " + refusal.get());
                    return false;
                }
                throw new IllegalStateException(
                        "Snapshot " + name + " was refused: " + refusal.get());
            }
            if (snapshot.filter(it -> it.is(READY)).isPresent()) {
                log.accept("Snapshot " + name + " is ready");
                return true;
            }
            if (snapshot.filter(it -> it.is(FAILED)).isPresent()) {
                throw new IllegalStateException("Snapshot " + name + " failed");
            }
            if (!isTimeForAnotherLook()) {
                throw new IllegalStateException("Snapshot " + name + " was not ready in time");
            }
            time.pause(BETWEEN_LOOKS);
        }
    }

    /** Another snapshot is being taken, or the job has just stopped: the next round will do. */
    private boolean isExcused(List<Snapshot> all) {
        return all.stream().anyMatch(it -> it.is(CREATING))
                || !isRunning(persist(snapshots::status));
    }

    private void prune(int kept) {
        List<Snapshot> own =
                persist(snapshots::all).stream()
                        .filter(it -> it.name().startsWith(PREFIX))
                        .sorted(Comparator.comparing(Snapshot::created))
                        .toList();
        List<Snapshot> ready = own.stream().filter(it -> it.is(READY)).toList();
        own.stream().filter(it -> it.is(FAILED)).forEach(this::delete);
        ready.subList(0, Math.max(0, ready.size() - Math.max(1, kept))).forEach(this::delete);
    }

    private void delete(Snapshot snapshot) {
        if (!isTimeForAnotherLook()) {
            log.accept("No time is left to delete " + snapshot.name() + ": the next round will");
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

    /** Why the service refused, or nothing if it did what was asked. */
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
                if (!isTimeForAnotherLook()) {
                    throw e;
                }
                log.accept("A call failed and will be repeated: " + e.getMessage());
                time.pause(BETWEEN_LOOKS);
            }
        }
    }

    private boolean isTimeForAnotherLook() {
        return time.remaining().compareTo(BETWEEN_LOOKS.plus(MARGIN)) >= 0;
    }
}
