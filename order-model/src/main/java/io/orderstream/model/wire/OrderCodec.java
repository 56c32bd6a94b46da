package io.orderstream.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.model.IsoInstants;
import io.orderstream.model.Order;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Orders on the wire: what clients post, and the stream's records of orders. The format is UTF-8
 * JSON, {@code {"order": {…}}}. A byte order mark before the JSON is allowed.
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

    /**
     * The maximum number of orders in a batch. It is also the maximum number of records in one
     * PutRecords call.
     */
    public static final int MAX_BATCH = 500;

    // An order that lacks all of its members has fewer problems than this.
    private static final int MIN_PROBLEMS_IN_BATCH = 8;
    private static final int MAX_PROBLEMS_OF_BATCH = 2000;

    private OrderCodec() {}

    /**
     * The order in the stream record of an order, which is {@code {"order": {…}}} or the bare
     * order. {@code orderdate} is required and may lie at most {@link OrderDates#MAX_AHEAD} after
     * the arrival. {@code orderid} is optional, and is checked if it is there. {@link RecordCodec}
     * reads records of orders and of events.
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

    /**
     * The orders that a client posted as {@code {"orders": [{…}, …]}}, 1 to {@value #MAX_BATCH} of
     * them. Each has its own outcome, and the outcomes are in the sequence in which the orders were
     * sent. Orders with neither {@code orderdate} nor {@code idempotencykey} get dates that are a
     * microsecond apart, so two such orders get different ids even if they are equal.
     *
     * @throws InvalidOrderException if the bytes are not such a batch. An invalid order in a batch
     *     is an outcome and not an exception.
     */
    public static List<ParsedOrder> parsePostedBatch(byte[] body, Instant stamp)
            throws InvalidOrderException {
        JsonNode tree = JsonInput.tree(body);
        Problems problems = new Problems(Problems.MOST);
        if (!tree.isObject()) {
            problems.add(MemberPath.ROOT, "{\"orders\": [...]}", JsonDescription.describe(tree));
            throw problems.asException();
        }
        tree.fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!name.equals(OrderMembers.ORDERS)) {
                                problems.add(
                                        MemberPath.ROOT.member(name),
                                        "no member of this name",
                                        "one");
                            }
                        });
        JsonNode orders = tree.path(OrderMembers.ORDERS);
        if (!orders.isArray() || orders.isEmpty() || orders.size() > MAX_BATCH) {
            problems.add(
                    MemberPath.ROOT.member(OrderMembers.ORDERS),
                    "an array of 1 to " + MAX_BATCH + " orders",
                    orders.isArray()
                            ? orders.size() + " orders"
                            : JsonDescription.describe(orders));
        }
        if (!problems.isEmpty()) {
            throw problems.asException();
        }
        // The limit is shared among the orders, so that the answer to a hostile batch does not
        // exceed the maximum response size of a Lambda function.
        int mostProblems = Math.max(MIN_PROBLEMS_IN_BATCH, MAX_PROBLEMS_OF_BATCH / orders.size());
        List<ParsedOrder> parsed = new ArrayList<>(orders.size());
        for (int i = 0; i < orders.size(); i++) {
            MemberPath path = MemberPath.ROOT.member(OrderMembers.ORDERS).element(i);
            try {
                parsed.add(
                        ParsedOrder.of(
                                OrderRules.apply(
                                        orders.get(i),
                                        path,
                                        Entry.posted(stamp.plus(i, ChronoUnit.MICROS)),
                                        Math.min(mostProblems, Problems.MOST))));
            } catch (InvalidOrderException e) {
                parsed.add(ParsedOrder.refused(e.problems()));
            }
        }
        return List.copyOf(parsed);
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
