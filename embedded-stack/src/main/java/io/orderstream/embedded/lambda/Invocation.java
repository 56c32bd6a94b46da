package io.orderstream.embedded.lambda;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** An event that a process of a function handles. */
final class Invocation {
    private final String requestId;
    private final Instant deadline;
    private final byte[] event;
    private final CompletableFuture<byte[]> answer = new CompletableFuture<>();

    Invocation(String requestId, Instant deadline, byte[] event) {
        this.requestId = requestId;
        this.deadline = deadline;
        this.event = event;
    }

    String requestId() {
        return requestId;
    }

    /** The time at which the invocation is stopped. */
    Instant deadline() {
        return deadline;
    }

    byte[] event() {
        return event;
    }

    /** Completed with the answer, or with a {@link FunctionErrorException}. */
    CompletableFuture<byte[]> answer() {
        return answer;
    }

    /** Completes the invocation with an error; returns false if it was completed before. */
    boolean fail(FunctionErrorException error) {
        return answer.completeExceptionally(error);
    }
}
