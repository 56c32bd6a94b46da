package io.orderstream.query;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.orderstream.lambda.HttpAnswer;
import io.orderstream.lambda.HttpEvent;
import io.orderstream.model.api.Answer;
import io.orderstream.model.api.Api;
import io.orderstream.model.api.Caller;
import io.orderstream.model.api.RequestLog;
import io.orderstream.model.api.Route;
import io.orderstream.model.wire.ProblemDocument;
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
 * 405. Each request is answered before Lambda would end it; see {@link Deadline}.
 *
 * <pre>{@code
 * Handler: io.orderstream.query.QueryHandler::handleRequest
 * Environment: { TABLE_NAME: orders, BUCKET_NAME: invoices, AUTHORIZATION: AWS_IAM }
 * }</pre>
 */
public final class QueryHandler implements RequestStreamHandler, Resource {

    private final Api<Invocation> api;
    private final QueryConfig config;
    private final OrderStore store;
    private final Once<InvoiceDesk> desk;
    private final Clock clock;

    /** For Lambda: settings from the environment. */
    public QueryHandler() {
        this(QueryConfig.from(System.getenv()));
    }

    private QueryHandler(QueryConfig config) {
        this(
                config,
                DynamoDbOrderStore.connect(config.tableName()),
                () -> S3InvoiceBucket.connect(config.bucketName(), Clock.systemUTC()),
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
        this.config = config;
        this.store = store;
        this.desk = new Once<>(() -> new InvoiceDesk(bucket.get(), config.urlExpiry()));
        this.clock = clock;
        this.api =
                new Api<>(
                        this::caller,
                        Map.of(
                                Route.GET_ORDER, action(Queries::order),
                                Route.GET_ORDERS, action(Queries::orders),
                                Route.GET_INVOICE, action(Queries::invoice)));
    }

    /** One event and its context. */
    private record Invocation(HttpEvent event, Context context) {}

    /** One of {@link Queries}. */
    private interface Query {
        Answer answer(Queries queries, QueryParameters parameters, Caller caller, RequestLog log)
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
        HttpEvent event;
        try {
            event = HttpEvent.read(json);
        } catch (IOException e) {
            RequestLog log = new RequestLog(clock, context.getAwsRequestId(), "");
            write(Api.failure(e, log), log, to, context);
            return;
        }
        RequestLog log = new RequestLog(clock, context.getAwsRequestId(), event.routeKey());
        Answer answer =
                api.answer(
                        new Invocation(event, context),
                        event.routeKey(),
                        event.method(),
                        event.path(),
                        log);
        write(answer, log, to, context);
    }

    private static void write(Answer answer, RequestLog log, OutputStream to, Context context)
            throws IOException {
        // As bytes: the runtime would wrap a text into a JSON object of its own.
        context.getLogger().log(log.line(answer.status()));
        HttpAnswer.write(to, answer.status(), answer.headers(), answer.body());
    }

    private Api.Action<Invocation> action(Query query) {
        return (invocation, caller, log) -> {
            HttpEvent event = invocation.event();
            Deadline deadline = Deadline.of(invocation.context(), clock);
            return RequestThread.run(
                    deadline,
                    () -> answer(query, new Queries(store, desk, deadline), event, caller, log));
        };
    }

    private static Answer answer(
            Query query, Queries queries, HttpEvent event, Caller caller, RequestLog log) {
        try {
            return query.answer(queries, new QueryParameters(event.parameters()), caller, log);
        } catch (InvalidQueryException e) {
            return Answer.problem(
                    ProblemDocument.invalid("invalid-query", "The query is invalid", e.problems()));
        }
    }

    private Caller caller(Invocation invocation) {
        HttpEvent event = invocation.event();
        return Caller.of(
                config.authorization(), config.accountClaim(), event.claims(), event.isSigned());
    }
}
