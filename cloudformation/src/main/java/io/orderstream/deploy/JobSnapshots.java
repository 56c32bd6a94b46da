package io.orderstream.deploy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus;

/**
 * The snapshots of one application of Managed Service for Apache Flink.
 *
 * <p>Every method throws {@link TransientException} if the same request later may succeed.
 */
interface JobSnapshots {

    /**
     * One snapshot.
     *
     * @param name unique in its application
     * @param created when it was asked for; the service deletes only with this time
     * @param status of its creation or deletion
     */
    record Snapshot(String name, Instant created, SnapshotStatus status) {

        boolean is(SnapshotStatus other) {
            return status == other;
        }
    }

    /** The application's status, or nothing if there is no such application. */
    Optional<ApplicationStatus> status();

    /** All snapshots, whoever made them, in no particular order. */
    List<Snapshot> all();

    /**
     * Asks for a snapshot of the running job.
     *
     * @throws RefusedException if the service does not take one now, or has one of this name
     */
    void create(String name) throws WrongStateException;

    /**
     * Asks for the deletion of a snapshot.
     *
     * @throws RefusedException if the service does not delete it now
     */
    void delete(Snapshot snapshot) throws WrongStateException;
}
