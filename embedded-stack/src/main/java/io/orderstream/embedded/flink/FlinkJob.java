package io.orderstream.embedded.flink;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.start.StartException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A job that Flink has accepted.
 *
 * <pre>{@code
 * FlinkJob job = cluster.submit(jar, List.of(), 2);
 * job.awaitRunning(Duration.ofSeconds(30));
 * String savepoint = job.stopWithSavepoint(Duration.ofSeconds(30));
 * }</pre>
 */
public final class FlinkJob {

    private static final Logger LOG = LoggerFactory.getLogger(FlinkJob.class);
    private static final Set<String> AT_WORK = Set.of("RUNNING", "FINISHED");
    private static final Set<String> ENDED = Set.of("FINISHED", "CANCELED", "FAILED");

    private final FlinkRest rest;
    private final String id;

    FlinkJob(FlinkRest rest, String id) {
        this.rest = rest;
        this.id = id;
    }

    /** The same job, but its methods fail if a request to Flink takes longer than {@code limit}. */
    public FlinkJob within(Duration limit) {
        return new FlinkJob(rest.within(limit), id);
    }

    /** The id of the job in Flink, 32 hexadecimal digits. */
    public String id() {
        return id;
    }

    /**
     * The state of the job in Flink: {@code CREATED}, {@code RUNNING}, {@code RESTARTING}, {@code
     * FINISHED} and so on.
     */
    public String state() {
        return rest.state(id);
    }

    /**
     * Waits until every task of the job runs or has finished.
     *
     * @throws StartException if it takes longer than {@code allowed}, or the job failed or was
     *     cancelled; the message has the root cause of the newest failure
     */
    public void awaitRunning(Duration allowed) {
        try {
            Deadline.in(allowed)
                    .await("every task of the job " + id + " runs", this::everyTaskIsAtWork);
        } catch (StartException e) {
            throw new StartException(
                    e.getMessage() + " Newest failure: " + failure().orElse("none"), e);
        }
    }

    private boolean everyTaskIsAtWork() {
        String state = state();
        if (ENDED.contains(state) && !state.equals("FINISHED")) {
            throw new StartException("The job " + id + " is " + state + ".");
        }
        List<String> tasks = rest.taskStates(id);
        return AT_WORK.contains(state) && !tasks.isEmpty() && AT_WORK.containsAll(tasks);
    }

    /**
     * Waits until the job has ended, and returns its last state: {@code FINISHED}, {@code CANCELED}
     * or {@code FAILED}.
     *
     * @throws StartException if it takes longer than {@code allowed}
     */
    public String awaitEnd(Duration allowed) {
        return Deadline.in(allowed)
                .awaitValue(
                        "the job " + id + " has ended",
                        () -> Optional.of(state()).filter(ENDED::contains));
    }

    /**
     * The root cause of the job's newest failure, even if the job has restarted since; empty if the
     * job never failed.
     */
    public Optional<String> failure() {
        return newestFailure().map(Failure::cause);
    }

    /** The newest failure, even if the job has restarted since; empty if the job never failed. */
    public Optional<Failure> newestFailure() {
        return rest.newestFailure(id)
                .map(
                        newest ->
                                new Failure(
                                        Instant.ofEpochMilli(newest.path("timestamp").asLong()),
                                        RootCause.of(newest.path("stacktrace").asText())));
    }

    /**
     * A failure of the job.
     *
     * @param time when it happened
     * @param cause the root cause
     */
    public record Failure(Instant time, String cause) {}

    /** Cancels the job and waits until it has ended. Work since the last checkpoint is lost. */
    public void cancel(Duration allowed) {
        rest.cancel(id);
        awaitEnd(allowed);
    }

