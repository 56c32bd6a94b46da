package io.orderstream.model;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/**
 * The id of an event: derived from the event and never random. A client's retry has the same id if
 * the event was sent with an {@code eventdate} or an idempotency key. If the event has neither,
 * each post gets its own date, and so its own id.
 *
 * <p>It is made like an {@link OrderId}: a UUID version 8 with 48 bits of {@code eventdate} in Unix
 * milliseconds, then 74 bits of SHA-256 over the event's canonical form. An event never has the
 * canonical form of an order, and so it never has the id of an order.
 *
 * <pre>{@code
 * EventId id = EventId.of("019aafd1-3b4c-8f21-9c3e-5d2b7a1f0e6d");
 * }</pre>
 *
 * <p>Savepoints contain the name of this class. If the class is renamed, they cannot be restored.
 */
public final class EventId implements Comparable<EventId> {

    /** What a valid id looks like, in words. */
    public static final String EXPECTED = DerivedUuid.EXPECTED;

    private static final String KIND = "eventid";

    private final long high;
    private final long low;

    private EventId(UUID uuid) {
        this.high = uuid.getMostSignificantBits();
        this.low = uuid.getLeastSignificantBits();
    }

    /**
     * The id with this text: a UUID of version 8 and the RFC's variant, in lower case.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static EventId of(String value) {
        return new EventId(DerivedUuid.parse(KIND, value));
    }

    /**
     * The id with these bits: what {@link #high()} and {@link #low()} returned.
     *
     * @throws IllegalArgumentException if they are not the bits of a UUID version 8
     */
    public static EventId ofBits(long high, long low) {
        DerivedUuid.check(KIND, high, low);
        return new EventId(new UUID(high, low));
    }

    /** Whether a text is a valid id. */
    public static boolean accepts(String value) {
        return DerivedUuid.accepts(value);
    }

    /** The id of the event with this date and this canonical form ({@code CanonicalForm}). */
    public static EventId derive(Instant eventDate, ByteBuffer canonicalForm) {
        return new EventId(DerivedUuid.derive(eventDate, canonicalForm));
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
    public int compareTo(EventId other) {
        return DerivedUuid.compare(high, low, other.high, other.low);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EventId
                && high == ((EventId) other).high
                && low == ((EventId) other).low;
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
