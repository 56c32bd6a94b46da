package io.orderstream.query;

import io.orderstream.model.AccountId;
import io.orderstream.model.ArchiveLayout;
import io.orderstream.model.Details;
import io.orderstream.model.Order;
import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedOrder;
import io.orderstream.model.VendorId;
import java.math.BigDecimal;
import java.time.Instant;

/** The vocabulary of this package's tests: stored orders, told apart by one number. */
final class StoredOrders {

    static final Instant EPOCH = Instant.parse("2026-11-23T10:11:12Z");

    private StoredOrders() {}

    /** The order of account a1 at this many seconds after {@link #EPOCH}. */
    static StoredOrder order(String vendor, int second) {
        return order("a1", vendor, second, "{\"unitprice\":\"4.5\",\"quantity\":\"2\"}");
    }

    private static final String EPOCH_NAME = ArchiveLayout.epoch(1_763_894_000_000L, 41);

    static StoredOrder order(String account, String vendor, int second, String details) {
        Instant orderDate = EPOCH.plusSeconds(second);
        Instant receivedAt = orderDate.plusMillis(480);
        return new StoredOrder(
                new ReceivedOrder(
                        Order.restore(
                                id(vendor, second),
                                AccountId.of(account),
                                VendorId.of(vendor),
                                orderDate,
                                new BigDecimal("4.5"),
                                2,
                                Details.ofJson(details)),
                        receivedAt),
                ArchiveLayout.invoicePrefix(ArchiveLayout.epochFolder(receivedAt, 7, EPOCH_NAME)));
    }

    /** By time, then by vendor, as a derived id is by time, then by hash. */
    static OrderId id(String vendor, int second) {
        long millis = EPOCH.plusSeconds(second).toEpochMilli();
        return OrderId.of(
                String.format(
                        "%08x-%04x-8000-8000-%012x",
                        millis >>> 16, millis & 0xffff, vendor.hashCode() & 0xffffffffL));
    }

    /** The order's document, written out. */
    static String document(String vendor, int second) {
        Instant orderDate = EPOCH.plusSeconds(second);
        return "{\"orderid\":\""
                + id(vendor, second)
                + "\",\"accountid\":\"a1\",\"vendorid\":\""
                + vendor
                + "\",\"orderdate\":\""
                + orderDate
                + "\",\"receivedat\":\""
                + orderDate.plusMillis(480)
                + "\",\"unitprice\":\"4.5\",\"quantity\":2,\"total\":\"9\","
                + "\"details\":{\"unitprice\":\"4.5\",\"quantity\":\"2\"}}";
    }
}
