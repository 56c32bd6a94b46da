package io.orderstream.query;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.orderstream.lambda.HttpAnswer;
import io.orderstream.lambda.HttpEvent;
import io.orderstream.model.ProblemDocument;
import io.orderstream.model.api.Answer;
import io.orderstream.model.api.Api;
import io.orderstream.model.api.Caller;
import io.orderstream.model.api.RequestLog;
import io.orderstream.model.api.Route;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.crac.Core;
import org.crac.Resource;

/**
 * Lambda's entry point for {@code GET /order}, {@code GET /orders}, {@code GET /invoice} and {@code
 * $default} (HTTP API, payload 2.0): whatever is no route of the API comes here and gets 404 or
 * 405.
 *
 * <pre>{@code
 * Handler: io.orderstream.query.QueryHandler::handleRequest
 * Environment: { TABLE_NAME: orders, BUCKET_NAME: invoices, URL_EXPIRY_SECONDS: 900 }
 * }</pre>
 */
public final class QueryHandler implements RequestStreamHandler, Resource {

    private final Api<HttpEvent> api;
    private final QueryConfig config;
    private final Clock clock;
    private final Once<InvoiceDesk> desk;

    /** For Lambda: settings from the environment. */
    public QueryHandler() {
        this(QueryConfig.from(System.getenv()));
    }

    private QueryHandler(QueryConfig config) {
        this(
                config,
                DynamoDbOrderStore.connect(config.tableName()),
                () -> S3InvoiceBucket.connect(config.bucketName()),
                Clock.systemUTC());
        // Held weakly there; the runtime holds this handler.
        Core.getGlobalContext().register(this);
    }

    /**
     * A handler with these ends.
     *
     * @param bucket asked for once, by the first request for an invoice: whoever asks for an order
     *     does not wait until S3's client is made
     */
    QueryHandler(
            QueryConfig config, OrderStore store, Supplier<InvoiceBucket> bucket, Clock clock) {
        this(config, store, new Parallel(), bucket, clock);
    }

    private QueryHandler(
            QueryConfig config,
            OrderStore store,
            Parallel parallel,
            Supplier<InvoiceBucket> bucket,
            Clock clock) {
        this(
                config,
                store,
                parallel,
                new Once<>(
                        () -> new InvoiceDesk(bucket.get(), parallel, clock, config.urlExpiry())),
                clock);
    }

    QueryHandler(
            QueryConfig config,
            OrderStore store,
            Parallel parallel,
            Once<InvoiceDesk> desk,
            Clock clock) {
        this.desk = desk;
        Queries queries =
                new Queries(
                        new OrderFinder(store, parallel), new OrderPager(store, parallel), desk);
        this.api =
                new Api<>(
                        Map.of(
                                Route.GET_ORDER, action(queries::order),
                                Route.GET_ORDERS, action(queries::orders),
                                Route.GET_INVOICE, action(queries::invoice)));
        this.config = config;
        this.clock = clock;
    }

    /** One of {@link Queries}. */
    private interface Query {
        Answer answer(QueryParameters parameters, Caller caller, RequestLog log)
                throws InvalidQueryException;
    }

    /** Called by Lambda when it publishes a version; see {@link Priming}. */
    @Override
    public void beforeCheckpoint(org.crac.Context<? extends Resource> snapshot) {
        // Otherwise the first request for an invoice after each restore would make it.
        desk.get();
        Priming.run(config);
    }

    /** Nothing to do: the clients have no connection yet, and ask for credentials at each call. */
    @Override
    public void afterRestore(org.crac.Context<? extends Resource> snapshot) {}

    @Override
    public void handleRequest(InputStream json, OutputStream to, Context context)
            throws IOException {
        HttpEvent event = HttpEvent.read(json);
        RequestLog log = new RequestLog(clock, context.getAwsRequestId(), event.routeKey());
        Answer answer = api.answer(event, event.routeKey(), event.method(), event.path(), log);
        // As bytes: the runtime would wrap a text into a JSON object of its own.
        context.getLogger().log(log.line(answer.status()));
        HttpAnswer.write(to, answer.status(), answer.headers(), answer.body());
    }

    private Api.Action<HttpEvent> action(Query query) {
        return (event, log) -> {
            try {
                return query.answer(new QueryParameters(event.parameters()), caller(event), log);
            } catch (InvalidQueryException e) {
                return Answer.problem(
                        ProblemDocument.invalid(
                                "invalid-query", "The query is invalid", e.problems()));
            }
        };
    }

    private Caller caller(HttpEvent event) {
        return event.claims()
                .map(claims -> Caller.withToken(config.accountClaim(), claims))
                .orElseGet(Caller::anyone);
    }
}
