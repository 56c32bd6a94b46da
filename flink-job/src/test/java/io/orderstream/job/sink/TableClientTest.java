package io.orderstream.job.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

class TableClientTest {

    /** Only guards against hanging: the machine may be busy with other work. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Set<Thread> others = Thread.getAllStackTraces().keySet();

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

    /** A thread that outlives its task finds the job's class loader closed. */
    @Test
    void closed_leavesNoThreadsBehindInTheMiddleOfACall() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TableClient client = connect(silent);
            write(client);
            silent.accept();
            assertThat(newThreads()).isNotEmpty();

            client.close();

            assertThat(newThreads()).isEmpty();
        }
    }

    @Test
    void closed_leavesNoThreadsBehindBetweenTwoAttempts() throws Exception {
        int nobodyIsThere;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobodyIsThere = free.getLocalPort();
        }
        TableClient client = connect(nobodyIsThere);
        write(client);
        // The pause after the second attempt is longer than it takes to find this out.
        awaitThread(TableClient.THREADS + "-timers");

        client.close();

        assertThat(newThreads()).isEmpty();
    }

    private void awaitThread(String name) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (newThreads().stream().noneMatch(thread -> thread.startsWith(name))) {
            if (System.nanoTime() > end) {
                throw new AssertionError("No thread " + name + " among " + newThreads());
            }
            Thread.onSpinWait();
        }
    }

    private static TableClient connect(ServerSocket server) {
        return connect(server.getLocalPort());
    }

    private static TableClient connect(int port) {
        URI endpoint = URI.create("http://127.0.0.1:" + port);
        return TableClient.connect("us-east-1", Optional.of(endpoint));
    }

    private static void write(TableClient client) {
        WriteRequest item = WriteRequest.builder().putRequest(put -> put.item(Map.of())).build();
        // Unused: closing gives it up.
        CompletableFuture<BatchWriteItemResponse> unused =
                client.write("orders", List.of(item), client.threads());
    }

    /** The threads that were started since this test began and have not ended. */
    private List<String> newThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !others.contains(thread))
                .filter(Thread::isAlive)
                .map(Thread::getName)
                .collect(Collectors.toList());
    }
}
