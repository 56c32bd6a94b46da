package io.orderstream.acceptance.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * An order that is sent, and what the stack is expected to store. The id comes from the codec. This
 * class computes everything else without the product's code.
 *
 * @param id the order id, which the codec derives
 * @param account the id of the account
 * @param vendor the id of the vendor
 * @param date the order date in UTC, as {@link Instant#toString} writes it
 * @param unitPrice a plain decimal without trailing zeros
 * @param quantity at least 1
 * @param details all details, including price and quantity
 * @param idempotencyKey the key, in lower case; empty if the order has none
 */
record SentOrder(
        String id,
        String account,
        String vendor,
        String date,
        BigDecimal unitPrice,
        long quantity,
        ObjectNode details,
        Optional<String> idempotencyKey) {

    /** An order without an idempotency key. */
    static SentOrder of(
            String account,
            String vendor,
            String date,
            BigDecimal unitPrice,
            long quantity,
            ObjectNode details) {
        return of(account, vendor, date, unitPrice, quantity, details, Optional.empty());
    }

    /** An order with the id that the codec derives. */
    static SentOrder of(
            String account,
            String vendor,
            String date,
            BigDecimal unitPrice,
            long quantity,
            ObjectNode details,
            Optional<String> idempotencyKey) {
        SentOrder withoutId =
                new SentOrder(
                        "", account, vendor, date, unitPrice, quantity, details, idempotencyKey);
        try {
            String id = OrderCodec.parseRecord(withoutId.record(), Instant.now()).id().value();
            return new SentOrder(
                    id, account, vendor, date, unitPrice, quantity, details, idempotencyKey);
        } catch (InvalidOrderException e) {
            throw new AssertionError("A scenario's order must be valid: " + withoutId.json(), e);
        }
    }

    /** A copy of the order with this text in its details. The copy has another id. */
    SentOrder withDetail(String name, String text) {
        return of(
                account,
                vendor,
                date,
                unitPrice,
                quantity,
                details.deepCopy().put(name, text),
                idempotencyKey);
    }

    /**
     * The order as the member {@code order} of a JSON object, without an order id. Clients post
     * this form, and producers may put it onto the stream.
     */
    String json() {
        return """
               {"order":{"accountid":"%s","vendorid":"%s","orderdate":"%s"%s,"details":%s}}"""
                .formatted(account, vendor, date, keyMember(), details);
    }

    private String keyMember() {
        return idempotencyKey.map(key -> ",\"idempotencykey\":\"" + key + '"').orElse("");
    }

    /** The JSON in UTF-8: the data of a record. */
    byte[] record() {
        return json().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The query parameters for this order. The ids of account and vendor are encoded, because they
     * may contain {@code +} and {@code |}.
     */
    String query() {
        return pair() + "&orderid=" + id;
    }

    /** The query parameters for the latest order of its account with its vendor. */
    String pair() {
        return "accountid=" + encoded(account) + "&vendorid=" + encoded(vendor);
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    /** The order's archive line, byte for byte, without the line end. */
    String line(String id, String receivedAt) {
        return """
               {"orderid":"%s","accountid":"%s","vendorid":"%s","orderdate":"%s",\
               "receivedat":"%s"%s,"unitprice":"%s","quantity":%s,"total":"%s","details":%s}"""
                .formatted(
                        id,
                        account,
                        vendor,
                        date,
                        receivedAt,
                        keyMember(),
                        unitPrice.toPlainString(),
                        quantity,
                        total().toPlainString(),
                        details);
    }

    BigDecimal total() {
        return unitPrice.multiply(BigDecimal.valueOf(quantity)).stripTrailingZeros();
    }
}
