package io.orderstream.job.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class TableClientTest {

    // Less than the two seconds that the SDK's own threads wait, and enough for a busy machine.
    private static final Duration ENDING = Duration.ofMillis(1_500);

    @BeforeEach
    void giveCredentials() {
        System.setProperty("aws.accessKeyId", "test");
        System.setProperty("aws.secretAccessKey", "test");
    }

    @AfterEach
    void takeCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    @Test
    void closed_leavesNoThreadsBehindInTheMiddleOfACall() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TableClient client = connect(silent);
            CompletableFuture<BatchWriteItemResponse> call = write(client);
            silent.accept();
            List<Thread> threads = threads();
            assertThat(threads).isNotEmpty();

            client.close();

            // Joined, as a thread that has said that it ended may need a moment more.
            for (Thread thread : threads) {
                thread.join(ENDING.toMillis());
            }
            assertThat(threads).noneMatch(Thread::isAlive);
            assertThatThrownBy(() -> call.get(5, TimeUnit.MINUTES)).isNotNull();
        }
    }

    private static TableClient connect(ServerSocket server) {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getLocalPort());
        return TableClient.connect("us-east-1", Optional.of(endpoint));
    }

    private static CompletableFuture<BatchWriteItemResponse> write(TableClient client) {
        WriteRequest item = WriteRequest.builder().putRequest(put -> put.item(Map.of())).build();
        return client.write("orders", List.of(item), client.threads());
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(TableClient.THREADS))
                .collect(Collectors.toList());
    }
}
