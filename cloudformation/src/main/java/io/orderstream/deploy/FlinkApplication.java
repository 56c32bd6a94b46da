package io.orderstream.deploy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * One application of Managed Service for Apache Flink.
 *
 * <p>Every method throws {@link TransientException} if a call to the service failed, but the same
 * call may succeed later.
 */
interface FlinkApplication {

    /** Where a started job gets its state from. */
    enum Restore {
        /** No state: the job reads the stream from its beginning. */
        NOTHING,
        /** All state from the newest snapshot. State that belongs to no operator is an error. */
        LATEST_SNAPSHOT
    }

    /** The status; empty if there is no such application. */
    Optional<ApplicationStatus> status();

    /** Whether there is a snapshot from which the job can start. */
    boolean hasSnapshot();

    /**
     * Asks for a start.
     *
     * @return the operation's id
     * @throws WrongStateException if the service refuses the start, for example because of the
     *     application's state
     */
    String start(Restore restore) throws WrongStateException;

    /**
     * Asks for a stop with a snapshot.
     *
     * @throws WrongStateException if the service refuses the stop, for example because of the
     *     application's state
     */
    void stop() throws WrongStateException;

    /**
     * Asks for a stop without a snapshot.
     *
     * @throws WrongStateException if the service refuses the stop, for example because of the
     *     application's state
     */
    void forceStop() throws WrongStateException;

    /**
     * Why an operation failed, as the service says; empty if it says nothing. If the service
     * refuses this call, the text says so.
     */
    Optional<String> whyFailed(String operationId);

    /**
     * Whether the current version of the application comes from a rollback. When an update fails,
     * the service restores the previous version, and the application is RUNNING again.
     */
    boolean isRolledBack();

    /**
     * Why the newest failed operation failed, as the service says; empty if none failed or if the
     * service says nothing. If the service refuses this call, the text says so.
     */
    Optional<String> whyRolledBack();

    /** The time between two checkpoints of the job. */
    Duration checkpointInterval();

    /** The metrics of the job from {@code from}, the start of a minute, to {@code now}. */
    JobMetricHistory metrics(Instant from, Instant now);

    /**
     * The newest error in the newest part of the job's log; empty if there is none. An error that
     * made a task or the job fail is preferred to newer errors.
     *
     * @param since errors before this time are ignored
     */
    Optional<String> newestError(Instant since);
}
