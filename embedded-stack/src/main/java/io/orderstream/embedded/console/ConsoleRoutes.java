package io.orderstream.embedded.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.embedded.flink.JobRejectedException;
import io.orderstream.embedded.gateway.LocalRoutes;
import io.orderstream.embedded.json.StackJson;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * The console at {@code /}, and the routes below {@code /local/} that the console reads. No route
 * changes anything. Each answer is limited in bytes and in entries, except that the answer about
 * the stream lists all shards.
 */
public final class ConsoleRoutes implements LocalRoutes, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleRoutes.class);
    private static final String JSON = "application/json";

    private final Map<String, Route> routes = new LinkedHashMap<>();
    private final Traffic traffic = new Traffic(InstantSource.system());
    private final StreamView stream;
    private final TableView table;
    private final ArchiveView archive;

    /**
     * The page, and one or more routes for each view. {@link #close} closes the views that have a
     * client.
     */
    public ConsoleRoutes(JobView job, StreamView stream, TableView table, ArchiveView archive) {
        this.stream = stream;
        this.table = table;
        this.archive = archive;
        ConsolePage.files().forEach((path, file) -> routes.put(path, query -> file));
        add("job", query -> job.state());
        add("traffic", query -> traffic.json().set("records", job.records()));
        add("stream", query -> stream.page(optional(query, "shardid"), optional(query, "after")));
        add("table", query -> table.items(optional(query, "accountid"), optional(query, "after")));
        add(
                "archive",
                query -> archive.list(query.getOrDefault("prefix", ""), optional(query, "after")));
        add("file", query -> archive.file(required(query, "key")));
        add("rejected", query -> archive.rejectedRecords().json());
    }

    private void add(String name, Function<Map<String, String>, ObjectNode> view) {
        String path = "/local/" + name;
        routes.put(path, query -> answer(path, view, query));
    }

    private static Answer answer(
            String path,
            Function<Map<String, String>, ObjectNode> view,
            Map<String, String> query) {
        try {
            return new Answer(200, JSON, view.apply(query).toString());
        } catch (BadQueryException e) {
            return message(400, e.getMessage());
        } catch (AwsServiceException e) {
            if (e.statusCode() == 404) {
                return message(404, "Not Found");
            }
            return failed(path, e);
        } catch (SdkException | UncheckedIOException | JobRejectedException e) {
            return failed(path, e);
        }
    }

    private static Answer failed(String path, RuntimeException e) {
        LOG.warn("{}: {}", path, e.getMessage());
        return message(
                502,
                "A part of the stack failed or did not answer. The log of the stack says why.");
    }

    private static Answer message(int status, String message) {
        return new Answer(
                status,
                JSON,
                StackJson.MAPPER.createObjectNode().put("message", message).toString());
    }

    private static Optional<String> optional(Map<String, String> query, String name) {
        return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
    }

    private static String required(Map<String, String> query, String name) {
        return optional(query, name)
                .orElseThrow(
                        () -> new BadQueryException(name + ": expected a value, found nothing"));
    }

    @Override
    public Optional<Route> find(String path) {
        return Optional.ofNullable(routes.get(path));
    }

    @Override
    public void answered(String method, String path, int status, byte[] body, Duration took) {
        traffic.add(method, path, status, body, took);
    }

    @Override
    public void close() {
        stream.close();
        table.close();
        archive.close();
    }
}
