package io.orderstream.model;

import io.orderstream.model.wire.OrderCodec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

/**
 * An order: who ordered what from whom, and when. Immutable, and valid: {@link OrderCodec} is the
 * only way to make one from what a client sent.
 *
 * <pre>{@code
 * Order order = OrderCodec.parseRecord(bytes, receivedAt);
 * order.total(); // 9: unitprice 4.5, quantity 2
 * }</pre>
 */
public final class Order {

    private final OrderId id;
    private final AccountId account;
    private final VendorId vendor;
    private final Instant orderDate;
    private final BigDecimal unitPrice;
    private final long quantity;
    private final Details details;

    private Order(
            OrderId id,
            AccountId account,
            VendorId vendor,
            Instant orderDate,
            BigDecimal unitPrice,
            long quantity,
            Details details) {
        this.id = Objects.requireNonNull(id, "id");
        this.account = Objects.requireNonNull(account, "account");
        this.vendor = Objects.requireNonNull(vendor, "vendor");
        this.orderDate = Objects.requireNonNull(orderDate, "orderDate");
        this.unitPrice = Money.canonical(unitPrice);
        this.quantity = quantity;
        this.details = Objects.requireNonNull(details, "details");
    }

    /**
     * An order that was validated before and comes back from where it was stored (a table item, an
     * archive line, the job's state). Nothing is checked again.
     */
    public static Order restore(
            OrderId id,
            AccountId account,
            VendorId vendor,
            Instant orderDate,
            BigDecimal unitPrice,
            long quantity,
            Details details) {
        return new Order(id, account, vendor, orderDate, unitPrice, quantity, details);
    }

    /** Derived from the order, so that the same order always has the same id. */
    public OrderId id() {
        return id;
    }

    public AccountId account() {
        return account;
    }

    public VendorId vendor() {
        return vendor;
    }

    /** When the client says the order was made: UTC, up to nanoseconds, from 1970 to 9999. */
    public Instant orderDate() {
        return orderDate;
    }

    /**
     * The price of one unit in the form that {@link Money} says: {@code 4.50} is {@code 4.5}, so
     * that it is the same wherever it has been stored.
     */
    public BigDecimal unitPrice() {
        return unitPrice;
    }

    /** How many units, at least one. */
    public long quantity() {
        return quantity;
    }

    /** {@link #unitPrice()} x {@link #quantity()}, exact, in the same form. */
    public BigDecimal total() {
        return Money.canonical(unitPrice.multiply(BigDecimal.valueOf(quantity)));
    }

    /** What was ordered, as it was sent. */
    public Details details() {
        return details;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Order)) {
            return false;
        }
        Order that = (Order) other;
        return id.equals(that.id)
                && account.equals(that.account)
                && vendor.equals(that.vendor)
                && orderDate.equals(that.orderDate)
                && unitPrice.equals(that.unitPrice)
                && quantity == that.quantity
                && details.equals(that.details);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** The id only: what a log may hold. */
    @Override
    public String toString() {
        return "Order[" + id + "]";
    }
}
