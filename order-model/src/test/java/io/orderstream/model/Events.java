package io.orderstream.model;

import io.orderstream.model.wire.EventCodec;
import io.orderstream.model.wire.InvalidOrderException;
import io.orderstream.model.wire.Problem;
import io.orderstream.model.wire.RecordCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Events of the order {@link Orders#COFFEE} as JSON, for the tests of this module. */
public final class Events {

    public static final String ORDER_ID = "01a207e3-627b-8a1f-b4ba-f587d21b0fba";

    /** An idempotency key. Its time is 2026-11-23T10:11:12.128Z. */
    public static final String KEY = "01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d";

    public static final Instant ARRIVAL = Instant.parse("2026-11-28T10:00:00.480Z");

    public static final LogPosition POSITION = LogPosition.of("4967", 3);

    public static final String CANCELLED = event("cancelled", ",\"reason\":\"changed my mind\"");
    public static final String FULFILLED = event("fulfilled", ",\"reference\":\"parcel 7\"");
    public static final String REFUNDED = event("refunded", ",\"amount\":\"4.50\"");

    private Events() {}

    /**
     * An event of this type with a date.
     *
     * @param more further members, each with a comma before it
     */
    public static String event(String type, String more) {
        return undated(type, ",\"eventdate\":\"2026-11-28T10:00:00Z\"" + more);
    }

    /**
     * An event of this type without a date.
     *
     * @param more further members, each with a comma before it
     */
    public static String undated(String type, String more) {
        return "{\"event\":{\"type\":\""
                + type
                + "\",\"accountid\":\"a1\",\"vendorid\":\"v1\",\"orderid\":\""
                + ORDER_ID
                + '"'
                + more
                + "}}";
    }

    public static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** The event in a record that arrived at {@link #ARRIVAL}. */
    public static OrderEvent parse(String json) {
        return received(json).event();
    }

    /** The event in a record that arrived at {@link #ARRIVAL} and is at {@link #POSITION}. */
    public static ReceivedEvent received(String json) {
        return received(json, ARRIVAL, POSITION);
    }

    public static ReceivedEvent received(String json, Instant receivedAt, LogPosition position) {
        try {
            return (ReceivedEvent) RecordCodec.parse(bytes(json), receivedAt, position);
        } catch (InvalidOrderException e) {
            throw new AssertionError("Expected a valid event: " + json, e);
        }
    }

    /**
     * Parses an event that was posted at {@link #ARRIVAL}.
     *
     * @param header the value of the header {@link IdempotencyKey#HEADER}, if the request has it
     */
    public static OrderEvent posted(String json, Optional<String> header) {
        try {
            return EventCodec.parsePosted(bytes(json), ARRIVAL, header);
        } catch (InvalidOrderException e) {
            throw new AssertionError("Expected a valid event: " + json, e);
        }
    }

    /** The problems of an event that was posted at {@link #ARRIVAL} without a header. */
    public static List<Problem> problemsOfPosted(String json) {
        return problemsOfPosted(bytes(json), Optional.empty());
    }

    public static List<Problem> problemsOfPosted(byte[] body, Optional<String> header) {
        try {
            OrderEvent event = EventCodec.parsePosted(body, ARRIVAL, header);
            throw new AssertionError("Expected a refusal, was " + event);
        } catch (InvalidOrderException e) {
            return e.problems();
        }
    }

    /** The problems of a record that arrived at {@link #ARRIVAL}. */
    public static List<Problem> problemsOfRecord(String json) {
        try {
            Received received = RecordCodec.parse(bytes(json), ARRIVAL, POSITION);
            throw new AssertionError("Expected a refusal, was " + received);
        } catch (InvalidOrderException e) {
            return e.problems();
        }
    }
}
