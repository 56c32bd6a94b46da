package io.orderstream.model.wire;

import io.orderstream.model.OrderEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads the events that clients post, and writes the stream's records of events. {@link
 * RecordCodec} reads these records. The format is UTF-8 JSON, {@code {"event": {…}}}. A byte order
 * mark before the JSON is allowed.
 *
 * <pre>{@code
 * OrderEvent event = EventCodec.parsePosted(body, Instant.now(), Optional.empty());
 * byte[] record = EventCodec.formatRecord(event);
 * String partitionKey = event.orderId().value();
 * }</pre>
 */
public final class EventCodec {

    private EventCodec() {}

    /**
     * The event that a client posted. {@code eventdate} is optional: an event without a date gets
     * the time of its idempotency key or, without a key, the given time. An event of a repeatable
     * type, such as a refund, must have a date, a key or {@code ifversion}. {@code eventid} is
     * optional, and is checked if it is there.
     *
     * @param stamp the current time, by the clock of the function that accepts the event
     * @param idempotencyKey the value of the header {@code idempotency-key}, if the request has it.
     *     A wrong header is refused before the body is read.
     * @throws InvalidOrderException if the header is wrong, or if the bytes are not a valid event
     */
    public static OrderEvent parsePosted(
            byte[] body, Instant stamp, Optional<String> idempotencyKey)
            throws InvalidOrderException {
        Entry entry = Entry.posted(stamp, idempotencyKey);
        return EventRules.apply(JsonInput.tree(body), entry);
    }

    /** The stream record of an event: {@code {"event": {…}}} with its {@code eventid}, UTF-8. */
    public static byte[] formatRecord(OrderEvent event) {
        StringBuilder json = new StringBuilder(EventDocument.USUAL_LENGTH);
        json.append("{\"event\":{");
        EventDocument.appendStart(json, event);
        EventDocument.appendRest(json, event);
        return json.append("}}").toString().getBytes(StandardCharsets.UTF_8);
    }
}
