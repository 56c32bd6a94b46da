package io.orderstream.deploy;

import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.FAILED;
import static software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus.READY;

import io.orderstream.deploy.JobSnapshots.Snapshot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides which scheduled snapshots are deleted: all that failed, and the oldest ready ones. A
 * parameter says how many ready snapshots are kept. The names of scheduled snapshots begin with
 * {@link #PREFIX}. No other snapshot is deleted.
 */
final class SnapshotRetention {

    /** The prefix of the names of scheduled snapshots. */
    static final String PREFIX = "scheduled-";

    private SnapshotRetention() {}

    /**
     * The snapshots to delete, in the order in which they are deleted.
     *
     * @param all all snapshots of the application
     * @param kept how many ready scheduled snapshots are kept; at least one is always kept
     */
    static List<Snapshot> expired(List<Snapshot> all, int kept) {
        List<Snapshot> scheduled =
                all.stream()
                        .filter(snapshot -> snapshot.name().startsWith(PREFIX))
                        .sorted(Comparator.comparing(Snapshot::created))
                        .toList();
        List<Snapshot> ready = scheduled.stream().filter(snapshot -> snapshot.is(READY)).toList();
        List<Snapshot> expired = new ArrayList<>();
        scheduled.stream().filter(snapshot -> snapshot.is(FAILED)).forEach(expired::add);
        expired.addAll(ready.subList(0, Math.max(0, ready.size() - Math.max(1, kept))));
        return expired;
    }
}
