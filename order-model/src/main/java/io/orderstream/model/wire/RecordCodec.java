package io.orderstream.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.model.LogPosition;
import io.orderstream.model.Order;
import io.orderstream.model.OrderEvent;
import io.orderstream.model.Received;
import io.orderstream.model.ReceivedEvent;
import io.orderstream.model.ReceivedOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads the orders and events in the stream's records.
 *
 * <pre>{@code
 * Received received = RecordCodec.parse(bytes, receivedAt, LogPosition.of(sequenceNumber, 0));
 * received.orderId(); // the partition key of orders and of events
 * }</pre>
 *
 * <p>{@link OrderCodec#formatRecord} and {@link EventCodec#formatRecord} write records.
 */
public final class RecordCodec {

    private static final String EXPECTED = "{\"order\": {…}} or " + EventRules.ENVELOPE;

    private static final byte[] EVENT_START = "{\"event\"".getBytes(StandardCharsets.UTF_8);

    private RecordCodec() {}

    /**
     * The order or event in a record: {@code {"order": {…}}}, a bare order, or {@code {"event":
     * {…}}}. The date of the order or event is required and may lie at most {@link
     * OrderDateRule#MAX_AHEAD} after the arrival. {@code orderid} of an order and {@code eventid}
     * of an event are optional, and are checked if they are there. The result depends only on the
     * arguments.
     *
     * @param receivedAt when the record arrived on the stream
     * @param position where the record is in the log
     * @throws InvalidOrderException if the bytes are neither a valid order nor a valid event; no
     *     input makes this method throw anything else
     */
    public static Received parse(byte[] data, Instant receivedAt, LogPosition position)
            throws InvalidOrderException {
        Entry entry = Entry.arrived(receivedAt);
        if (startsLikeAnEvent(data)) {
            Optional<OrderEvent> usual = FastEventReader.read(data, entry);
            if (usual.isPresent()) {
                return new ReceivedEvent(usual.get(), receivedAt, position);
            }
        } else {
            Optional<Order> usual = OrderCodec.parseFast(data, entry);
            if (usual.isPresent()) {
                return new ReceivedOrder(usual.get(), receivedAt);
            }
        }
        JsonNode tree = JsonInput.tree(data);
        boolean event = tree.has(OrderMembers.EVENT);
        boolean order = tree.has(OrderMembers.ORDER);
        if (event && !order) {
            return new ReceivedEvent(EventRules.apply(tree, entry), receivedAt, position);
        }
        if (!event && (order || OrderRules.MEMBERS.stream().anyMatch(tree::has))) {
            return new ReceivedOrder(
                    OrderRules.apply(tree, MemberPath.ROOT, entry, Problems.MOST), receivedAt);
        }
        throw new InvalidOrderException(
                List.of(
                        new Problem(
                                Problem.ROOT,
                                EXPECTED,
                                event ? "both" : JsonDescription.describe(tree))));
    }

    /**
     * Whether the record begins like an event. Then {@link FastEventReader} is tried and not {@link
     * FastOrderReader}, which cannot read such a record.
     */
    private static boolean startsLikeAnEvent(byte[] data) {
        return Arrays.mismatch(data, EVENT_START) == EVENT_START.length;
    }
}
