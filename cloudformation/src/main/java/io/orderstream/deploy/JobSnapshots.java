package io.orderstream.deploy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.SnapshotStatus;

/**
 * The snapshots of one application of Managed Service for Apache Flink.
 *
 * <p>Every method throws {@link TransientException} if the service throttles the call, is down, or
 * does not answer.
 */
interface JobSnapshots {

    /**
     * One snapshot.
     *
     * @param name unique within the application
     * @param created when the snapshot was requested; a deletion must name this time
     * @param status whether the snapshot is being created or deleted, is ready, or has failed
     */
    record Snapshot(String name, Instant created, SnapshotStatus status) {

        boolean is(SnapshotStatus other) {
            return status == other;
        }
    }

    /** The application's status; empty if there is no such application. */
    Optional<ApplicationStatus> status();

    /** All snapshots, whoever created them, in no particular order. */
    List<Snapshot> all();

    /**
     * Asks for a snapshot of the running job.
     *
     * @throws WrongStateException if the service takes no snapshot now, or already has a snapshot
     *     of this name
     */
    void create(String name) throws WrongStateException;

    /**
     * Asks for the deletion of a snapshot.
     *
     * @throws WrongStateException if the service does not delete the snapshot now
     */
    void delete(Snapshot snapshot) throws WrongStateException;
}
