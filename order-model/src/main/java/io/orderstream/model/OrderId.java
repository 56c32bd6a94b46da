package io.orderstream.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;

/**
 * The id of an order: derived from the order and never random, so a client's retry has the same id.
 *
 * <p>It is a UUID version 8 (RFC 9562, section 5.8): 48 bits of {@code orderdate} in Unix
 * milliseconds, then 74 bits of SHA-256 over the order's canonical form. So ids sort by {@code
 * orderdate}, as text too.
 *
 * <pre>{@code
 * OrderId id = OrderId.of("019aafd1-3b4c-8f21-9c3e-5d2b7a1f0e6d");
 * Instant day = id.orderDateMillis();
 * }</pre>
 */
public final class OrderId implements Comparable<OrderId> {

    /** What a valid id looks like, in words. */
    public static final String EXPECTED = "a UUID version 8 in lower case";

    private static final int LENGTH = 36;

    private static final long VERSION = 0x8000L;
    private static final long VARIANT = 0x8000000000000000L;
    private static final long VARIANT_MASK = 0xc000000000000000L;

    // Looking up a digest takes as long as hashing a small order.
    private static final ThreadLocal<MessageDigest> SHA_256 =
            ThreadLocal.withInitial(OrderId::newSha256);

    private final long high;
    private final long low;

    private OrderId(long high, long low) {
        this.high = high;
        this.low = low;
    }

    /**
     * The id with this text: a UUID of version 8 and the RFC's variant, in lower case.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static OrderId of(String value) {
        if (!accepts(value)) {
            throw new IllegalArgumentException("orderid: expected " + EXPECTED);
        }
        UUID uuid = UUID.fromString(value);
        return new OrderId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /**
     * The id with these bits: what {@link #high()} and {@link #low()} returned.
     *
     * @throws IllegalArgumentException if they are not the bits of a UUID version 8
     */
    public static OrderId ofBits(long high, long low) {
        if ((high & 0xf000L) != VERSION || (low & VARIANT_MASK) != VARIANT) {
            throw new IllegalArgumentException("orderid: expected " + EXPECTED);
        }
        return new OrderId(high, low);
    }

    /** Whether a text is a valid id. */
    public static boolean accepts(String value) {
        if (value.length() != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = value.charAt(i);
            boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
            if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return value.charAt(14) == '8' && "89ab".indexOf(value.charAt(19)) >= 0;
    }

    /** The id of the order with this date and this canonical form ({@code CanonicalForm}). */
    public static OrderId derive(Instant orderDate, ByteBuffer canonicalForm) {
        MessageDigest sha256 = SHA_256.get();
        // An earlier call may have failed halfway. Its bytes must not get into this hash.
        sha256.reset();
        sha256.update(canonicalForm);
        ByteBuffer hash = ByteBuffer.wrap(sha256.digest());
        long first = hash.getLong();
        long second = hash.getLong();
        // 12 bits of the hash follow the version, and the next 62 bits follow the variant.
        long high = (orderDate.toEpochMilli() << 16) | VERSION | (first >>> 52);
        long low = VARIANT | (((first << 12) | (second >>> 52)) >>> 2);
        return new OrderId(high, low);
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
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
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
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
