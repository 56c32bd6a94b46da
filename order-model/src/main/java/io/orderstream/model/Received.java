package io.orderstream.model;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The order or event in a record of the log, with the time at which the record arrived. The only
 * subclasses are {@link ReceivedOrder} and {@link ReceivedEvent}.
 *
 * <pre>{@code
 * Received received = RecordCodec.parse(bytes, receivedAt, position);
 * if (received instanceof ReceivedEvent) {
 *     OrderEvent event = ((ReceivedEvent) received).event();
 * }
 * }</pre>
 *
 * <p>A replay of the stream has the same arrival times, so an archive line gets into the same hour
 * again.
 *
 * <p>Savepoints do not contain the name of this class. But a file that {@code
 * RecordSerializersMigrationTest} reads contains the name, so the test fails if the class is
 * renamed.
 */
public abstract class Received {

    private final Instant receivedAt;

    /** Only for the two subclasses. */
    Received(Instant receivedAt) {
        this.receivedAt = receivedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * When the record arrived on the stream: Kinesis's approximate arrival timestamp, in UTC, to
     * the millisecond.
     */
    public final Instant receivedAt() {
        return receivedAt;
    }

    /** The account of the order, or of the order that the event is about. */
    public abstract AccountId account();

    /** The order itself, or the order that the event is about. */
    public abstract OrderId orderId();
}
