package io.orderstream.embedded.flink;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FlinkJobTest {

    @Test
    void aRequestFails_whenFlinkDoesNotAnswerWithinTheLimit() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            URI address = URI.create("http://127.0.0.1:" + silent.getLocalPort());
            FlinkJob job =
                    new FlinkJob(new FlinkRest(address), "0123").within(Duration.ofMillis(500));

            assertTimeoutPreemptively(
                    Duration.ofSeconds(60),
                    () ->
                            assertThatThrownBy(job::state)
                                    .isInstanceOf(UncheckedIOException.class)
                                    .hasCauseInstanceOf(HttpTimeoutException.class));
        }
    }
}
