package io.orderstream.embedded.dynamodb;

import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBRequestHandler;
import com.amazonaws.services.dynamodbv2.local.server.LocalDynamoDBServerHandler;
import io.orderstream.embedded.start.Deadline;
import io.orderstream.embedded.start.LoopbackPort;
import io.orderstream.embedded.start.StartException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/**
 * DynamoDB on this machine: DynamoDB Local in this process, on loopback, in memory.
 *
 * <pre>{@code
 * try (DynamoDbLocal dynamoDb =
 *         DynamoDbLocal.start(Path.of("target/native"), LoopbackPort.free("--dynamodb-port"))) {
 *     dynamoDb.client().createTable(table -> table.tableName("orders")...);
 * }
 * }</pre>
 *
 * <p>It checks no signatures, and all regions and access keys see the same tables; an access key id
 * must be letters and digits only.
 */
public final class DynamoDbLocal implements AutoCloseable {

    private static final int ANY = 0;
    private static final String IN_MEMORY = null;

    // Held here, since a logger that nobody holds forgets its level.
    private static final Logger SQLITE_LOGGER = Logger.getLogger("com.almworks.sqlite4java");

    private static final String THREADS = "dynamodb-local";
    private static final Duration STOP_TIME = Duration.ofMinutes(1);

    private final ThreadGroup threads;
    private final Server server;
    private final LocalDynamoDBServerHandler handler;
    private final URI endpoint;
    private final DynamoDbClient client;

    private DynamoDbLocal(
            ThreadGroup threads, Server server, LocalDynamoDBServerHandler handler, int port) {
        this.threads = threads;
        this.server = server;
        this.handler = handler;
        this.endpoint = URI.create("http://" + LoopbackPort.HOST + ":" + port);
        this.client =
                DynamoDbClient.builder()
                        .endpointOverride(endpoint)
                        .region(Region.US_EAST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("local", "local")))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build();
    }

    /**
     * Starts it; it answers when this returns.
     *
     * @param natives the directory of SQLite's native libraries ({@code target/native})
     * @param port where it listens
     * @throws StartException if the port is taken, or there is no native library for this platform
     */
    public static DynamoDbLocal start(Path natives, LoopbackPort port) {
        Path libraries =
                SqliteNative.directory(
                        natives, System.getProperty("os.name"), System.getProperty("os.arch"));
        System.setProperty("sqlite4java.library.path", libraries.toAbsolutePath().toString());
        SQLITE_LOGGER.setLevel(Level.SEVERE);
        int number = port.toListenOn();
        // All its threads are in this group, by which close() finds those that DynamoDB Local
        // leaves behind.
        ThreadGroup threads = new ThreadGroup(THREADS);
        FutureTask<DynamoDbLocal> start = new FutureTask<>(() -> listen(threads, number));
        new Thread(threads, start, "dynamodb-local-start").start();
        try {
            return start.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new StartException("Cannot start DynamoDB Local: " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("Interrupted while DynamoDB Local started.", e);
        }
    }

    // Not its own DynamoDBProxyServer: that one listens on every interface, cannot choose a free
    // port, and reports its
    // use to Amazon.
    private static DynamoDbLocal listen(ThreadGroup threads, int port) throws Exception {
        boolean inMemory = true;
        boolean oneDatabaseForAll = true;
        boolean delayTransientStatuses = false;
        LocalDynamoDBServerHandler handler =
                new LocalDynamoDBServerHandler(
                        new LocalDynamoDBRequestHandler(
                                ANY,
                                inMemory,
                                IN_MEMORY,
                                oneDatabaseForAll,
                                delayTransientStatuses),
                        "*");
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(LoopbackPort.HOST);
        connector.setPort(port);
        server.addConnector(connector);
        server.setHandler(new ContextHandler(handler, "/"));
        try {
            server.start();
        } catch (Exception e) {
            handler.close();
            server.stop();
            throw e;
        }
        return new DynamoDbLocal(threads, server, handler, connector.getLocalPort());
    }

    /** Where it answers, for example {@code http://127.0.0.1:8000}. */
    public URI endpoint() {
        return endpoint;
    }

    /** A client of it, closed with it. */
    public DynamoDbClient client() {
        return client;
    }

    /** Stops it, with all its threads. Its tables are gone. */
    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("DynamoDB Local did not stop", e);
        } finally {
            handler.close();
        }
        // Its job for stream shards sleeps for minutes, in a thread that would keep the JVM from
        // ending.
        Deadline.in(STOP_TIME)
                .await(
                        "DynamoDB Local's threads have ended",
                        () -> {
                            threads.interrupt();
                            return threads.activeCount() == 0;
                        });
    }
}
