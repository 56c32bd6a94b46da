package io.orderstream.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * The ingest function as one would build it without looking: the SDK's default HTTP client. Only a
 * benchmark runs it; it is in this package since the function shows its parts to nobody else.
 */
public final class DefaultClientsHandler implements RequestStreamHandler {

    private final IngestHandler handler;

    /** For Lambda: settings from the environment. */
    public DefaultClientsHandler() {
        IngestConfig config = IngestConfig.from(System.getenv());
        handler =
                new IngestHandler(
                        config,
                        new KinesisOrderStream(KinesisClient.create(), config.streamName()),
                        BackoffStrategy.exponentialDelay(
                                Duration.ofMillis(50), Duration.ofSeconds(2)),
                        Clock.systemUTC());
    }

    @Override
    public void handleRequest(InputStream event, OutputStream answer, Context context)
            throws IOException {
        handler.handleRequest(event, answer, context);
    }
}
