package io.orderstream.query.invoices;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.HttpCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;

/**
 * Shows which credentials have an expiry time in the SDK. With SnapStart, Lambda provides
 * credentials through a container endpoint. Without SnapStart, Lambda provides them in environment
 * variables. This test sets system properties instead of environment variables, because the SDK
 * reads both in the same way.
 */
class CredentialsEndTest {

    private final Map<String, String> before = new HashMap<>();

    @AfterEach
    void restore() {
        before.forEach(
                (name, value) -> {
                    if (value.isEmpty()) {
                        System.clearProperty(name);
                    } else {
                        System.setProperty(name, value);
                    }
                });
    }

    private void set(String name, String value) {
        before.put(name, System.getProperty(name, ""));
        System.setProperty(name, value);
    }

    @Test
    void theExpiryTimeIsKnown_forCredentialsFromAContainerEndpoint() throws IOException {
        HttpServer endpoint =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        endpoint.createContext(
                "/",
                exchange -> {
                    byte[] answer =
                            """
                            {
                              "AccessKeyId": "id",
                              "SecretAccessKey": "secret",
                              "Token": "token",
                              "Expiration": "2096-11-23T10:20:00Z"
                            }
                            """
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        endpoint.start();
        try {
            set(
                    "aws.containerCredentialsFullUri",
                    "http://127.0.0.1:" + endpoint.getAddress().getPort() + "/credentials");

            try (HttpCredentialsProvider container = ContainerCredentialsProvider.create()) {
                assertThat(container.resolveCredentials().expirationTime())
                        .contains(Instant.parse("2096-11-23T10:20:00Z"));
            }
        } finally {
            endpoint.stop(0);
        }
    }

    @Test
    void theExpiryTimeIsUnknown_forCredentialsFromEnvironmentVariables() {
        set("aws.accessKeyId", "id");
        set("aws.secretAccessKey", "secret");
        set("aws.sessionToken", "token");

        assertThat(SystemPropertyCredentialsProvider.create().resolveCredentials().expirationTime())
                .isEmpty();
    }
}
