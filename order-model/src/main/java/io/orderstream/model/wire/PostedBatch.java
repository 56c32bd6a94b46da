package io.orderstream.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.orderstream.model.Order;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Several orders that a client posts in one request, as {@code {"orders": [{…}, …]}}.
 *
 * <pre>{@code
 * for (ParsedOrder parsed : PostedBatch.parse(body, Instant.now())) {
 *     parsed.order().ifPresent(accepted::add);
 * }
 * }</pre>
 */
public final class PostedBatch {

    /**
     * The maximum number of orders in a batch. It is also the maximum number of records in one
     * PutRecords call.
     */
    public static final int MAX_ORDERS = 500;

    // Even an order that lacks all of its members has fewer problems than this.
    private static final int MIN_PROBLEMS_OF_AN_ORDER = 8;
    private static final int MAX_PROBLEMS = 2000;

    private PostedBatch() {}

    /**
     * The orders of the batch: 1 to {@value #MAX_ORDERS}. Each has its own outcome, and the
     * outcomes are in the sequence in which the orders were sent. An order with neither {@code
     * orderdate} nor {@code idempotencykey} gets a date: the given time plus as many microseconds
     * as there are orders before it. So two such orders get different ids even if they are equal.
     *
     * @param stamp the current time, by the clock of the function that accepts the orders
     * @throws InvalidOrderException if the bytes are not such a batch. An invalid order in a batch
     *     is an outcome and not an exception.
     */
    public static List<ParsedOrder> parse(byte[] body, Instant stamp) throws InvalidOrderException {
        JsonNode orders = orders(JsonInput.tree(body));
        // The orders share MAX_PROBLEMS, but each gets at least MIN_PROBLEMS_OF_AN_ORDER. With
        // these limits, the answer to a hostile batch does not exceed the maximum response size of
        // a Lambda function.
        int share = Math.max(MIN_PROBLEMS_OF_AN_ORDER, MAX_PROBLEMS / orders.size());
        List<ParsedOrder> parsed = new ArrayList<>(orders.size());
        for (int i = 0; i < orders.size(); i++) {
            MemberPath path = MemberPath.ROOT.member(OrderMembers.ORDERS).element(i);
            Entry entry = Entry.posted(stamp.plus(i, ChronoUnit.MICROS));
            parsed.add(parse(orders.get(i), path, entry, Math.min(share, Problems.MOST)));
        }
        return List.copyOf(parsed);
    }

    private static ParsedOrder parse(
            JsonNode tree, MemberPath path, Entry entry, int mostProblems) {
        try {
            Order order = OrderRules.apply(tree, path, entry, mostProblems);
            return ParsedOrder.of(order);
        } catch (InvalidOrderException e) {
            return ParsedOrder.refused(e.problems());
        }
    }

    private static JsonNode orders(JsonNode tree) throws InvalidOrderException {
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
        if (!orders.isArray() || orders.isEmpty() || orders.size() > MAX_ORDERS) {
            problems.add(
                    MemberPath.ROOT.member(OrderMembers.ORDERS),
                    "an array of 1 to " + MAX_ORDERS + " orders",
                    orders.isArray()
                            ? orders.size() + " orders"
                            : JsonDescription.describe(orders));
        }
        if (!problems.isEmpty()) {
            throw problems.asException();
        }
        return orders;
    }
}
