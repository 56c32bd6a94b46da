package io.orderstream.deploy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * One application of Managed Service for Apache Flink.
 *
 * <p>Every method throws {@link TransientException} if the same request later may succeed.
 */
interface FlinkApplication {

    /** Where a started job gets its state from. */
    enum Restore {
        /** It has none and reads the stream from its beginning. */
        NOTHING,
        /** All of it from the newest snapshot; state that no operator takes is an error. */
        LATEST_SNAPSHOT
    }

    /** The status, or nothing if there is no such application. */
    Optional<ApplicationStatus> status();

    /** Whether there is a snapshot that a start can restore. */
    boolean hasSnapshot();

    /**
     * Asks for a start.
     *
     * @return the operation's id
     * @throws RefusedException if the application is in no state to be started
     */
    String start(Restore restore) throws WrongStateException;

    /**
     * Asks for a stop with a snapshot.
     *
     * @throws RefusedException if the application is in no state to be stopped
     */
    void stop() throws WrongStateException;

    /**
     * Asks for a stop without a snapshot.
     *
     * @throws RefusedException if the application is in no state to be forced
     */
    void forceStop() throws WrongStateException;

    /** What the service says about the failure of an operation, if it says anything. */
    Optional<String> whyFailed(String operationId);

    /**
     * Whether the present version of the application came from a rollback: the service takes an
     * update back that it cannot carry out, and the application is then RUNNING again.
     */
    boolean isRolledBack();

    /** What the service says about the newest operation that failed, if there is one. */
    Optional<String> whyRolledBack();

    /** The time between two checkpoints of its job. */
    Duration checkpointInterval();

    /** The metrics of its job from one full minute to now. */
    JobMetricHistory metrics(Instant from, Instant now);

    /**
     * The newest error in the log of its job.
     *
     * @param since older errors do not count
     */
    Optional<String> newestError(Instant since);
}
