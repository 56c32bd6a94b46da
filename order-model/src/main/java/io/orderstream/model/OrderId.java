package io.orderstream.model;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/**
 * The id of an order: derived from the order and never random. A client's retry has the same id if
 * the order was sent with an {@code orderdate} or an idempotency key. If the order has neither,
 * each post gets its own date, and so its own id.
 *
 * <p>It is a UUID version 8 (RFC 9562, section 5.8): 48 bits of {@code orderdate} in Unix
 * milliseconds, then 74 bits of SHA-256 over the order's canonical form. So ids sort by {@code
 * orderdate}. Their texts sort the same way.
 *
 * <pre>{@code
 * OrderId id = OrderId.of("019aafd1-3b4c-8f21-9c3e-5d2b7a1f0e6d");
 * Instant date = id.orderDateMillis();
 * }</pre>
 *
 * <p>Savepoints contain the name of this class. If the class is renamed, they cannot be restored.
 */
public final class OrderId implements Comparable<OrderId> {

    /** What a valid id looks like, in words. */
    public static final String EXPECTED = DerivedUuid.EXPECTED;

    private static final String KIND = "orderid";

    private final long high;
    private final long low;

    private OrderId(UUID uuid) {
        this.high = uuid.getMostSignificantBits();
        this.low = uuid.getLeastSignificantBits();
    }

    /**
     * The id with this text: a UUID of version 8 and the RFC's variant, in lower case.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static OrderId of(String value) {
        return new OrderId(DerivedUuid.parse(KIND, value));
    }

    /**
     * The id with these bits: what {@link #high()} and {@link #low()} returned.
     *
     * @throws IllegalArgumentException if they are not the bits of a UUID version 8
     */
    public static OrderId ofBits(long high, long low) {
        DerivedUuid.check(KIND, high, low);
        return new OrderId(new UUID(high, low));
    }

    /** Whether a text is a valid id. */
    public static boolean accepts(String value) {
        return DerivedUuid.accepts(value);
    }

    /** The id of the order with this date and this canonical form ({@code CanonicalForm}). */
    public static OrderId derive(Instant orderDate, ByteBuffer canonicalForm) {
        return new OrderId(DerivedUuid.derive(orderDate, canonicalForm));
    }

    /** The {@code orderdate} inside the id, in UTC, to the millisecond. */
    public Instant orderDateMillis() {
        return Instant.ofEpochMilli(high >>> 16);
    }

    /** The first 64 bits: date, version, and the start of the hash. */
    public long high() {
        return high;
    }

    /** The last 64 bits: variant, and the rest of the hash. */
    public long low() {
        return low;
    }

    /** The id's text, as keys and documents show it. Each call makes a new string. */
    public String value() {
        return new UUID(high, low).toString();
    }

    /** Compares ids by time, then by hash. The texts of ids sort the same way. */
    @Override
    public int compareTo(OrderId other) {
        return DerivedUuid.compare(high, low, other.high, other.low);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OrderId
                && high == ((OrderId) other).high
                && low == ((OrderId) other).low;
    }

    /** This hash must never change: Flink assigns the job's keyed state to key groups by it. */
    @Override
    public int hashCode() {
        return Long.hashCode(high ^ low);
    }

    @Override
    public String toString() {
        return value();
    }
}
