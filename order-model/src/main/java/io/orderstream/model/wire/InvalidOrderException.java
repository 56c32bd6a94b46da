package io.orderstream.model.wire;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Some bytes are not an order (or not a batch of orders); {@link #problems()} lists everything that
 * is wrong with them, never nothing.
 */
public final class InvalidOrderException extends Exception {

    private final transient List<Problem> problems;

    InvalidOrderException(List<Problem> problems) {
        // No stack trace: this is an answer about an input, and there may be thousands a second.
        super(
                problems.stream().map(Problem::toString).collect(Collectors.joining("; ")),
                null,
                false,
                false);
        this.problems = List.copyOf(problems);
    }

    /** Every problem, or the first hundred and how many more, in the order of the members. */
    public List<Problem> problems() {
        return problems;
    }
}
