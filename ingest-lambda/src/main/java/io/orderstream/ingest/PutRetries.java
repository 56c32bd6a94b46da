package io.orderstream.ingest;

import io.orderstream.lambda.runtime.InvocationDeadline;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * Puts orders and events, and retries those that the stream did not confirm. The backoff strategy
 * sets the pause before each retry. The retries end when there is no time for another call.
 * Permanent failures are not retried.
 *
 * <p>The SDK's own retries are off, for two reasons. For the SDK, a PutRecords call is a success
 * even if half of its records were refused. And if a retry after a lost answer failed, its error
 * would hide that the stream may have the records.
 */
final class PutRetries {

    /** If less time than this would be left after the pause, there is no further attempt. */
    private static final Duration SHORTEST_ATTEMPT = Duration.ofSeconds(2);

    private final OrderStream stream;
    private final BackoffStrategy backoff;
    private final Predicate<Duration> pause;

    /**
     * Puts orders and events onto this stream.
     *
     * @param pause waits for the given time. It returns false if the thread was interrupted; then
     *     there is no further attempt.
     */
    PutRetries(OrderStream stream, BackoffStrategy backoff, Predicate<Duration> pause) {
        this.stream = stream;
        this.backoff = backoff;
        this.pause = pause;
    }

    /** Sleeps. Returns false if the thread was interrupted. */
    static boolean sleep(Duration time) {
        try {
            Thread.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** One attempt to put orders and events. */
    private interface Attempt {
        Map<Integer, NotTakenException> put(List<Posted> posted, InvocationDeadline time);
    }

    /** Puts one order or event. */
    PutOutcome putOne(Posted posted, InvocationDeadline time) {
        return put(
                List.of(posted),
                time,
                (one, left) -> {
                    stream.put(one.get(0), left);
                    return Map.of();
                });
    }

    /** Puts all of these. Each attempt puts duplicates only once. */
    PutOutcome putAll(Collection<Posted> posted, InvocationDeadline time) {
        return put(posted, time, stream::putAll);
    }

    private PutOutcome put(Collection<Posted> posted, InvocationDeadline time, Attempt attempt) {
        Set<Posted> waiting = new LinkedHashSet<>(posted);
        Set<Posted> all = Set.copyOf(waiting);
        Set<Posted> taken = new HashSet<>();
        Optional<NotTakenException> latest = Optional.empty();
        boolean someMayBeTaken = false;
        for (int next = 2; !waiting.isEmpty(); next++) {
            List<Posted> attempted = List.copyOf(waiting);
            Map<Integer, NotTakenException> reasons = reasons(attempt, attempted, time);
            for (int i = 0; i < attempted.size(); i++) {
                Posted one = attempted.get(i);
                Optional<NotTakenException> reason = Optional.ofNullable(reasons.get(i));
                if (reason.isEmpty()) {
                    taken.add(one);
                }
                if (reason.isEmpty() || !reason.get().isRetryable()) {
                    waiting.remove(one);
                }
                if (reason.isPresent()) {
                    latest = reason;
                    someMayBeTaken |= reason.get().mayHaveTaken();
                }
            }
            // computeDelay takes the number of the attempt that follows the delay. Attempt 1 has no
            // delay.
            if (waiting.isEmpty() || !pause(backoff.computeDelay(next), time)) {
                break;
            }
        }
        return new PutOutcome(
                taken,
                taken.equals(all) ? Optional.empty() : latest,
                taken.isEmpty() && !someMayBeTaken && waiting.isEmpty() && !all.isEmpty());
    }

    private boolean pause(Duration delay, InvocationDeadline time) {
        return time.remaining().compareTo(delay.plus(SHORTEST_ATTEMPT)) >= 0 && pause.test(delay);
    }

    /**
     * Makes an attempt. If the attempt throws an exception, the exception is the reason for every
     * order and event of this attempt. Orders and events that the stream confirmed in earlier
     * attempts stay taken.
     */
    private static Map<Integer, NotTakenException> reasons(
            Attempt attempt, List<Posted> posted, InvocationDeadline time) {
        try {
            return attempt.put(posted, time);
        } catch (NotTakenException e) {
            return ofAll(posted, e);
        } catch (RuntimeException | StackOverflowError e) {
            return ofAll(posted, NotTakenException.failedHere(e));
        }
    }

    private static Map<Integer, NotTakenException> ofAll(
            List<Posted> posted, NotTakenException reason) {
        Map<Integer, NotTakenException> reasons = new HashMap<>();
        for (int i = 0; i < posted.size(); i++) {
            reasons.put(i, reason);
        }
        return reasons;
    }
}
