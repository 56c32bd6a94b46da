package io.orderstream.query;

import com.amazonaws.services.lambda.runtime.Context;
import io.orderstream.model.api.UnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Until when a request must be answered. It lies a second before Lambda's own limit, at which the
 * function would be stopped and the caller would get an answer of the gateway's.
 *
 * <pre>{@code
 * Deadline deadline = Deadline.of(context, clock);
 * Duration timeout = deadline.atMost(Duration.ofSeconds(8));
 * }</pre>
 */
final class Deadline {

    /** Kept for writing the answer and the log. */
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final Clock clock;
    private final Instant end;

    private Deadline(Clock clock, Instant end) {
        this.clock = clock;
        this.end = end;
    }

    /** The deadline of this invocation. */
    static Deadline of(Context invocation, Clock clock) {
        return in(Duration.ofMillis(invocation.getRemainingTimeInMillis()).minus(MARGIN), clock);
    }

    /** A deadline so far from now. */
    static Deadline in(Duration time, Clock clock) {
        return new Deadline(clock, clock.instant().plus(time));
    }

    /** None, for what is not part of a request. */
    static Deadline none() {
        return in(Duration.ofDays(365), Clock.systemUTC());
    }

    boolean isOver() {
        return remaining().toMillis() <= 0;
    }

    /** The time that is left; zero or less if it is over. */
    Duration remaining() {
        return Duration.between(clock.instant(), end);
    }

    /**
     * How long a call may take: as long as is given, or the time that is left if that is shorter.
     *
     * @throws UnavailableException if no time is left
     */
    Duration atMost(Duration longest) {
        if (isOver()) {
            throw exceeded();
        }
        Duration remaining = remaining();
        return remaining.compareTo(longest) < 0 ? remaining : longest;
    }

    /** What a request ends with that was not answered in time. */
    static UnavailableException exceeded() {
        return new UnavailableException("the order table or the invoice archive in time", null);
    }
}
