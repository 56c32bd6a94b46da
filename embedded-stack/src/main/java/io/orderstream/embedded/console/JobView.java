package io.orderstream.embedded.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.flink.FlinkJob;
import io.orderstream.embedded.json.StackJson;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The state of the Flink job. */
public final class JobView {

    /** The metric group of the job's own metrics. On AWS, these metrics appear in CloudWatch. */
    private static final String METRICS = "kinesisanalytics";

    private static final String EVENTS = "Events";

    private final Supplier<Optional<FlinkJob>> job;
    private final Supplier<Optional<URI>> flink;

    /**
     * A view of the job. Each request calls the suppliers that it needs.
     *
     * @param job the running job; empty before the job starts
     * @param flink the address of Flink's UI; empty while Flink starts
     */
    public JobView(Supplier<Optional<FlinkJob>> job, Supplier<Optional<URI>> flink) {
        this.job = job;
        this.flink = flink;
    }

    /**
     * The state of the job: {@code
     * {"now":"…","state":"RUNNING","ui":"http://127.0.0.1:…","jobid":"…",
     * "checkpoint":{"number":7,"at":"…","tookmillis":41,"bytes":53121},"failure":{"at":"…",
     * "cause":"…"}}}. The member {@code state} is {@code NONE} before the job starts. Members whose
     * value is not known are left out.
     */
    ObjectNode state() {
        ObjectNode json = StackJson.MAPPER.createObjectNode().put("now", Instant.now().toString());
        Optional<FlinkJob> running = job.get();
        json.put("state", running.map(FlinkJob::state).orElse("NONE"));
        flink.get()
                .ifPresent(
                        address ->
                                json.put(
                                        "ui",
                                        running.map(
                                                        one ->
                                                                address
                                                                        + "/#/job/running/"
                                                                        + one.id()
                                                                        + "/overview")
                                                .orElse(address.toString())));
        running.ifPresent(one -> describe(one, json));
        return json;
    }

    private static void describe(FlinkJob job, ObjectNode json) {
        json.put("jobid", job.id());
        job.newestCheckpoint()
                .ifPresent(
                        newest ->
                                json.putObject("checkpoint")
                                        .put("number", newest.number())
                                        .put("at", newest.completed().toString())
                                        .put("tookmillis", newest.took().toMillis())
                                        .put("bytes", newest.bytes()));
        job.newestFailure()
                .ifPresent(
                        failure ->
                                json.putObject("failure")
                                        .put("at", failure.time().toString())
                                        .put("cause", Excerpt.text(failure.cause(), 2_000)));
    }

    /**
     * What the job has read since its last start or restart. A duplicate counts in {@code
     * duplicates}, but not in {@code orders} or {@code events}. For example: {@code
     * {"orders":12,"events":3,"duplicates":1,"rejected":0}}.
     */
    ObjectNode records() {
        Map<String, Long> metrics = job.get().map(one -> one.metrics(METRICS)).orElse(Map.of());
        long events =
                metrics.entrySet().stream()
                        .filter(metric -> metric.getKey().endsWith(EVENTS))
                        .mapToLong(Map.Entry::getValue)
                        .sum();
        return StackJson.MAPPER
                .createObjectNode()
                .put("orders", metrics.getOrDefault("accepted", 0L))
                .put("events", events)
                .put("duplicates", metrics.getOrDefault("duplicates", 0L))
                .put("rejected", metrics.getOrDefault("rejected", 0L));
    }
}
