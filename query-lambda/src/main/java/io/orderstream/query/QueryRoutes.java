package io.orderstream.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orderstream.lambda.http.Answer;
import io.orderstream.lambda.http.Api;
import io.orderstream.lambda.http.Caller;
import io.orderstream.lambda.http.HttpFunction.Invocation;
import io.orderstream.lambda.http.ProblemDocument;
import io.orderstream.lambda.http.RequestLog;
import io.orderstream.lambda.http.Route;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.lambda.runtime.RequestThread;
import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.json.CompactJson;
import io.orderstream.model.storage.IssuedDocument;
import io.orderstream.model.wire.OrderDocument;
import io.orderstream.query.invoices.InvoiceBucket;
import io.orderstream.query.invoices.InvoiceIssuer;
import io.orderstream.query.orders.OrderPager;
import io.orderstream.query.orders.OrderStore;
import io.orderstream.query.orders.PageLimit;
import io.orderstream.query.orders.StoredOrder;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The three queries. Each reads the parameters of a request and returns the answer. */
final class QueryRoutes {

    private static final String AWAITED_SERVICES = "the order table or the invoice archive";

    /** An invoice exists after the job's next checkpoint, which may be a minute away. */
    private static final String ARCHIVE_RETRY_AFTER_SECONDS = "10";

    /** About the time that an order takes through the stream and the job. */
    private static final String ORDER_RETRY_AFTER_SECONDS = "1";

    private final Function<InvocationDeadline, OrderStore> table;
    private final Supplier<InvoiceIssuer> issuer;
    private final Clock clock;

    /** Only requests for an invoice call {@code issuer}. */
    QueryRoutes(
            Function<InvocationDeadline, OrderStore> table,
            Supplier<InvoiceIssuer> issuer,
            Clock clock) {
        this.table = table;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** What a query gets. */
    private record Request(
            QueryParameters parameters,
            Caller caller,
            RequestLog log,
            InvocationDeadline deadline) {

        /** Refuses a wrong parameter, and a caller who may not act for the account. */
        AccountId account() {
            AccountId account = parameters.account();
            caller.requireToActFor(account);
            return account;
        }
    }

    Map<Route, Api.Action<Invocation>> actions() {
        return Map.of(
                Route.GET_ORDER, action(this::order),
                Route.GET_ORDERS, action(this::orders),
                Route.GET_INVOICE, action(this::invoice));
    }

    private Api.Action<Invocation> action(Function<Request, Answer> query) {
        return (invocation, caller, log) -> {
            InvocationDeadline deadline =
                    InvocationDeadline.of(invocation.context(), clock, AWAITED_SERVICES);
            QueryParameters parameters = new QueryParameters(invocation.event().parameters());
            Request request = new Request(parameters, caller, log, deadline);
            return RequestThread.run(deadline, () -> query.apply(request));
        };
    }

    /** {@code GET /order}: one order, or the latest order of an account and a vendor. */
    private Answer order(Request request) {
        QueryParameters parameters = request.parameters();
        Optional<VendorId> vendor =
                parameters.required("vendorid", VendorId::of, VendorId.EXPECTED);
        Optional<OrderId> id = orderId(parameters, "orderid");
        return find(request, request.account(), vendor, id)
                .map(order -> "{\"order\":" + OrderDocument.format(order.received()) + "}")
                .map(json -> Answer.json(200, json))
                .orElseGet(QueryRoutes::noSuchOrder);
    }

    /** {@code GET /orders}: a page of an account's orders. */
    private Answer orders(Request request) {
        QueryParameters parameters = request.parameters();
        Optional<VendorId> vendor = vendor(parameters);
        Optional<Integer> limit = parameters.optional("limit", PageLimit::of, PageLimit.EXPECTED);
        Optional<OrderId> next = orderId(parameters, "next");
        AccountId account = request.account();
        OrderPager.Page page =
                new OrderPager(table.apply(request.deadline()))
                        .page(account, vendor, next, limit.orElse(PageLimit.DEFAULT));
        request.log().orders(page.documents().size());
        return Answer.json(
                200,
                "{\"orders\":["
                        + String.join(",", page.documents())
                        + "]"
                        + page.next().map(id -> ",\"next\":\"" + id + '"').orElse("")
                        + "}");
    }

    /** {@code GET /invoice}: the address of an order's invoice. */
    private Answer invoice(Request request) {
        QueryParameters parameters = request.parameters();
        Optional<VendorId> vendor = vendor(parameters);
        Optional<OrderId> id = orderId(parameters, "orderid");
        IssuedDocument format =
                parameters
                        .optional("format", QueryRoutes::format, "json or html")
                        .orElse(IssuedDocument.JSON);
        boolean redirect =
                parameters.optional("redirect", QueryRoutes::flag, "true or false").orElse(false);
        Optional<StoredOrder> order = find(request, request.account(), vendor, id);
        if (order.isEmpty()) {
            return noSuchOrder();
        }
        OrderId found = order.get().id();
        return issuer.get()
                .issue(order.get(), format, request.deadline())
                .map(
                        signed ->
                                redirect
                                        ? Answer.found(signed.url())
                                        : Answer.json(200, addressOf(signed, found, format)))
                .orElseGet(() -> notArchivedYet(found))
                .with("cache-control", "no-store");
    }

    /** The order with this id. Without an id, the latest order. */
    private Optional<StoredOrder> find(
            Request request, AccountId account, Optional<VendorId> vendor, Optional<OrderId> id) {
        OrderStore store = table.apply(request.deadline());
        Optional<StoredOrder> order =
                id.isPresent()
                        ? store.find(account, vendor, id.get())
                        : store.newest(account, vendor, Optional.empty(), 1).orders().stream()
                                .findFirst();
        order.ifPresent(found -> request.log().order(found.id()));
        return order;
    }

    private static String addressOf(
            InvoiceBucket.SignedUrl signed, OrderId order, IssuedDocument format) {
        return CompactJson.write(
                JsonNodeFactory.instance
                        .objectNode()
                        .put("url", signed.url())
                        .put("expiresat", signed.expiresAt().toString())
                        .put("orderid", order.value())
                        .put("format", format.extension()));
    }

    private static Optional<VendorId> vendor(QueryParameters parameters) {
        return parameters.optional("vendorid", VendorId::of, VendorId.EXPECTED);
    }

    private static Optional<OrderId> orderId(QueryParameters parameters, String name) {
        return parameters.optional(name, OrderId::of, OrderId.EXPECTED);
    }

    private static IssuedDocument format(String text) {
        return Arrays.stream(IssuedDocument.values())
                .filter(format -> format.extension().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("format"));
    }

    private static boolean flag(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("flag");
        };
    }

    /** 404. The order may still be on its way, so the answer says when to ask again. */
    private static Answer noSuchOrder() {
        return Answer.problem(
                        new ProblemDocument(
                                404,
                                "no-such-order",
                                "No such order is known",
                                "An order can be read about a second after it was accepted;"
                                        + " if it was accepted just now, ask again",
                                List.of()))
                .with("retry-after", ORDER_RETRY_AFTER_SECONDS)
                .with("cache-control", "no-store");
    }

    private static Answer notArchivedYet(OrderId order) {
        return Answer.problem(
                        new ProblemDocument(
                                404,
                                "no-invoice-yet",
                                "There is no invoice yet",
                                "Order "
                                        + order
                                        + " is known, but not archived yet; ask again later",
                                List.of()))
                .with("retry-after", ARCHIVE_RETRY_AFTER_SECONDS);
    }
}
