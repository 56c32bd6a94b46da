package io.orderstream.model.wire;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The input is not a valid order or event, or not a batch of orders. {@link #problems()} says what
 * is wrong with it and is never empty.
 */
public final class InvalidOrderException extends Exception {

    private final transient List<Problem> problems;

    InvalidOrderException(List<Problem> problems) {
        // No stack trace: invalid input is expected, and there may be thousands a second.
        super(
                problems.stream().map(Problem::toString).collect(Collectors.joining("; ")),
                null,
                false,
                false);
        this.problems = List.copyOf(problems);
    }

    /** The problems. If some are not listed, the last entry says how many. */
    public List<Problem> problems() {
        return problems;
    }
}
