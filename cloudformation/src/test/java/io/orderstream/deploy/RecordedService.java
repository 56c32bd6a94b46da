package io.orderstream.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesisanalyticsv2.KinesisAnalyticsV2Client;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * Answers the SDK's client with what Managed Service for Apache Flink answers, in the order in
 * which it was written down. A call too many gets status 404.
 *
 * <pre>{@code
 * service.describes(READY).answers("start-application.json");
 * }</pre>
 */
final class RecordedService implements AutoCloseable {

    private record Recorded(int status, String json) {}

    private final Queue<Recorded> answers = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final KinesisAnalyticsV2Client client;

    RecordedService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        client =
                ManagedFlink.client(
                        KinesisAnalyticsV2Client.builder()
                                .region(Region.EU_CENTRAL_1)
                                .credentialsProvider(
                                        StaticCredentialsProvider.create(
                                                AwsBasicCredentials.create("key", "secret")))
                                .endpointOverride(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + server.getAddress().getPort())));
    }

    FlinkApplication application(String name) {
        return new ManagedFlink(client, name);
    }

    /** The recorded answer of this file. */
    RecordedService answers(String file) {
        answers.add(new Recorded(200, read(file)));
        return this;
    }

    RecordedService describes(ApplicationStatus status) {
        answers.add(
                new Recorded(
                        200,
                        read("describe-application.json")
                                .replace("\"STATUS\"", "\"" + status + "\"")));
        return this;
    }

    /** An error as the service's JSON protocol has it. */
    RecordedService fails(int status, String type, String message) {
        answers.add(
                new Recorded(
                        status, "{\"__type\":\"" + type + "\",\"message\":\"" + message + "\"}"));
        return this;
    }

    /** Operation and body of every request. */
    List<String> requests() {
        return requests;
    }

    /** From now on nobody is there. */
    void stops() {
        server.stop(0);
    }

    @Override
    public void close() {
        client.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(target.replace("KinesisAnalytics_20180523.", "") + " " + body);
            Recorded next = answers.poll();
            Recorded answer = next == null ? new Recorded(404, "{}") : next;
            byte[] bytes = answer.json().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String read(String file) {
        try (InputStream stream = RecordedService.class.getResourceAsStream("/recorded/" + file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
