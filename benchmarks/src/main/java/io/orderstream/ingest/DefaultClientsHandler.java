package io.orderstream.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * The ingest function as one would build it without looking: the SDK's default HTTP client. Only a
 * benchmark runs it; it is in this package since the function shows its parts to nobody else.
 */
public final class DefaultClientsHandler
        implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

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
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        return handler.handleRequest(event, context);
    }
}
