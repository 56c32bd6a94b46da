package io.orderstream.embedded.start;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The moment by which something has to be so, and the waiting until it is.
 *
 * <pre>{@code
 * Deadline.in(Duration.ofSeconds(30)).await("the stream orders is active", () -> isActive("orders"));
 * }</pre>
 */
public final class Deadline {

    private static final long SHORTEST_PAUSE = Duration.ofMillis(50).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofMillis(250).toNanos();

    /** Of what was waited until now, a twentieth is the next pause, within those two. */
    private static final int SHARE_OF_THE_WAIT = 20;

    private final Duration allowed;
    private final long end;

    private Deadline(Duration allowed) {
        this.allowed = allowed;
        this.end = System.nanoTime() + allowed.toNanos();
    }

    /** A deadline that ends {@code allowed} from now. */
    public static Deadline in(Duration allowed) {
        return new Deadline(allowed);
    }

    /** Whether the time is up. */
    public boolean isOver() {
        return System.nanoTime() - end >= 0;
    }

    /**
     * Waits until {@code condition} holds, which is asked twenty times a second at first, four
     * times a second when it takes long.
     *
     * @param what the condition in words, for the message
     * @param condition what it throws ends the waiting and is passed on
     * @throws StartException if the time is up, or the thread was interrupted
     */
    public void await(String what, Supplier<Boolean> condition) {
        this.<Boolean>awaitValue(
                what, () -> condition.get() ? Optional.of(true) : Optional.empty());
    }

    /**
     * Waits until {@code source} has a value, and returns it; otherwise as {@link #await}.
     *
     * @throws StartException if the time is up, or the thread was interrupted
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
                                "After %s s still not so: %s.", allowed.toMillis() / 1e3, what));
            }
            long waited = System.nanoTime() - start;
            LockSupport.parkNanos(pauseNanos(waited));
            if (Thread.currentThread().isInterrupted()) {
                throw new StartException("Interrupted while waiting until " + what + ".");
            }
        }
    }

    /** Until it is asked again, after so long a wait. */
    static long pauseNanos(long waited) {
        return Math.min(LONGEST_PAUSE, Math.max(SHORTEST_PAUSE, waited / SHARE_OF_THE_WAIT));
    }
}
