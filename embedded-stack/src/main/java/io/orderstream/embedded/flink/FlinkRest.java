package io.orderstream.embedded.flink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orderstream.embedded.json.StackJson;
import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.start.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** A client of Flink's REST API, with the calls that the stack needs. */
final class FlinkRest {

    // The limit is long, because the request that starts a job also runs the job's main method.
    private static final Duration REQUEST_TIMEOUT = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = StackJson.MAPPER;

    private final HttpClient http;
    private final URI address;
    private final Duration timeout;

    FlinkRest(URI address) {
        this(HttpClient.newHttpClient(), address, REQUEST_TIMEOUT);
    }

    private FlinkRest(HttpClient http, URI address, Duration timeout) {
        this.http = http;
        this.address = address;
        this.timeout = timeout;
    }

    /** The same client, but its requests fail if they take longer than {@code limit}. */
    FlinkRest within(Duration limit) {
        return new FlinkRest(http, address, limit);
    }

    /** Uploads a jar; returns the id for {@link #run}. */
    String upload(String name, byte[] jar) {
        String boundary = "jar-" + UUID.randomUUID();
        String head =
                String.join(
                        "\r\n",
                        "--" + boundary,
                        "Content-Disposition: form-data; name=\"jarfile\"; filename=\""
                                + name
                                + "\"",
                        "Content-Type: application/java-archive",
                        "",
                        "");
        HttpRequest request =
                request("/v1/jars/upload")
                        .header("Content-Type", "multipart/form-data; boundary=" + boundary)
                        .POST(
                                BodyPublishers.concat(
                                        BodyPublishers.ofString(head),
                                        BodyPublishers.ofByteArray(jar),
                                        BodyPublishers.ofString("\r\n--" + boundary + "--\r\n")))
                        .build();
        String stored =
                send(request, "Flink did not accept the upload of " + name)
                        .path("filename")
                        .asText();
        return stored.substring(stored.lastIndexOf('/') + 1);
    }

    /**
     * Waits until the cluster has elected its leaders. The REST API listens earlier, but answers
     * 503 until then.
     *
     * @throws StartException if it takes longer than {@code allowed}
     */
    void awaitLeader(Duration allowed) {
        HttpRequest request = request("/v1/jobs/overview").GET().build();
        Deadline.in(allowed)
                .await(
                        "Flink has a leader",
                        () -> {
                            try {
                                return http.send(request, BodyHandlers.discarding()).statusCode()
                                        == 200;
                            } catch (IOException notListeningYet) {
                                return false;
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                                throw new StartException("Interrupted while Flink starts", e);
                            }
                        });
    }

    /**
     * Runs the main class of the jar's manifest; returns the job's id.
     *
     * @param snapshot the savepoint or checkpoint to restore; all of its state must belong to
     *     operators of the job
     */
    String run(
            String jarId,
            String jarName,
            List<String> arguments,
            int parallelism,
            Optional<String> snapshot) {
        var body = JsonNodeFactory.instance.objectNode().put("parallelism", parallelism);
        arguments.forEach(body.putArray("programArgsList")::add);
        snapshot.ifPresent(path -> body.put("savepointPath", path));
        return post("/v1/jars/" + jarId + "/run", body, "Flink refused the job " + jarName)
                .path("jobid")
                .asText();
    }

    String state(String jobId) {
        return get("/v1/jobs/" + jobId).path("state").asText();
    }

    /** The states of all tasks of a job: for each vertex, as many states as its parallelism. */
    List<String> taskStates(String jobId) {
        List<String> states = new ArrayList<>();
        for (JsonNode vertex : get("/v1/jobs/" + jobId).path("vertices")) {
            for (Map.Entry<String, JsonNode> count : vertex.path("tasks").properties()) {
                states.addAll(Collections.nCopies(count.getValue().asInt(), count.getKey()));
            }
        }
        return states;
    }

    /** The newest failure: {@code {"timestamp":…,"stacktrace":…}}; empty if there is none. */
    Optional<JsonNode> newestFailure(String jobId) {
        JsonNode newest =
                get("/v1/jobs/" + jobId + "/exceptions")
                        .path("exceptionHistory")
                        .path("entries")
                        .path(0);
        return newest.path("stacktrace").asText("").isEmpty()
                ? Optional.empty()
                : Optional.of(newest);
    }

