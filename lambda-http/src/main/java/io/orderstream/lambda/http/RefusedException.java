package io.orderstream.lambda.http;

/** A request is refused. The exception contains the answer. */
public final class RefusedException extends RuntimeException {

    private final transient ProblemDocument problem;

    public RefusedException(ProblemDocument problem) {
        // No stack trace: refusals are expected, and there may be thousands of them per second.
        super(problem.toJson(), null, false, false);
        this.problem = problem;
    }

    Answer answer() {
        return Answer.problem(problem);
    }
}
