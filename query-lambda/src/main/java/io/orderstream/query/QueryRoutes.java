package io.orderstream.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.lambda.http.Answer;
import io.orderstream.lambda.http.Api;
import io.orderstream.lambda.http.Caller;
import io.orderstream.lambda.http.HttpFunction.Invocation;
import io.orderstream.lambda.http.ProblemDocument;
import io.orderstream.lambda.http.ProblemType;
import io.orderstream.lambda.http.RequestLog;
import io.orderstream.lambda.http.Route;
import io.orderstream.lambda.runtime.InvocationDeadline;
import io.orderstream.lambda.runtime.RequestThread;
import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.OrderLife;
import io.orderstream.model.VendorId;
import io.orderstream.model.json.CompactJson;
import io.orderstream.model.storage.IssuedDocument;
import io.orderstream.model.wire.HistoryDocument;
import io.orderstream.model.wire.OrderDateRule;
import io.orderstream.model.wire.OrderDocument;
import io.orderstream.query.invoices.CreditNote;
import io.orderstream.query.invoices.Disposition;
import io.orderstream.query.invoices.InvoiceBucket;
import io.orderstream.query.invoices.InvoiceIssuer;
import io.orderstream.query.orders.OrderHistory;
import io.orderstream.query.orders.OrderPager;
import io.orderstream.query.orders.OrderStore;
import io.orderstream.query.orders.PageLimit;
import io.orderstream.query.orders.StoredOrder;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The four queries. Each reads the parameters of a request and returns the answer. */
final class QueryRoutes {

    private static final String CREDIT_NOTE = "creditnote";

    private static final String AWAITED_SERVICES = "the order table or the invoice archive";

    /**
     * The archive has an order after the job's next checkpoint, which may be a minute away. A
     * client that asks every ten seconds gets the invoice soon after the checkpoint.
     */
    private static final String ARCHIVE_RETRY_AFTER_SECONDS = "10";

    /** About the time that an order or event takes through the stream and the job. */
    private static final String TABLE_RETRY_AFTER_SECONDS = "1";

    private final Function<InvocationDeadline, OrderStore> table;
    private final Supplier<InvoiceIssuer> issuer;
    private final Clock clock;

    /** Only requests for an invoice or credit note call {@code issuer}. */
    QueryRoutes(
            Function<InvocationDeadline, OrderStore> table,
            Supplier<InvoiceIssuer> issuer,
            Clock clock) {
        this.table = table;
        this.issuer = issuer;
        this.clock = clock;
    }

