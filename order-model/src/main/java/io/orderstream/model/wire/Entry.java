package io.orderstream.model.wire;

import io.orderstream.model.IdempotencyKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How and when an order or event came in: posted to the API, or arrived on the stream. */
final class Entry {

    static final String KEY_AT_MOST_A_DAY_AHEAD =
            IdempotencyKey.EXPECTED + " whose time is at most a day in the future";

    private static final String EXPECTED_HEADER = IdempotencyKey.EXPECTED + ", bare or in quotes";

    private final Instant time;
    private final boolean posted;
    private final Optional<IdempotencyKey> header;

    private Entry(Instant time, boolean posted, Optional<IdempotencyKey> header) {
        this.time = time;
        this.posted = posted;
        this.header = header;
    }

    /** Posted at this time, without the header {@link IdempotencyKey#HEADER}. */
    static Entry posted(Instant now) {
        return new Entry(now, true, Optional.empty());
    }

    /**
     * Posted at this time, with this value of the header {@link IdempotencyKey#HEADER}.
     *
     * @throws InvalidOrderException if the value is not a key, or if the key's time is too far
     *     ahead
     */
    static Entry posted(Instant now, Optional<String> header) throws InvalidOrderException {
        Entry entry = posted(now);
        if (header.isEmpty()) {
            return entry;
        }
        Optional<IdempotencyKey> key = IdempotencyKey.ofHeader(header.get());
        if (key.isEmpty() || entry.isTooEarlyFor(key.get().time())) {
            throw new InvalidOrderException(
                    List.of(
                            new Problem(
                                    IdempotencyKey.HEADER,
                                    key.isEmpty() ? EXPECTED_HEADER : KEY_AT_MOST_A_DAY_AHEAD,
                                    header.get())));
        }
        return new Entry(now, true, key);
    }

    /** Arrived on the stream at this time. Records must have a date of their own. */
    static Entry arrived(Instant receivedAt) {
        return new Entry(receivedAt, false, Optional.empty());
    }

    /**
     * Whether the order or event was posted to the API. If it was, the client can still correct it.
     */
    boolean isPosted() {
        return posted;
    }

    /** The key in the request's header. Empty if there is no such header. */
    Optional<IdempotencyKey> header() {
        return header;
    }

    /**
     * The date of an order or event that was sent without a date: the time of its key or, without a
     * key, the time of the post. Empty if a date is required.
     *
     * @param key the key of the order or event
     */
    Optional<Instant> stamp(Optional<IdempotencyKey> key) {
        return posted ? Optional.of(key.map(IdempotencyKey::time).orElse(time)) : Optional.empty();
    }

    /** Whether a date is more than {@link OrderDateRule#MAX_AHEAD} after the time of this entry. */
    boolean isTooEarlyFor(Instant date) {
        return date.isAfter(time.plus(OrderDateRule.MAX_AHEAD));
    }
}
