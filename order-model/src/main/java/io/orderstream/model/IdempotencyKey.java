package io.orderstream.model;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A client's key for one order or one event: a UUID version 7 (RFC 9562, section 5.7). With a key,
 * a retry is safe even if the order or event has no date: the time in the key becomes the date.
 * Upper and lower case mean the same key.
 *
 * <pre>{@code
 * IdempotencyKey.ofHeader("\"019aafd1-3b4c-7f21-9c3e-5d2b7a1f0e6d\"").orElseThrow().time();
 *     // 2025-11-23T08:25:16.364Z
 * }</pre>
 */
public final class IdempotencyKey {

    /**
     * The name of the header that has the key of a request. Names of headers are case-insensitive.
     */
    public static final String HEADER = "idempotency-key";

    /** What a valid key looks like, in words. */
    public static final String EXPECTED = "a UUID version 7";

    private static final Pattern UUID_7 =
            Pattern.compile(
                    "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
                    Pattern.CASE_INSENSITIVE);

    private static final int LENGTH = 36;

    private final long high;
    private final long low;

    private IdempotencyKey(UUID uuid) {
        this.high = uuid.getMostSignificantBits();
        this.low = uuid.getLeastSignificantBits();
    }

    /** The key with this text. Empty if the text is not a UUID version 7. */
    public static Optional<IdempotencyKey> parse(String value) {
        return value.length() == LENGTH && UUID_7.matcher(value).matches()
                ? Optional.of(new IdempotencyKey(UUID.fromString(value)))
                : Optional.empty();
    }

    /**
     * The key in the value of a header: bare, or in quotes as a string of RFC 8941. Empty if the
     * value is anything else.
     */
    public static Optional<IdempotencyKey> ofHeader(String value) {
        boolean quoted =
                value.length() == LENGTH + 2 && value.startsWith("\"") && value.endsWith("\"");
        return parse(quoted ? value.substring(1, LENGTH + 1) : value);
    }

    /**
     * The key that was stored as this text.
     *
     * @throws IllegalArgumentException if the text is not a UUID version 7
     */
    public static IdempotencyKey of(String value) {
        return parse(value)
                .orElseThrow(
                        () -> new IllegalArgumentException("idempotencykey: expected " + EXPECTED));
    }

    /**
     * The key with these bits: what {@link #high()} and {@link #low()} returned.
     *
     * @throws IllegalArgumentException if they are not the bits of a UUID version 7
     */
    public static IdempotencyKey ofBits(long high, long low) {
        return of(new UUID(high, low).toString());
    }

    /** The time inside the key, in UTC, to the millisecond. */
    public Instant time() {
        return Instant.ofEpochMilli(high >>> 16);
    }

    /** The first 64 bits: time, version, and random bits. */
    public long high() {
        return high;
    }

    /** The last 64 bits: variant, and random bits. */
    public long low() {
        return low;
    }

    /** The key's text in lower case, without quotes. Each call makes a new string. */
    public String value() {
        return new UUID(high, low).toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdempotencyKey
                && high == ((IdempotencyKey) other).high
                && low == ((IdempotencyKey) other).low;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(high ^ low);
    }

    @Override
    public String toString() {
        return value();
    }
}