    /** One request, as a query needs it. */
    private record Request(
            QueryParameters parameters,
            Caller caller,
            RequestLog log,
            InvocationDeadline deadline) {

        /**
         * The account. Refuses a request with a wrong parameter, and a caller who may not act for
         * the account.
         */
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
                Route.GET_ORDER_EVENTS, action(this::events),
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

    /**
     * {@code GET /order}: one order with its state, or the latest order of an account and a vendor.
     */
    private Answer order(Request request) {
        QueryParameters parameters = request.parameters();
        Optional<VendorId> vendor =
                parameters.required("vendorid", VendorId::of, VendorId.EXPECTED);
        Optional<Instant> at = at(parameters);
        // The parameter "at" requires an order id: finding the order that was the latest at that
        // instant would take a long search.
        Optional<OrderId> id =
                at.isPresent()
                        ? parameters.required("orderid", OrderId::of, OrderId.EXPECTED)
                        : orderId(parameters, "orderid");
        AccountId account = request.account();
        Optional<OrderHistory> history =
                id.isPresent()
                        ? history(request, account, vendor.orElseThrow(), id.get())
                        : newest(request, account, vendor);
        return stateOf(
                history,
                at,
                life -> "{\"order\":" + OrderDocument.format(life) + "}",
                request.log());
    }

    /** {@code GET /order/events}: one order with its state and its events. */
    private Answer events(Request request) {
        QueryParameters parameters = request.parameters();
        Optional<VendorId> vendor =
                parameters.required("vendorid", VendorId::of, VendorId.EXPECTED);
        Optional<OrderId> id = parameters.required("orderid", OrderId::of, OrderId.EXPECTED);
        Optional<Instant> at = at(parameters);
        AccountId account = request.account();
        return stateOf(
                history(request, account, vendor.orElseThrow(), id.orElseThrow()),
                at,
                HistoryDocument::format,
                request.log());
    }

    /** An answer with the order's state, now or at an instant. */
    private static Answer stateOf(
            Optional<OrderHistory> found,
            Optional<Instant> at,
            Function<OrderLife, String> format,
            RequestLog log) {
        if (found.isEmpty()) {
            return noSuchOrder();
        }
        OrderHistory history = found.get();
        log.order(history.id());
        Optional<OrderLife> life =
                at.isPresent() ? history.lifeAt(at.get()) : Optional.of(history.life());
        return life.map(format)
                .map(json -> Answer.json(200, json))
                .orElseGet(() -> notArrivedAt(at.orElseThrow(), history));
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

    /** {@code GET /invoice}: the address of an order's invoice or credit note. */
    private Answer invoice(Request request) {
        QueryParameters parameters = request.parameters();
        Optional<VendorId> vendor = vendor(parameters);
        Optional<OrderId> id = orderId(parameters, "orderid");
        boolean isCreditNote =
                parameters
                        .optional("document", QueryRoutes::isCreditNote, "invoice or creditnote")
                        .orElse(false);
        IssuedDocument format =
                parameters
                        .optional("format", QueryRoutes::format, "json, html or pdf")
                        .orElse(IssuedDocument.JSON);
        boolean redirect =
                parameters.optional("redirect", QueryRoutes::flag, "true or false").orElse(false);
        Disposition disposition =
                parameters
                        .optional("download", QueryRoutes::flag, "true or false")
                        .map(download -> download ? Disposition.ATTACHMENT : Disposition.INLINE)
                        .orElse(Disposition.usualFor(format));
        AccountId account = request.account();
        Optional<StoredOrder> order =
                id.isPresent()
                        ? table.apply(request.deadline()).find(account, vendor, id.get())
                        : newest(request, account, vendor).map(OrderHistory::stored);
        order.ifPresent(found -> request.log().order(found.id()));
        Function<StoredOrder, Answer> issue =
                found ->
                        isCreditNote
                                ? creditNote(request, found, format, disposition, redirect)
                                : invoice(request, found, format, disposition, redirect);
        return order.map(issue)
                .orElseGet(QueryRoutes::noSuchOrder)
                .with("cache-control", "no-store");
    }

    private Answer invoice(
            Request request,
            StoredOrder order,
            IssuedDocument format,
            Disposition disposition,
            boolean redirect) {
        return issuer.get()
                .issue(order, format, disposition, request.deadline())
                .map(signed -> addressOf(signed, redirect, about(order, format)))
                .orElseGet(() -> notArchivedYet(order.id()));
    }

    /**
     * The address of the order's credit note. The order's state comes from the table and not from
     * the table's index. The index may have a later event but not yet an earlier one. A credit note
     * from the index could then be wrong, and would stay wrong: an issued document is not written
     * again.
     */
    private Answer creditNote(
            Request request,
            StoredOrder order,
            IssuedDocument format,
            Disposition disposition,
            boolean redirect) {
        AccountId account = order.received().account();
        Optional<OrderHistory> history = history(request, account, order.vendor(), order.id());
        if (history.isEmpty()) {
            return noSuchOrder();
        }
        OrderLife life = history.get().life();
        Optional<CreditNote> note = CreditNote.of(life);
        if (note.isEmpty()) {
            return noCreditNote(life);
        }
        InvoiceBucket.SignedUrl signed =
                issuer.get().issue(note.get(), format, disposition, request.deadline());
        return addressOf(
                signed,
                redirect,
                about(order, format)
                        .put("document", CREDIT_NOTE)
                        .put("number", note.get().number()));
    }

    private Optional<OrderHistory> history(
            Request request, AccountId account, VendorId vendor, OrderId id) {
        return table.apply(request.deadline()).history(account, vendor, id);
    }

    /** The latest order. */
    private Optional<OrderHistory> newest(
            Request request, AccountId account, Optional<VendorId> vendor) {
        return table
                .apply(request.deadline())
                .newest(account, vendor, Optional.empty(), 1)
                .orders()
                .stream()
                .findFirst();
    }

    /** A redirect to a document, or a JSON answer with its address and these members. */
    private static Answer addressOf(
            InvoiceBucket.SignedUrl signed, boolean redirect, ObjectNode about) {
        if (redirect) {
            return Answer.found(signed.url());
        }
        ObjectNode body =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("url", signed.url())
                        .put("expiresat", signed.expiresAt().toString());
        body.setAll(about);
        return Answer.json(200, CompactJson.write(body));
    }

    private static ObjectNode about(StoredOrder order, IssuedDocument format) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("orderid", order.id().value())
                .put("format", format.extension());
    }

    private static Optional<VendorId> vendor(QueryParameters parameters) {
        return parameters.optional("vendorid", VendorId::of, VendorId.EXPECTED);
    }

    private static Optional<OrderId> orderId(QueryParameters parameters, String name) {
        return parameters.optional(name, OrderId::of, OrderId.EXPECTED);
    }

    private static Optional<Instant> at(QueryParameters parameters) {
        return parameters.optional("at", QueryRoutes::instant, OrderDateRule.EXPECTED);
    }

    private static Instant instant(String text) {
        return OrderDateRule.parse(text).orElseThrow(() -> new IllegalArgumentException("date"));
    }

    private static boolean isCreditNote(String text) {
        return switch (text) {
            case CREDIT_NOTE -> true;
            case "invoice" -> false;
            default -> throw new IllegalArgumentException("document");
        };
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
                                ProblemType.NO_SUCH_ORDER,
                                "An order can be read about a second after it was accepted;"
                                        + " if it was accepted just now, ask again"))
                .with("retry-after", TABLE_RETRY_AFTER_SECONDS)
                .with("cache-control", "no-store");
    }

    /** 404 for an instant before the order arrived. No retry helps. */
    private static Answer notArrivedAt(Instant at, OrderHistory history) {
        return Answer.problem(
                        new ProblemDocument(
                                ProblemType.NO_SUCH_ORDER,
                                "Order "
                                        + history.id()
                                        + " arrived at "
                                        + history.stored().received().receivedAt()
                                        + ", which is after "
                                        + at))
                .with("cache-control", "no-store");
    }

    /** 404. A cancellation or refund may still be on its way. */
    private static Answer noCreditNote(OrderLife life) {
        return Answer.problem(
                        new ProblemDocument(
                                ProblemType.NO_CREDIT_NOTE,
                                "Order "
                                        + life.order().orderId()
                                        + " is "
                                        + life.status().text()
                                        + ", and nothing was refunded"))
                .with("retry-after", TABLE_RETRY_AFTER_SECONDS);
    }

    private static Answer notArchivedYet(OrderId order) {
        return Answer.problem(
                        new ProblemDocument(
                                ProblemType.NO_INVOICE_YET,
                                "Order "
                                        + order
                                        + " is known, but not archived yet; ask again later"))
                .with("retry-after", ARCHIVE_RETRY_AFTER_SECONDS);
    }
}
