package io.orderstream.query;

import io.orderstream.model.wire.Problem;
import java.util.List;

/** A query string that is refused, with everything that is wrong with it. */
final class InvalidQueryException extends Exception {

    private final transient List<Problem> problems;

    InvalidQueryException(List<Problem> problems) {
        // No stack trace: this is an answer about an input, and there may be thousands a second.
        super(problems.toString(), null, false, false);
        this.problems = List.copyOf(problems);
    }

    List<Problem> problems() {
        return problems;
    }
}
