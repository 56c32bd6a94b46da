package io.orderstream.query.orders;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.orderstream.model.AccountId;
import io.orderstream.model.Details;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.VendorId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Orders for tests. A vendor and a number of seconds identify an order. */
public final class StoredOrders {

    public static final Instant EPOCH = Instant.parse("2026-11-23T10:11:12Z");

    /** The folder that is named in the item of every order. */
    public static final String FOLDER =
            "invoices/dt=2026-11-23/hh=10/slot=07/1795426200000-0000000041/";

    public static final int PART = 2;
    public static final long OFFSET = 0;

    private StoredOrders() {}

    /** An order of account a1. Its date is this many seconds after {@link #EPOCH}. */
    public static StoredOrder order(String vendor, int second) {
        return order("a1", vendor, second, "{\"unitprice\":\"4.5\",\"quantity\":\"2\"}");
    }

    public static StoredOrder order(String account, String vendor, int second, String details) {
        Instant orderDate = EPOCH.plusSeconds(second);
        Instant receivedAt = orderDate.plusMillis(480);
        return new StoredOrder(
                new ReceivedOrder(
                        Order.restore(
                                id(vendor, second),
                                AccountId.of(account),
                                VendorId.of(vendor),
                                orderDate,
                                Optional.empty(),
                                new BigDecimal("4.5"),
                                2,
                                Details.ofJson(details)),
                        receivedAt),
                FOLDER,
                PART,
                OFFSET);
    }

    /**
     * The order's id. Like a real id, it begins with the time. The rest depends only on the vendor.
     * In a real id, the rest is a hash of the whole order.
     */
    public static OrderId id(String vendor, int second) {
        long millis = EPOCH.plusSeconds(second).toEpochMilli();
        return OrderId.of(
                String.format(
                        "%08x-%04x-8000-8000-%012x",
                        millis >>> 16, millis & 0xffff, vendor.hashCode() & 0xffffffffL));
    }

    /** The order's item, as the job writes it. */
    public static Map<String, AttributeValue> item(StoredOrder stored) {
        Order order = stored.received().order();
        Map<String, AttributeValue> item = new HashMap<>();
        item.put("accountid", fromS(order.account().value()));
        item.put("vendorid_orderid", fromS(order.vendor() + "#" + order.id()));
        item.put("vendorid", fromS(order.vendor().value()));
        item.put("orderid", fromS(order.id().value()));
        item.put("orderdate", fromS(order.orderDate().toString()));
        item.put("receivedat", fromS(stored.received().receivedAt().toString()));
        item.put("details", fromS(order.details().json()));
        item.put("unitprice", fromN(order.unitPrice().toPlainString()));
        item.put("quantity", fromN(String.valueOf(order.quantity())));
        item.put("total", fromN(order.total().toPlainString()));
        item.put("archive", fromS(stored.archive()));
        item.put("part", fromN(String.valueOf(stored.part())));
        item.put("lineoffset", fromN(String.valueOf(stored.offset())));
        return item;
    }

    /** The document that is expected for {@link #order(String, int)}, without the order's state. */
    public static String document(String vendor, int second) {
        Instant orderDate = EPOCH.plusSeconds(second);
        return """
        {"orderid":"%s","accountid":"a1","vendorid":"%s",\
        "orderdate":"%s","receivedat":"%s",\
        "unitprice":"4.5","quantity":2,"total":"9",\
        "details":{"unitprice":"4.5","quantity":"2"}}"""
                .formatted(id(vendor, second), vendor, orderDate, orderDate.plusMillis(480));
    }

    /** The same document with the state of an order without events. */
    public static String placed(String vendor, int second) {
        return withState(
                document(vendor, second),
                "\"status\":\"placed\",\"version\":0,\"refunded\":\"0\",\"net\":\"9\"");
    }

    /** Adds the members of {@code state} at the end of a document. */
    public static String withState(String document, String state) {
        return document.substring(0, document.length() - 1) + "," + state + "}";
    }
}
