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
 * Lambda's entry point for {@code GET /order}, {@code GET /orders}, {@code GET /order/events},
 * {@code GET /invoice}, {@code $default} and, if the API has it, {@code OPTIONS /{proxy+}} (HTTP
 * API, payload 2.0). The route {@code $default} gets all requests that match no other route. Of
 * these requests, OPTIONS of a known path gets the answer 204. All others get 404 or 405, or 403 if
 * the authorizer did not check the request. The route {@code OPTIONS /{proxy+}} always gets the
 * answer 204. The function answers each request before Lambda's time limit: see {@link
 * InvocationDeadline}.
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

    /** Called by Lambda. The settings come from the environment. */
    public QueryHandler() {
        this(QueryConfig.from(System.getenv()));
    }

    /** A handler with these settings. The SDK itself finds region, credentials and endpoints. */
    public QueryHandler(QueryConfig config) {
        this(
                config,
                DynamoDbOrderStore.connect(config.tableName()),
                () -> S3InvoiceBucket.connect(config.bucketName()),
                Clock.systemUTC());
        // The global context has only a weak reference to this object. That is enough, because
        // Lambda's runtime has a strong reference.
        Core.getGlobalContext().register(this);
    }

    /**
     * A handler that uses this table and this bucket.
     *
     * @param bucket makes the S3 client. This supplier is called once: before the snapshot, or else
     *     by the first request for an invoice or credit note. So requests for orders do not wait
     *     for the S3 client
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
        // Makes the S3 client and the template of the pages. Without this, the first request for an
        // invoice after each restore would make them.
        issuer.get();
        QueryPriming.run(config);
    }

    /** Does nothing: the clients have no connection yet, and get their credentials at each call. */
    @Override
    public void afterRestore(org.crac.Context<? extends Resource> snapshot) {}

    @Override
    public void handleRequest(InputStream json, OutputStream to, Context context)
            throws IOException {
        function.handle(json, to, context);
    }
}
