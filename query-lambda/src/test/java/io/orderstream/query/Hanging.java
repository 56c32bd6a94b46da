package io.orderstream.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls that nothing but an interrupt ends. */
final class Hanging {

    private final CountDownLatch never = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    /** Hangs, and after an interrupt gives what the caller is to throw. */
    RuntimeException forever() {
        begun.incrementAndGet();
        try {
            never.await();
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
        return new IllegalStateException("interrupted");
    }

    /** Whatever was begun was interrupted; on a busy machine nothing was, and never will be. */
    void assertNothingHangs() throws InterruptedException {
        assertThat(begun.get() == 0 || interrupted.await(50, TimeUnit.SECONDS)).isTrue();
    }
}
