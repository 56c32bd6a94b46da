package io.orderstream.acceptance.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.OrderCodec;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * An order that is sent, and what has to become of it. Everything but the id is written down here
 * once more, not with the product's own code.
 *
 * @param account whose it is
 * @param vendor whom it goes to
 * @param date when it was made, already as it will be shown: UTC, with microseconds
 * @param unitPrice a plain decimal without zeros at its end
 * @param quantity at least 1
 * @param details all of them, price and quantity included
 */
record SentOrder(
        String account,
        String vendor,
        String date,
        BigDecimal unitPrice,
        long quantity,
        ObjectNode details) {

    /** What is posted, or put onto the stream by a producer that derives no ids. */
    String json() {
        return "{\"order\":{\"accountid\":\""
                + account
                + "\",\"vendorid\":\""
                + vendor
                + "\",\"orderdate\":\""
                + date
                + "\",\"details\":"
                + details
                + "}}";
    }

    /** The same, without the envelope: an element of a batch. */
    byte[] record() {
        return json().getBytes(StandardCharsets.UTF_8);
    }

    /** The id that is derived from it. */
    String id() {
        try {
            return OrderCodec.parseRecord(record(), Instant.now()).id().value();
        } catch (InvalidOrderException e) {
            throw new AssertionError("A scenario's order has to be valid: " + json(), e);
        }
    }

    /** The parameters that ask for it. An id may hold {@code +} and {@code |}, so it is encoded. */
    String query() {
        return pair() + "&orderid=" + id();
    }

    /** The parameters that ask for the latest order of its account with its vendor. */
    String pair() {
        return "accountid=" + encoded(account) + "&vendorid=" + encoded(vendor);
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8);
    }

    /** Its line in the archive, to the byte. */
    String line(String id, String receivedAt) {
        return "{\"orderid\":\""
                + id
                + "\",\"accountid\":\""
                + account
                + "\",\"vendorid\":\""
                + vendor
                + "\",\"orderdate\":\""
                + date
                + "\",\"receivedat\":\""
                + receivedAt
                + "\",\"unitprice\":\""
                + unitPrice.toPlainString()
                + "\",\"quantity\":"
                + quantity
                + ",\"total\":\""
                + total().toPlainString()
                + "\",\"details\":"
                + details
                + "}";
    }

    BigDecimal total() {
        return unitPrice.multiply(BigDecimal.valueOf(quantity)).stripTrailingZeros();
    }
}