    /** The number of completed checkpoints since the job was submitted. */
    int completedCheckpoints(String jobId) {
        return checkpoints(jobId).path("counts").path("completed").asInt();
    }

    /** The counts of checkpoints, and the latest ones: {@code {"counts":{…},"latest":{…}}}. */
    JsonNode checkpoints(String jobId) {
        return get("/v1/jobs/" + jobId + "/checkpoints");
    }

    /**
     * The metrics of a job in one metric group. The key is the last part of a metric's name. The
     * value is the sum of the metric over all subtasks.
     */
    Map<String, Long> metrics(String jobId, String group) {
        Map<String, Long> sums = new TreeMap<>();
        for (JsonNode vertex : get("/v1/jobs/" + jobId).path("vertices")) {
            String path =
                    "/v1/jobs/"
                            + jobId
                            + "/vertices/"
                            + vertex.path("id").asText()
                            + "/subtasks/metrics";
            List<String> names = new ArrayList<>();
            for (JsonNode metric : get(path)) {
                String name = metric.path("id").asText();
                if (name.contains("." + group + ".")) {
                    names.add(URLEncoder.encode(name, StandardCharsets.UTF_8));
                }
            }
            if (names.isEmpty()) {
                continue;
            }
            for (JsonNode metric : get(path + "?agg=sum&get=" + String.join(",", names))) {
                String name = metric.path("id").asText();
                sums.merge(
                        name.substring(name.lastIndexOf('.') + 1),
                        metric.path("sum").asLong(),
                        Long::sum);
            }
        }
        return sums;
    }

    /** The number of restores since the job was submitted. */
    int restoredSnapshots(String jobId) {
        return checkpoints(jobId).path("counts").path("restored").asInt();
    }

    void cancel(String jobId) {
        send(
                request("/v1/jobs/" + jobId + "?mode=cancel")
                        .method("PATCH", BodyPublishers.noBody())
                        .build(),
                "Flink did not cancel the job " + jobId);
    }

    /** Triggers a savepoint that stops the job; returns the request's id. */
    String stop(String jobId) {
        var body = JsonNodeFactory.instance.objectNode().put("drain", false);
        return trigger("/v1/jobs/" + jobId + "/stop", body, "Flink did not stop the job " + jobId);
    }

    /**
     * Triggers a savepoint in Flink's canonical savepoint format while the job keeps running;
     * returns the request's id.
     */
    String triggerSavepoint(String jobId) {
        var body = JsonNodeFactory.instance.objectNode().put("formatType", "CANONICAL");
        return trigger(
                "/v1/jobs/" + jobId + "/savepoints",
                body,
                "Flink took no savepoint of the job " + jobId);
    }

    /** Triggers a checkpoint in addition to the periodic checkpoints; returns the request's id. */
    String triggerCheckpoint(String jobId) {
        var body = JsonNodeFactory.instance.objectNode().put("checkpointType", "CONFIGURED");
        return trigger(
                "/v1/jobs/" + jobId + "/checkpoints",
                body,
                "Flink took no checkpoint of the job " + jobId);
    }

    /** Starts an operation that Flink runs asynchronously; returns the request's id. */
    private String trigger(String path, JsonNode body, String whatFailed) {
        return post(path, body, whatFailed).path("request-id").asText();
    }

    /** The status of a checkpoint request: {@code {"status":{"id":…},"operation":{…}}}. */
    JsonNode checkpoint(String jobId, String requestId) {
        return get("/v1/jobs/" + jobId + "/checkpoints/" + requestId);
    }

    /** The status of a savepoint request: {@code {"status":{"id":…},"operation":{…}}}. */
    JsonNode savepoint(String jobId, String requestId) {
        return get("/v1/jobs/" + jobId + "/savepoints/" + requestId);
    }

    private JsonNode get(String path) {
        return send(request(path).GET().build(), "Flink did not answer GET " + path);
    }

    private JsonNode post(String path, JsonNode body, String whatFailed) {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build(),
                whatFailed);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(address.resolve(path)).timeout(timeout);
    }

    private JsonNode send(HttpRequest request, String whatFailed) {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            JsonNode answer = JSON.readTree(response.body());
            if (response.statusCode() >= 400) {
                List<String> errors = new ArrayList<>();
                answer.path("errors").forEach(error -> errors.add(error.asText()));
                throw new JobRejectedException(whatFailed, String.join("\n", errors));
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(whatFailed + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException(whatFailed + ": interrupted", e);
        }
    }
}
