package io.orderstream.ingest;

import io.orderstream.model.wire.ProblemDocument;

/** A body that is refused before it is parsed; holds the answer. */
final class RefusedBodyException extends Exception {

    private final transient ProblemDocument problem;

    RefusedBodyException(ProblemDocument problem) {
        // No stack trace: this is an answer about an input, and there may be thousands a second.
        super(problem.toJson(), null, false, false);
        this.problem = problem;
    }

    ProblemDocument problem() {
        return problem;
    }
}
