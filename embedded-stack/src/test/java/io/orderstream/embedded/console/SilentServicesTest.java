package io.orderstream.embedded.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.orderstream.embedded.gateway.LocalRoutes.Answer;
import io.orderstream.embedded.stack.Services;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.regions.Region;

/**
 * The console's routes share the gateway's threads with the API. So a route must not wait long for
 * a service that does not answer.
 */
class SilentServicesTest {

    private static final Duration LIMIT = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void aRouteAnswers502_whenAServiceAcceptsConnectionsButDoesNotAnswer() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            Services services =
                    new Services(
                            address,
                            address,
                            address,
                            AwsBasicCredentials.create("local", "secret"),
                            Region.US_EAST_1);
            try (ConsoleRoutes routes =
                    new ConsoleRoutes(
                            new JobView(Optional::empty, Optional::empty),
                            new StreamView(services.kinesisClient(LIMIT), "orders", LIMIT),
                            new TableView(
                                    services.dynamoDbClient(LIMIT), "orders", List.of("a", "b")),
                            new ArchiveView(services.s3Client(LIMIT), "archive"))) {
                for (String path :
                        List.of(
                                "/local/stream",
                                "/local/table",
                                "/local/archive",
                                "/local/rejected",
                                "/local/file")) {
                    Answer answer =
                            assertTimeoutPreemptively(
                                    PATIENCE,
                                    () -> routes.find(path).orElseThrow().get(Map.of("key", "k")));
                    assertThat(answer.status()).as("%s: %s", path, answer).isEqualTo(502);
                }
            }
        }
    }
}
