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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
    void closed_leavesNoThreadsBehindInAPause() {
        TableClient client = connect(1);
        client.after(PATIENCE.toMillis(), () -> {});
        assertThat(newThreads()).isNotEmpty();

        client.close();

        assertThat(newThreads()).isEmpty();
    }

    /** A busy machine needs longer than usual for a thread's last steps. */
    @Test
    void closed_waitsForAThreadThatNeedsLongerThanItShould() throws Exception {
        TableClient client = connect(1);
        CountDownLatch begun = new CountDownLatch(1);
        client.threads()
                .execute(
                        () -> {
                            begun.countDown();
                            LockSupport.parkNanos(TableClient.GRACE.plusSeconds(1).toNanos());
                        });
        begun.await();

        client.close();

        assertThat(newThreads()).isEmpty();
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
        CompletableFuture<List<WriteRequest>> unused =
                client.write("orders", () -> List.of(item), client.threads());
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
