package io.orderstream.lambda.runtime;

import com.amazonaws.services.lambda.runtime.Context;
import io.orderstream.lambda.http.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The time by which an invocation must be answered: a second before Lambda's own limit. At that
 * limit Lambda stops the function, and the caller gets an answer from the gateway.
 *
 * <pre>{@code
 * InvocationDeadline deadline = InvocationDeadline.of(context, clock, "the order table");
 * Duration timeout = deadline.atMost(Duration.ofSeconds(8));
 * }</pre>
 */
public final class InvocationDeadline {

    /** Reserved for writing the answer and the log. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final Clock clock;
    private final Instant end;
    private final String awaited;

    private InvocationDeadline(Clock clock, Instant end, String awaited) {
        this.clock = clock;
        this.end = end;
        this.awaited = awaited;
    }

    /**
     * The deadline of this invocation.
     *
     * @param awaited the services that the invocation waits for, in words that a client understands
     */
    public static InvocationDeadline of(Context invocation, Clock clock, String awaited) {
        Duration left = Duration.ofMillis(invocation.getRemainingTimeInMillis());
        return in(left.minus(MARGIN), clock, awaited);
    }

    /** A deadline that is this time from now; see {@link #of}. */
    public static InvocationDeadline in(Duration time, Clock clock, String awaited) {
        return new InvocationDeadline(clock, clock.instant().plus(time), awaited);
    }

    /** The earlier of two deadlines: this deadline, and the given time from now. */
    public InvocationDeadline orIn(Duration time) {
        return remaining().compareTo(time) <= 0 ? this : in(time, clock, awaited);
    }

    public boolean isOver() {
        return isOver(remaining());
    }

    private static boolean isOver(Duration remaining) {
        return remaining.toMillis() <= 0;
    }

    /** The time that is left. Less than one millisecond if the deadline is over. */
    public Duration remaining() {
        return Duration.between(clock.instant(), end);
    }

    /**
     * How long a call may take: the given time, or the time that is left, whichever is shorter.
     *
     * @throws UnavailableException if no time is left
     */
    public Duration atMost(Duration longest) {
        // Read once, because the time can run out between two readings.
        Duration remaining = remaining();
        if (isOver(remaining)) {
            throw exceeded();
        }
        return remaining.compareTo(longest) < 0 ? remaining : longest;
    }

    /** The exception for an invocation that was not answered in time. */
    public UnavailableException exceeded() {
        // This text completes "Did not get an answer from".
        return new UnavailableException(awaited + " in time", null);
    }
}
