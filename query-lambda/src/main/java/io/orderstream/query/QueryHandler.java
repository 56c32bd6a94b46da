package io.orderstream.query;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.orderstream.lambda.http.HttpFunction;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.lambda.runtime.Lazy;
import io.orderstream.query.invoices.InvoiceBucket;
import io.orderstream.query.invoices.InvoiceIssuer;
import io.orderstream.query.invoices.S3InvoiceBucket;
import io.orderstream.query.orders.DynamoDbOrderStore;
import io.orderstream.query.orders.OrderStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Clock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.crac.Core;
import org.crac.Resource;

/**
 * Lambda's entry point for {@code GET /order}, {@code GET /orders}, {@code GET /invoice} and {@code
 * $default} (HTTP API, payload 2.0): whatever is no route of the API comes here and gets 404 or
 * 405. Each request is answered before Lambda would end it; see {@link InvocationDeadline}.
 *
 * <pre>{@code
 * Handler: io.orderstream.query.QueryHandler::handleRequest
 * Environment: { TABLE_NAME: orders, BUCKET_NAME: invoices, AUTHORIZATION: AWS_IAM }
 * }</pre>
 */
public final class QueryHandler implements RequestStreamHandler, Resource {

    private final QueryConfig config;
    private final Lazy<InvoiceIssuer> issuer;
    private final HttpFunction function;

    /** For Lambda: settings from the environment. */
    public QueryHandler() {
        this(QueryConfig.from(System.getenv()));
    }

    /** With these settings. The clients find region, credentials and endpoints as the SDK does. */
    public QueryHandler(QueryConfig config) {
        this(
                config,
                DynamoDbOrderStore.connect(config.tableName()),
                () -> S3InvoiceBucket.connect(config.bucketName()),
                Clock.systemUTC());
        // Held weakly there; the runtime holds this handler.
        Core.getGlobalContext().register(this);
    }

    /**
     * A handler with these ends. Each request has a table and a bucket of its own, whose calls end
     * with its deadline.
     *
     * @param bucket asked for once, by the first request for an invoice: whoever asks for an order
     *     does not wait until S3's client is made
     */
    QueryHandler(
            QueryConfig config,
            Function<InvocationDeadline, OrderStore> table,
            Supplier<Function<InvocationDeadline, InvoiceBucket>> bucket,
            Clock clock) {
        this.config = config;
        this.issuer = new Lazy<>(() -> new InvoiceIssuer(bucket.get(), config.urlExpiry()));
        this.function =
                new HttpFunction(
                        config.authorization(),
                        config.accountClaim(),
                        clock,
                        new QueryRoutes(table, issuer, clock).actions());
    }

    /** Called by Lambda when it publishes a version; see {@link QueryPriming}. */
    @Override
    public void beforeCheckpoint(org.crac.Context<? extends Resource> snapshot) {
        // Otherwise the first request for an invoice after each restore would make it.
        issuer.get();
        QueryPriming.run(config);
    }

    /** Nothing to do: the clients have no connection yet, and ask for credentials at each call. */
    @Override
    public void afterRestore(org.crac.Context<? extends Resource> snapshot) {}

    @Override
    public void handleRequest(InputStream json, OutputStream to, Context context)
            throws IOException {
        function.handle(json, to, context);
    }
}
