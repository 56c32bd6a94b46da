package io.orderstream.ingest;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.orderstream.lambda.http.Answer;
import io.orderstream.lambda.http.Caller;
import io.orderstream.lambda.http.HttpFunction;
import io.orderstream.lambda.http.HttpFunction.Invocation;
import io.orderstream.lambda.http.RequestLog;
import io.orderstream.lambda.http.Route;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.model.IdempotencyKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.crac.Core;
import org.crac.Resource;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * Lambda's entry point for {@code POST /order}, {@code POST /orders} and {@code POST /order/events}
 * (HTTP API, payload 2.0).
 *
 * <pre>{@code
 * Handler: io.orderstream.ingest.IngestHandler::handleRequest
 * Environment: { STREAM_NAME: orders, AUTHORIZATION: JWT, ACCOUNT_CLAIM: accountid }
 * }</pre>
 */
public final class IngestHandler implements RequestStreamHandler, Resource {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

    /**
     * The maximum time for {@code POST /order} and {@code POST /order/events}. So the client gets
     * an answer after about ten seconds at most, and can then retry.
     */
    private static final Duration TIME_FOR_ONE_RECORD = Duration.ofSeconds(10);

    private final IngestConfig config;
    private final OrderIntake intake;
    private final Clock clock;
    private final HttpFunction function;

    /** Called by Lambda. The settings come from the environment. */
    public IngestHandler() {
        this(IngestConfig.from(System.getenv()));
    }

    private IngestHandler(IngestConfig config) {
        this(
                config,
                KinesisOrderStream.connect(config.streamName()),
                BackoffStrategy.exponentialDelay(FIRST_PAUSE, LONGEST_PAUSE),
                Clock.systemUTC());
        // The global context has only a weak reference to this object. That is enough, because
        // Lambda's runtime has a strong reference.
        Core.getGlobalContext().register(this);
    }

    IngestHandler(IngestConfig config, OrderStream stream, BackoffStrategy backoff, Clock clock) {
        this(config, OrderParser.CODEC, stream, backoff, clock);
    }

    IngestHandler(
            IngestConfig config,
            OrderParser parser,
            OrderStream stream,
            BackoffStrategy backoff,
            Clock clock) {
        this.config = config;
        this.intake =
                new OrderIntake(parser, new PutRetries(stream, backoff, PutRetries::sleep), clock);
        this.clock = clock;
        this.function =
                new HttpFunction(
                        config.authorization(),
                        config.accountClaim(),
                        clock,
                        Map.of(
                                Route.POST_ORDER, this::order,
                                Route.POST_ORDERS, this::batch,
                                Route.POST_ORDER_EVENTS, this::event));
    }

    /** Called by Lambda when it publishes a version; see {@link IngestPriming}. */
    @Override
    public void beforeCheckpoint(org.crac.Context<? extends Resource> snapshot) {
        IngestPriming.run(config);
    }

    /**
     * Does nothing: the Kinesis client has no connection yet, and gets its credentials at each
     * call.
     */
    @Override
    public void afterRestore(org.crac.Context<? extends Resource> snapshot) {}

    @Override
    public void handleRequest(InputStream json, OutputStream to, Context context)
            throws IOException {
        function.handle(json, to, context);
    }

    private Answer order(Invocation invocation, Caller caller, RequestLog log) {
        return intake.order(
                PostedBody.ORDER.bytes(invocation.event()),
                key(invocation),
                caller,
                deadline(invocation).orIn(TIME_FOR_ONE_RECORD),
                log);
    }

    private Answer batch(Invocation invocation, Caller caller, RequestLog log) {
        return intake.batch(
                PostedBody.BATCH.bytes(invocation.event()),
                key(invocation),
                caller,
                deadline(invocation),
                log);
    }

    private Answer event(Invocation invocation, Caller caller, RequestLog log) {
        return intake.event(
                PostedBody.EVENT.bytes(invocation.event()),
                key(invocation),
                caller,
                deadline(invocation).orIn(TIME_FOR_ONE_RECORD),
                log);
    }

    private static Optional<String> key(Invocation invocation) {
        return invocation.event().header(IdempotencyKey.HEADER);
    }

    private InvocationDeadline deadline(Invocation invocation) {
        return InvocationDeadline.of(invocation.context(), clock, "the order stream");
    }
}
