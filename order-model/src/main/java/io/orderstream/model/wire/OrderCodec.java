package io.orderstream.model.wire;

import io.orderstream.model.IsoInstants;
import io.orderstream.model.Order;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * Orders on the wire: an order that a client posts, and the stream's records of orders. {@link
 * PostedBatch} reads several orders of one request. The format is UTF-8 JSON, {@code {"order":
 * {…}}}. Input may also be the inner object only, and may begin with a byte order mark.
 *
 * <pre>{@code
 * Order order = OrderCodec.parsePosted(body, Instant.now());
 * byte[] record = OrderCodec.formatRecord(order);
 * OrderCodec.parseRecord(record, receivedAt).equals(order); // true
 * }</pre>
 *
 * <p>For invalid input, the methods that parse throw {@link InvalidOrderException}, which says what
 * is wrong. No input makes them throw anything else.
 */
public final class OrderCodec {

    private OrderCodec() {}

    /**
     * Reads the order from a stream record. The record is {@code {"order": {…}}}, or a bare order:
     * only the inner object. {@code orderdate} is required and may lie at most {@link
     * OrderDateRule#MAX_AHEAD} after the arrival. {@code orderid} is optional, and is checked if it
     * is there. {@link RecordCodec} reads records of orders and of events.
     *
     * @param receivedAt when the record arrived on the stream
     * @throws InvalidOrderException if the bytes are not a valid order
     */
    public static Order parseRecord(byte[] data, Instant receivedAt) throws InvalidOrderException {
        return parse(data, Entry.arrived(receivedAt));
    }

    /**
     * The order that a client posted. The rules are the same as for {@link #parseRecord}, but
     * {@code orderdate} is optional: an order without a date gets the time of its idempotency key
     * or, without a key, the given time.
     *
     * @param stamp the current time, by the clock of the function that accepts the order
     * @throws InvalidOrderException if the bytes are not a valid order
     */
    public static Order parsePosted(byte[] body, Instant stamp) throws InvalidOrderException {
        return parse(body, Entry.posted(stamp));
    }

    /**
     * Like {@link #parsePosted(byte[], Instant)}, with the value of the header {@code
     * idempotency-key}, which becomes the key of the order. A wrong header is refused before the
     * body is read.
     *
     * @param idempotencyKey the header's value, if the request has it
     */
    public static Order parsePosted(byte[] body, Instant stamp, Optional<String> idempotencyKey)
            throws InvalidOrderException {
        return parse(body, Entry.posted(stamp, idempotencyKey));
    }

    private static Order parse(byte[] data, Entry entry) throws InvalidOrderException {
        Optional<Order> fast = parseFast(data, entry);
        return fast.isPresent() ? fast.get() : parseByTheRules(data, entry);
    }

    /** The order, if {@link FastOrderReader} can read it. */
    static Optional<Order> parseFast(byte[] data, Entry entry) {
        // Input with a byte order mark is left to OrderRules.
        return JsonInput.isPlainUtf8(data) ? FastOrderReader.read(data, entry) : Optional.empty();
    }

    /** Parses without {@link FastOrderReader}. The result must be the same as with it. */
    static Order parseByTheRules(byte[] data, Entry entry) throws InvalidOrderException {
        return OrderRules.apply(JsonInput.tree(data), MemberPath.ROOT, entry, Problems.MOST);
    }

    /** The stream record of an order: {@code {"order": {…}}} with its {@code orderid}, UTF-8. */
    public static byte[] formatRecord(Order order) {
        StringBuilder json = new StringBuilder(256 + order.details().json().length());
        // Ids and dates have no characters that need escaping.
        json.append("{\"order\":{\"orderid\":\"")
                .append(order.id())
                .append("\",\"accountid\":\"")
                .append(order.account())
                .append("\",\"vendorid\":\"")
                .append(order.vendor())
                .append("\",\"orderdate\":\"")
                .append(IsoInstants.of(order.orderDate()));
        order.idempotencyKey()
                .ifPresent(key -> json.append("\",\"idempotencykey\":\"").append(key));
        json.append("\",\"details\":").append(order.details().json()).append("}}");
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
