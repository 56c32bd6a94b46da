package io.orderstream.ingest;

import io.orderstream.model.OrderEvent;
import io.orderstream.model.wire.EventCodec;
import io.orderstream.model.wire.InvalidOrderException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Events for tests. Also the order id of these events, and an idempotency key for tests that need
 * one.
 */
final class Events {

    /** The id of the order in {@code post-order.json}. */
    static final String ORDER_ID = "01a207e3-627b-8a1f-b4ba-f587d21b0fba";

    /** A key with the time 2026-11-23T10:11:12.128Z. */
    static final String KEY = "01a207e3-6280-7c41-9f2e-5d2b7a1f0e6d";

    private Events() {}

    /**
     * The JSON of an event without a date.
     *
     * @param more further members, each with a comma before it
     */
    static String undated(String type, String more) {
        return """
        {"event":{"type":"%s","accountid":"a1","vendorid":"v1","orderid":"%s"%s}}"""
                .formatted(type, ORDER_ID, more);
    }

    /** A cancellation that was posted at 2026-11-23T10:11:13Z. */
    static OrderEvent cancelled() {
        try {
            return EventCodec.parsePosted(
                    undated("cancelled", "").getBytes(StandardCharsets.UTF_8),
                    Instant.parse("2026-11-23T10:11:13Z"),
                    Optional.empty());
        } catch (InvalidOrderException e) {
            throw new AssertionError(e);
        }
    }
}
