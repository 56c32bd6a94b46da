package io.orderstream.query;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.orderstream.model.ProblemDocument;
import io.orderstream.model.api.Answer;
import io.orderstream.model.api.Api;
import io.orderstream.model.api.Caller;
import io.orderstream.model.api.RequestLog;
import io.orderstream.model.api.Route;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

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
public final class QueryHandler
        implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    private final Api<APIGatewayV2HTTPEvent> api;
    private final String accountClaim;
    private final Clock clock;

    /** For Lambda: settings from the environment. */
    public QueryHandler() {
        this(QueryConfig.from(System.getenv()));
    }

    private QueryHandler(QueryConfig config) {
        // The clients are made here, not at the first request: SnapStart keeps them.
        this(
                config,
                DynamoDbOrderStore.connect(config.tableName()),
                S3InvoiceBucket.connect(config.bucketName()),
                Clock.systemUTC());
    }

    QueryHandler(QueryConfig config, OrderStore store, InvoiceBucket bucket, Clock clock) {
        this(config, store, new InvoiceDesk(bucket, config.urlExpiry()), clock);
    }

    QueryHandler(QueryConfig config, OrderStore store, InvoiceDesk desk, Clock clock) {
        Parallel parallel = new Parallel();
        Queries queries =
                new Queries(
                        new OrderFinder(store, parallel), new OrderPager(store, parallel), desk);
        this.api =
                new Api<>(
                        Map.of(
                                Route.GET_ORDER, action(queries::order),
                                Route.GET_ORDERS, action(queries::orders),
                                Route.GET_INVOICE, action(queries::invoice)));
        this.accountClaim = config.accountClaim();
        this.clock = clock;
    }

    /** One of {@link Queries}. */
    private interface Query {
        Answer answer(QueryParameters parameters, Caller caller, RequestLog log)
                throws InvalidQueryException;
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        RequestLog log = new RequestLog(clock, context.getAwsRequestId(), event.getRouteKey());
        APIGatewayV2HTTPEvent.RequestContext.Http http = event.getRequestContext().getHttp();
        Answer answer =
                api.answer(event, event.getRouteKey(), http.getMethod(), http.getPath(), log);
        // As bytes: the runtime would wrap a text into a JSON object of its own.
        context.getLogger().log(log.line(answer.status()));
        return APIGatewayV2HTTPResponse.builder()
                .withStatusCode(answer.status())
                .withHeaders(answer.headers())
                .withBody(answer.body())
                .build();
    }

    private Api.Action<APIGatewayV2HTTPEvent> action(Query query) {
        return (event, log) -> {
            try {
                return query.answer(
                        new QueryParameters(event.getQueryStringParameters()), caller(event), log);
            } catch (InvalidQueryException e) {
                return Answer.problem(
                        ProblemDocument.invalid(
                                "invalid-query", "The query is invalid", e.problems()));
            }
        };
    }

    private Caller caller(APIGatewayV2HTTPEvent event) {
        return Optional.ofNullable(event.getRequestContext().getAuthorizer())
                .map(APIGatewayV2HTTPEvent.RequestContext.Authorizer::getJwt)
                .map(jwt -> Caller.withToken(accountClaim, jwt.getClaims()))
                .orElseGet(Caller::anyone);
    }
}
