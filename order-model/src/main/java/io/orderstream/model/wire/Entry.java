package io.orderstream.model.wire;

import java.time.Instant;
import java.util.Optional;

/** How and when an order enters: posted to the API, or arrived on the stream. */
final class Entry {

    private final Instant time;
    private final boolean stamps;

    private Entry(Instant time, boolean stamps) {
        this.time = time;
        this.stamps = stamps;
    }

    /** Posted at this time. An order without a date gets this time as its date. */
    static Entry posted(Instant now) {
        return new Entry(now, true);
    }

    /** Arrived on the stream at this time. An order must have a date of its own. */
    static Entry arrived(Instant receivedAt) {
        return new Entry(receivedAt, false);
    }

    /** The date for an order without one. Empty if orders must have a date. */
    Optional<Instant> stamp() {
        return stamps ? Optional.of(time) : Optional.empty();
    }

    /** Whether a date lies more than {@link OrderCodec#MAX_AHEAD} after the entry. */
    boolean isTooEarlyFor(Instant date) {
        return date.isAfter(time.plus(OrderCodec.MAX_AHEAD));
    }
}