    /**
     * Stops the job with a savepoint. The files in the bucket then contain everything that the job
     * has read. Orders and events that the table has not confirmed are in the savepoint.
     *
     * @return the location of the savepoint
     * @throws StartException if the savepoint fails, or takes longer than {@code allowed}, or if
     *     the job then does not end within {@code allowed}
     */
    public String stopWithSavepoint(Duration allowed) {
        String location = awaitSavepoint(rest.stop(id), allowed);
        awaitEnd(allowed);
        return location;
    }

    /**
     * Takes a savepoint in Flink's canonical savepoint format. The job keeps running.
     *
     * @return the location of the savepoint
     * @throws StartException if the savepoint fails, or takes longer than {@code allowed}
     */
    public String savepoint(Duration allowed) {
        return awaitSavepoint(rest.triggerSavepoint(id), allowed);
    }

    private String awaitSavepoint(String request, Duration allowed) {
        JsonNode operation =
                Deadline.in(allowed)
                        .awaitValue(
                                "the savepoint of the job " + id + " is written",
                                () -> completed(rest.savepoint(id, request)));
        if (operation.has("failure-cause")) {
            throw new StartException(
                    "The savepoint of the job " + id + " failed: " + reasonOf(operation));
        }
        return operation.path("location").asText();
    }

    /**
     * Takes a checkpoint that begins now, so it covers everything that the job has read before the
     * call. When this method returns, Flink may still be committing the archive's files of this
     * checkpoint. They are committed at the latest when the next checkpoint has completed.
     *
     * @return whether the checkpoint completed; false, for example, if a task is not running
     * @throws StartException if it takes longer than {@code allowed}
     */
    public boolean checkpoint(Duration allowed) {
        String request = rest.triggerCheckpoint(id);
        JsonNode operation =
                Deadline.in(allowed)
                        .awaitValue(
                                "the checkpoint of the job " + id + " is written",
                                () -> completed(rest.checkpoint(id, request)));
        if (operation.has("failure-cause")) {
            LOG.warn("The checkpoint of the job {} failed: {}", id, reasonOf(operation));
        }
        return operation.has("checkpointId");
    }

    private static String reasonOf(JsonNode operation) {
        return RootCause.of(operation.path("failure-cause").path("stack-trace").asText());
    }

    /** The number of checkpoints that the job has completed since it was submitted. */
    public int completedCheckpoints() {
        return rest.completedCheckpoints(id);
    }

    /**
     * The number of restores since the job was submitted: one for the snapshot that it was started
     * from, if any, and one for each restart from a checkpoint.
     */
    public int restoredSnapshots() {
        return rest.restoredSnapshots(id);
    }

    /** The newest checkpoint that the job has completed since it was submitted, if any. */
    public Optional<Checkpoint> newestCheckpoint() {
        JsonNode newest = rest.checkpoints(id).path("latest").path("completed");
        return newest.path("id").isNumber()
                ? Optional.of(
                        new Checkpoint(
                                newest.path("id").asLong(),
                                Instant.ofEpochMilli(newest.path("latest_ack_timestamp").asLong()),
                                Duration.ofMillis(newest.path("end_to_end_duration").asLong()),
                                newest.path("state_size").asLong()))
                : Optional.empty();
    }

    /**
     * A completed checkpoint.
     *
     * @param number its id
     * @param completed when it was completed
     * @param took how long it took
     * @param bytes the size of the state
     */
    public record Checkpoint(long number, Instant completed, Duration took, long bytes) {}

    /**
     * The metrics of the job in one metric group. The key is the last part of a metric's name. The
     * value is the sum of the metric over all subtasks. Flink updates the values about once a
     * second. Counters begin at 0 after each restart.
     *
     * @param group the name of the metric group, for example {@code "kinesisanalytics"}
     */
    public Map<String, Long> metrics(String group) {
        return rest.metrics(id, group);
    }

    private static Optional<JsonNode> completed(JsonNode answer) {
        return answer.path("status").path("id").asText().equals("COMPLETED")
                ? Optional.of(answer.path("operation"))
                : Optional.empty();
    }
}
