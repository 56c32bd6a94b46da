package io.orderstream.model.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.IsoInstants;
import io.orderstream.model.Money;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.OrderLife;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.VendorId;
import io.orderstream.model.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The order document: the one form in which an order is shown, in API answers, archive lines and
 * JSON invoices. It is JSON on one line. The members are always in the same sequence, money is in
 * strings as {@link Money#plain} writes it, and details are in compact form.
 *
 * <pre>{@code
 * OrderDocument.format(received);
 * // {"orderid":"01a2…","accountid":"a1","vendorid":"v1","orderdate":"2026-11-23T10:11:12.123456Z",
 * //  "receivedat":"2026-11-23T10:11:12.480Z","unitprice":"4.5","quantity":2,"total":"9",
 * //  "details":{…}}
 * }</pre>
 */
public final class OrderDocument {

    private OrderDocument() {}

    /** The order's document, without a line end. */
    public static String format(ReceivedOrder received) {
        return builder(received).toString();
    }

    /**
     * The order's document with the order's state at its end, without a line end. The state has the
     * members {@code "status":"placed","version":1,"refunded":"4","net":"5"}, and {@code
     * "moreevents":true} if {@link OrderLife#hasMoreEvents()} is true.
     */
    public static String format(OrderLife life) {
        StringBuilder json = builder(life.order());
        json.setLength(json.length() - 1);
        json.append(",\"status\":\"")
                .append(life.status().text())
                .append("\",\"version\":")
                .append(life.version())
                .append(",\"refunded\":\"")
                .append(Money.plain(life.refunded()))
                .append("\",\"net\":\"")
                .append(Money.plain(life.net()))
                .append('"');
        if (life.hasMoreEvents()) {
            json.append(",\"moreevents\":true");
        }
        return json.append('}').toString();
    }

    /** The order's document and a line end, in UTF-8: its line in the archive. */
    public static byte[] line(ReceivedOrder received) {
        return builder(received).append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static StringBuilder builder(ReceivedOrder received) {
        Order order = received.order();
        StringBuilder json = new StringBuilder(320 + order.details().json().length());
        // Ids, keys, dates and numbers have no characters that need escaping.
        json.append("{\"orderid\":\"")
                .append(order.id())
                .append("\",\"accountid\":\"")
                .append(order.account())
                .append("\",\"vendorid\":\"")
                .append(order.vendor())
                .append("\",\"orderdate\":\"")
                .append(IsoInstants.of(order.orderDate()))
                .append("\",\"receivedat\":\"")
                .append(IsoInstants.of(received.receivedAt()));
        order.idempotencyKey()
                .ifPresent(key -> json.append("\",\"idempotencykey\":\"").append(key));
        return json.append("\",\"unitprice\":\"")
                .append(Money.plain(order.unitPrice()))
                .append("\",\"quantity\":")
                .append(order.quantity())
                .append(",\"total\":\"")
                .append(Money.plain(order.total()))
                .append("\",\"details\":")
                .append(order.details().json())
                .append('}');
    }

    /**
     * The first characters of every document of this order. With these characters, a reader finds
     * the order's line in an archive file without parsing the other lines.
     */
    public static String startOf(OrderId id) {
        return "{\"orderid\":\"" + id + "\",";
    }

    /**
     * The order of a document that {@link #format(ReceivedOrder)} or {@link #format(OrderLife)}
     * made.
     *
     * @throws IllegalArgumentException if the text is not such a document
     */
    public static ReceivedOrder parse(String document) {
        try {
            JsonNode json = Json.Mappers.STRICT.readTree(document);
            JsonNode details = json.required(OrderMembers.DETAILS);
            if (!details.isObject()) {
                throw new IllegalArgumentException(
                        "Not an order document: details is not an object");
            }
            return new ReceivedOrder(
                    Order.restore(
                            OrderId.of(text(json, OrderMembers.ORDER_ID)),
                            AccountId.of(text(json, OrderMembers.ACCOUNT_ID)),
                            VendorId.of(text(json, OrderMembers.VENDOR_ID)),
                            Instant.parse(text(json, OrderMembers.ORDER_DATE)),
                            Optional.ofNullable(json.get(OrderMembers.IDEMPOTENCY_KEY))
                                    .map(key -> IdempotencyKey.of(key.asText())),
                            new BigDecimal(text(json, OrderMembers.UNIT_PRICE)),
                            Long.parseLong(text(json, OrderMembers.QUANTITY)),
                            Details.of((ObjectNode) details)),
                    Instant.parse(text(json, OrderMembers.RECEIVED_AT)));
        } catch (JsonProcessingException | java.time.DateTimeException e) {
            throw new IllegalArgumentException("Not an order document", e);
        }
    }

    private static String text(JsonNode json, String name) {
        return json.required(name).asText();
    }
}
