package io.orderstream.model.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.model.AccountId;
import io.orderstream.model.EventId;
import io.orderstream.model.EventMember;
import io.orderstream.model.EventType;
import io.orderstream.model.IdempotencyKey;
import io.orderstream.model.IsoInstants;
import io.orderstream.model.LogPosition;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.OrderId;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.VendorId;
import io.orderstream.model.json.CompactJson;
import io.orderstream.model.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * The event document: the one form in which an event is shown, in API answers, archive lines and
 * JSON credit notes. It is flat JSON on one line. The members are always in the same sequence, and
 * money is in strings as in the {@link OrderDocument}.
 *
 * <pre>{@code
 * EventDocument.format(received);
 * // {"eventid":"01a2…","type":"refunded","accountid":"a1","vendorid":"v1","orderid":"01a2…",
 * //  "eventdate":"2026-11-28T10:00:00Z","receivedat":"2026-11-28T10:00:00.480Z",
 * //  "sequence":"0000…-0000000000","ifversion":1,"amount":"4.5","reason":"cold"}
 * }</pre>
 *
 * <p>The document has {@code idempotencykey}, {@code ifversion} and texts such as {@code reason}
 * only if the event has a value for them.
 */
public final class EventDocument {

    static final int USUAL_LENGTH = 512;

    private EventDocument() {}

    /** The event's document, without a line end. */
    public static String format(ReceivedEvent received) {
        return builder(received).toString();
    }

    /** The event's document and a line end, in UTF-8: its line in the archive. */
    public static byte[] line(ReceivedEvent received) {
        return builder(received).append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    private static StringBuilder builder(ReceivedEvent received) {
        StringBuilder json = new StringBuilder(USUAL_LENGTH);
        append(json, received);
        return json.append('}');
    }

    /** Appends the document without its last brace, so that more members can follow. */
    static void append(StringBuilder json, ReceivedEvent received) {
        json.append('{');
        appendStart(json, received.event());
        json.append(",\"receivedat\":\"")
                .append(IsoInstants.of(received.receivedAt()))
                .append("\",\"sequence\":\"")
                .append(received.position())
                .append('"');
        appendRest(json, received.event());
    }

    /** Appends the members that every event has. */
    static void appendStart(StringBuilder json, OrderEvent event) {
        // Ids, types and dates have no characters that need escaping.
        json.append("\"eventid\":\"")
                .append(event.id())
                .append("\",\"type\":\"")
                .append(event.type())
                .append("\",\"accountid\":\"")
                .append(event.account())
                .append("\",\"vendorid\":\"")
                .append(event.vendor())
                .append("\",\"orderid\":\"")
                .append(event.orderId())
                .append("\",\"eventdate\":\"")
                .append(IsoInstants.of(event.eventDate()))
                .append('"');
    }

    /** Appends the members that an event may have, each with a comma before it. */
    static void appendRest(StringBuilder json, OrderEvent event) {
        event.idempotencyKey()
                .ifPresent(key -> json.append(",\"idempotencykey\":\"").append(key).append('"'));
        event.ifVersion().ifPresent(version -> json.append(",\"ifversion\":").append(version));
        event.own()
                .forEach(
                        (name, value) -> {
                            json.append(",\"").append(name).append("\":");
                            CompactJson.appendText(json, value);
                        });
    }

    /**
     * The event of a document that {@link #format} made.
     *
     * @throws IllegalArgumentException if the text is not such a document
     */
    public static ReceivedEvent parse(String document) {
        JsonNode json;
        try {
            json = Json.Mappers.STRICT.readTree(document);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not an event document", e);
        }
        return restore(name -> Optional.ofNullable(json.get(name)).map(JsonNode::asText));
    }

    /**
     * Restores an event from values that were stored as a document or as an item of the table.
     *
     * @param values the values of the document's members as text, by name
     * @throws IllegalArgumentException if a value is missing or cannot be read
     */
    public static ReceivedEvent restore(Function<String, Optional<String>> values) {
        EventType type =
                EventType.named(required(values, OrderMembers.TYPE))
                        .orElseThrow(
                                () -> new IllegalArgumentException("An event of unknown type"));
        Map<String, String> own = new HashMap<>();
        for (EventMember member : type.members()) {
            values.apply(member.name()).ifPresent(value -> own.put(member.name(), value));
        }
        Optional<String> ifVersion = values.apply(OrderMembers.IF_VERSION);
        try {
            OrderEvent event =
                    type.restore(
                            EventId.of(required(values, OrderMembers.EVENT_ID)),
                            AccountId.of(required(values, OrderMembers.ACCOUNT_ID)),
                            VendorId.of(required(values, OrderMembers.VENDOR_ID)),
                            OrderId.of(required(values, OrderMembers.ORDER_ID)),
                            Instant.parse(required(values, OrderMembers.EVENT_DATE)),
                            values.apply(OrderMembers.IDEMPOTENCY_KEY).map(IdempotencyKey::of),
                            ifVersion.isPresent()
                                    ? OptionalInt.of(Integer.parseInt(ifVersion.get()))
                                    : OptionalInt.empty(),
                            own);
            return new ReceivedEvent(
                    event,
                    Instant.parse(required(values, OrderMembers.RECEIVED_AT)),
                    LogPosition.parse(required(values, OrderMembers.SEQUENCE)));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("An event with an unreadable date", e);
        }
    }

    private static String required(Function<String, Optional<String>> values, String name) {
        return values.apply(name)
                .orElseThrow(() -> new IllegalArgumentException("An event without " + name));
    }
}
