package io.orderstream.embedded.start;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A time limit for waiting until a condition holds.
 *
 * <pre>{@code
 * Deadline.in(Duration.ofSeconds(30)).await("the stream orders is active", () -> isActive("orders"));
 * }</pre>
 */
public final class Deadline {

    private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(50).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(250).toNanos();

    /** The next pause is a twentieth of the time waited so far, within the two limits above. */
    private static final int SHARE_OF_THE_WAIT = 20;

    private final Duration allowed;
    private final long end;

    private Deadline(Duration allowed) {
        this.allowed = allowed;
        this.end = System.nanoTime() + allowed.toNanos();
    }

    /** A deadline that passes after the duration {@code allowed}, which begins now. */
    public static Deadline in(Duration allowed) {
        return new Deadline(allowed);
    }

    /** Whether the deadline has passed. */
    public boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    /**
     * Waits until {@code condition} holds. It is checked twenty times a second at first, and four
     * times a second later.
     *
     * @param what the condition in words, for the message: {@code "the stream orders is active"}
     * @param condition checked again and again; if it throws, the wait ends with its exception
     * @throws StartException if the deadline passes first, or the thread is interrupted
     */
    public void await(String what, Supplier<Boolean> condition) {
        this.<Boolean>awaitValue(
                what, () -> condition.get() ? Optional.of(true) : Optional.empty());
    }

    /**
     * Waits until {@code source} has a value, as {@link #await} waits, and returns the value.
     *
     * @throws StartException if the deadline passes first, or the thread is interrupted
     */
    public <T> T awaitValue(String what, Supplier<Optional<T>> source) {
        long start = System.nanoTime();
        while (true) {
            Optional<T> value = source.get();
            if (value.isPresent()) {
                return value.get();
            }
            if (isOver()) {
                throw new StartException(
                        String.format(
                                "Timed out after %s s while waiting until %s.",
                                allowed.toMillis() / 1e3, what));
            }
            long waited = System.nanoTime() - start;
            LockSupport.parkNanos(pauseNanos(waited));
            if (Thread.currentThread().isInterrupted()) {
                throw new StartException("Interrupted while waiting until " + what + ".");
            }
        }
    }

    /** The pause before the next check, after a wait of {@code waited} nanoseconds. */
    static long pauseNanos(long waited) {
        return Math.min(
                LONGEST_PAUSE_NANOS, Math.max(SHORTEST_PAUSE_NANOS, waited / SHARE_OF_THE_WAIT));
    }
}
