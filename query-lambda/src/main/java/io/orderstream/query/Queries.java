package io.orderstream.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.orderstream.model.AccountId;
import io.orderstream.model.OrderId;
import io.orderstream.model.VendorId;
import io.orderstream.model.api.Answer;
import io.orderstream.model.api.Caller;
import io.orderstream.model.api.RequestLog;
import io.orderstream.model.json.CompactJson;
import io.orderstream.model.storage.IssuedDocument;
import io.orderstream.model.wire.OrderDocument;
import io.orderstream.model.wire.ProblemDocument;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The three queries of one request: parameters in, answer out. */
final class Queries {

    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 1000;

    /** Some part of a checkpoint interval, which this function does not know. */
    private static final String ARCHIVE_RETRY_AFTER_SECONDS = "10";

    /** About what an order takes through the stream and the job. */
    private static final String ORDER_RETRY_AFTER_SECONDS = "1";

    private static final Pattern WHOLE_NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

    private final OrderStore table;
    private final Supplier<InvoiceDesk> desk;
    private final Deadline deadline;

    /**
     * Queries of these.
     *
     * @param desk asked for only when an invoice is wanted
     * @param deadline the request's
     */
    Queries(OrderStore store, Supplier<InvoiceDesk> desk, Deadline deadline) {
        this.table = store.within(deadline);
        this.desk = desk;
        this.deadline = deadline;
    }

    /** {@code GET /order}: one order, or the pair's latest. */
    Answer order(QueryParameters parameters, Caller caller, RequestLog log)
            throws InvalidQueryException {
        Optional<AccountId> account = account(parameters);
        Optional<VendorId> vendor =
                parameters.required("vendorid", VendorId::of, VendorId.EXPECTED);
        Optional<OrderId> id = orderId(parameters, "orderid");
        parameters.check();
        if (!caller.mayActFor(account.orElseThrow())) {
            return Caller.forbidden();
        }
        Optional<StoredOrder> order = find(account.orElseThrow(), vendor, id);
        order.ifPresent(found -> log.order(found.id()));
        return order.map(
                        found ->
                                Answer.json(
                                        200,
                                        "{\"order\":"
                                                + OrderDocument.format(found.received())
                                                + "}"))
                .orElseGet(Queries::noSuchOrder);
    }

    /** {@code GET /orders}: a page of them. */
    Answer orders(QueryParameters parameters, Caller caller, RequestLog log)
            throws InvalidQueryException {
        Optional<AccountId> account = account(parameters);
        Optional<VendorId> vendor = vendor(parameters);
        Optional<Integer> limit =
                parameters.optional(
                        "limit", Queries::limit, "a whole number from 1 to " + MAX_LIMIT);
        Optional<OrderId> next = orderId(parameters, "next");
        parameters.check();
        if (!caller.mayActFor(account.orElseThrow())) {
            return Caller.forbidden();
        }
        OrderPager.Page page =
                new OrderPager(table)
                        .page(account.orElseThrow(), vendor, next, limit.orElse(DEFAULT_LIMIT));
        log.orders(page.documents().size());
        return Answer.json(
                200,
                "{\"orders\":["
                        + String.join(",", page.documents())
                        + "]"
                        + page.next().map(id -> ",\"next\":\"" + id + '"').orElse("")
                        + "}");
    }

    /** {@code GET /invoice}: the address of one order's invoice. */
    Answer invoice(QueryParameters parameters, Caller caller, RequestLog log)
            throws InvalidQueryException {
        Optional<AccountId> account = account(parameters);
        Optional<VendorId> vendor = vendor(parameters);
        Optional<OrderId> id = orderId(parameters, "orderid");
        Optional<IssuedDocument> format =
                parameters.optional("format", Queries::format, "json or html");
        Optional<Boolean> redirect =
                parameters.optional("redirect", Queries::flag, "true or false");
        parameters.check();
        if (!caller.mayActFor(account.orElseThrow())) {
            return Caller.forbidden();
        }
        Optional<StoredOrder> order = find(account.orElseThrow(), vendor, id);
        if (order.isEmpty()) {
            return noSuchOrder();
        }
        OrderId found = order.get().id();
        log.order(found);
        IssuedDocument wanted = format.orElse(IssuedDocument.JSON);
        return desk.get()
                .issue(order.get(), wanted, deadline)
                .map(
                        signed ->
                                redirect.orElse(false)
                                        ? Answer.found(signed.url())
                                        : Answer.json(200, addressOf(signed, found, wanted)))
                .orElseGet(() -> notArchivedYet(found))
                .with("cache-control", "no-store");
    }

    /** The order with this id, or the latest. */
    private Optional<StoredOrder> find(
            AccountId account, Optional<VendorId> vendor, Optional<OrderId> id) {
        return id.isPresent()
                ? table.find(account, vendor, id.get())
                : table.newest(account, vendor, Optional.empty(), 1).orders().stream().findFirst();
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

    private static Optional<AccountId> account(QueryParameters parameters) {
        return parameters.required("accountid", AccountId::of, AccountId.EXPECTED);
    }

    private static Optional<VendorId> vendor(QueryParameters parameters) {
        return parameters.optional("vendorid", VendorId::of, VendorId.EXPECTED);
    }

    private static Optional<OrderId> orderId(QueryParameters parameters, String name) {
        return parameters.optional(name, OrderId::of, OrderId.EXPECTED);
    }

    private static int limit(String text) {
        if (!WHOLE_NUMBER.matcher(text).matches() || Integer.parseInt(text) > MAX_LIMIT) {
            throw new IllegalArgumentException("limit");
        }
        return Integer.parseInt(text);
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

    /**
     * 404. An order that never was and one that is still on its way look alike here: the table has
     * neither. So each such answer says when to ask again.
     */
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
                                        + " is known; its invoice exists once its record is"
                                        + " durably archived",
                                List.of()))
                .with("retry-after", ARCHIVE_RETRY_AFTER_SECONDS);
    }
}
