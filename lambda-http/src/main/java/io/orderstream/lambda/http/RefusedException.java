package io.orderstream.lambda.http;

/** A request that is refused; holds the answer. */
public final class RefusedException extends RuntimeException {

    private final transient ProblemDocument problem;

    public RefusedException(ProblemDocument problem) {
        // No stack trace: this is an answer about an input, and there may be thousands a second.
        super(problem.toJson(), null, false, false);
        this.problem = problem;
    }

    Answer answer() {
        return Answer.problem(problem);
    }
}
