package io.orderstream.model;

import io.orderstream.model.wire.OrderCodec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * An order: who ordered what from whom, and when. Immutable, and valid: only {@link OrderCodec},
 * {@code PostedBatch} and {@code RecordCodec} make an order from what a client sent.
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
    private final Optional<IdempotencyKey> idempotencyKey;
    private final BigDecimal unitPrice;
    private final long quantity;
    private final Details details;

    private Order(
            OrderId id,
            AccountId account,
            VendorId vendor,
            Instant orderDate,
            Optional<IdempotencyKey> idempotencyKey,
            BigDecimal unitPrice,
            long quantity,
            Details details) {
        this.id = Objects.requireNonNull(id, "id");
        this.account = Objects.requireNonNull(account, "account");
        this.vendor = Objects.requireNonNull(vendor, "vendor");
        this.orderDate = Objects.requireNonNull(orderDate, "orderDate");
        this.idempotencyKey = Objects.requireNonNull(idempotencyKey, "idempotencyKey");
        this.unitPrice = Money.canonical(unitPrice);
        this.quantity = quantity;
        this.details = Objects.requireNonNull(details, "details");
    }

    /**
     * An order with values that were validated before: by the codec just now, or before the order
     * was stored (as a table item, an archive line, or the job's state). Nothing is checked again.
     */
    public static Order restore(
            OrderId id,
            AccountId account,
            VendorId vendor,
            Instant orderDate,
            Optional<IdempotencyKey> idempotencyKey,
            BigDecimal unitPrice,
            long quantity,
            Details details) {
        return new Order(
                id, account, vendor, orderDate, idempotencyKey, unitPrice, quantity, details);
    }

    /** The id. It is derived from the order, so that the same order always has the same id. */
    public OrderId id() {
        return id;
    }

    public AccountId account() {
        return account;
    }

    public VendorId vendor() {
        return vendor;
    }

    /**
     * The date of the order, from the client or set by the API: UTC, up to nanoseconds, from 1970
     * to 9999.
     */
    public Instant orderDate() {
        return orderDate;
    }

    /** The key that the client gave the order. */
    public Optional<IdempotencyKey> idempotencyKey() {
        return idempotencyKey;
    }

    /**
     * The price of one unit, without trailing zeros after the point: {@code 4.50} becomes {@code
     * 4.5}. DynamoDB drops such zeros, too, so a stored price equals the original.
     */
    public BigDecimal unitPrice() {
        return unitPrice;
    }

    /** How many units, at least one. */
    public long quantity() {
        return quantity;
    }

    /**
     * {@link #unitPrice()} x {@link #quantity()}, exact, without trailing zeros after the point.
     */
    public BigDecimal total() {
        return Money.canonical(unitPrice.multiply(BigDecimal.valueOf(quantity)));
    }

    /** What was ordered. */
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
                && idempotencyKey.equals(that.idempotencyKey)
                && unitPrice.equals(that.unitPrice)
                && quantity == that.quantity
                && details.equals(that.details);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Shows only the id, so that logs do not get the content of orders. */
    @Override
    public String toString() {
        return "Order[" + id + "]";
    }
}
