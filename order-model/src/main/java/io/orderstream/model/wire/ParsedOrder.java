package io.orderstream.model.wire;

import io.orderstream.model.Order;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of parsing one order of a {@link PostedBatch}: the order, or what is wrong with it.
 */
public final class ParsedOrder {

    private final Optional<Order> order;
    private final List<Problem> problems;

    private ParsedOrder(Optional<Order> order, List<Problem> problems) {
        this.order = order;
        this.problems = List.copyOf(problems);
    }

    static ParsedOrder of(Order order) {
        return new ParsedOrder(Optional.of(order), List.of());
    }

    static ParsedOrder refused(List<Problem> problems) {
        return new ParsedOrder(Optional.empty(), problems);
    }

    /** The order, if it is valid. */
    public Optional<Order> order() {
        return order;
    }

    /** What is wrong. Empty if there is an order, and only then. */
    public List<Problem> problems() {
        return problems;
    }
}
