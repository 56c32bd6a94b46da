package io.orderstream.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.kinesisanalyticsv2.KinesisAnalyticsV2Client;
import software.amazon.awssdk.services.kinesisanalyticsv2.model.ApplicationStatus;

/**
 * A stand-in for Managed Service for Apache Flink, CloudWatch and CloudWatch Logs. It answers the
 * SDK's clients in the formats of these services, with the answers that the test sets, one after
 * the other. If no answer is left, a call gets status 404.
 *
 * <pre>{@code
 * service.describes(READY).answers("start-application.json");
 * }</pre>
 */
final class FakeService implements AutoCloseable {

    private record Answer(int status, String json) {}

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final KinesisAnalyticsV2Client client;
    private final CloudWatchClient metrics;
    private final CloudWatchLogsClient log;

    FakeService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        client = ManagedFlink.client(connected(KinesisAnalyticsV2Client.builder()));
        metrics = ManagedFlink.client(connected(CloudWatchClient.builder()));
        log = ManagedFlink.client(connected(CloudWatchLogsClient.builder()));
    }

    private <B extends AwsClientBuilder<B, C>, C> B connected(B builder) {
        return builder.region(Region.EU_CENTRAL_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("key", "secret")))
                .endpointOverride(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    FlinkApplication application(String name) {
        return new ManagedFlink(client, metrics, log, name);
    }

    JobSnapshots snapshots(String application) {
        return new ManagedSnapshots(client, application);
    }

    /** Adds the answer in this file. */
    FakeService answers(String file) {
        answers.add(new Answer(200, read(file)));
        return this;
    }

    FakeService describes(ApplicationStatus status, int times) {
        for (int i = 0; i < times; i++) {
            describes(status);
        }
        return this;
    }

    FakeService describes(ApplicationStatus status) {
        answers.add(
                new Answer(
                        200,
                        read("describe-application.json")
                                .replace("\"STATUS\"", "\"" + status + "\"")));
        return this;
    }

    /**
     * Adds the description of an application whose update failed and was rolled back.
     *
     * @param version the current version
     * @param rolledBackFrom the version of the failed update
     */
    FakeService describesARollback(int version, int rolledBackFrom) {
        answers.add(
                new Answer(
                        200,
                        read("describe-application.json")
                                .replace("\"STATUS\"", "\"RUNNING\"")
                                .replace(
                                        "\"ApplicationVersionId\": 1",
                                        """
                                        "ApplicationVersionId": %s,
                                        "ApplicationVersionRolledBackFrom": %s,
                                        "ApplicationVersionRolledBackTo": %s"""
                                                .formatted(
                                                        version,
                                                        rolledBackFrom,
                                                        rolledBackFrom - 1))));
        return this;
    }

    /** Adds an error in the XML protocol of CloudWatch. */
    FakeService failsInXml(int status, String code, String message) {
        answers.add(
                new Answer(
                        status,
                        String.format(
                                "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code>"
                                        + "<Message>%s</Message></Error></ErrorResponse>",
                                code, message)));
        return this;
    }

    /** Adds an error in the JSON protocol of the other services. */
    FakeService fails(int status, String type, String message) {
        answers.add(
                new Answer(
                        status, "{\"__type\":\"" + type + "\",\"message\":\"" + message + "\"}"));
        return this;
    }

    /** Every request: operation and body, or only the body for CloudWatch. */
    List<String> requests() {
        return requests;
    }

    /** The operation of every request. */
    List<String> operations() {
        return requests.stream()
                .map(request -> request.replaceFirst("^Action=", "").split("[ &]", 2)[0])
                .toList();
    }

    /** From now on the service cannot be reached. */
    void stops() {
        server.stop(0);
    }

    @Override
    public void close() {
        client.close();
        metrics.close();
        log.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(
                    target == null
                            ? URLDecoder.decode(body, StandardCharsets.UTF_8)
                            : target.replaceFirst("[A-Za-z_0-9]+[.]", "") + " " + body);
            Answer next = answers.poll();
            Answer answer = next == null ? new Answer(404, "{}") : next;
            byte[] bytes = answer.json().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .add(
                            "Content-Type",
                            target == null ? "text/xml" : "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String read(String file) {
        try (InputStream stream = FakeService.class.getResourceAsStream("/answers/" + file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
