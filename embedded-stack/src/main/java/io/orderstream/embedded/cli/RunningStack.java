package io.orderstream.embedded.cli;

import io.orderstream.embedded.stack.EmbeddedStack;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stack that is stopped once, by whatever comes first: the end of the command, Ctrl-C, or
 * SIGTERM.
 */
final class RunningStack implements AutoCloseable {

    private final EmbeddedStack stack;
    private final PrintWriter out;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    RunningStack(EmbeddedStack stack, PrintWriter out) {
        this.stack = stack;
        this.out = out;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop"));
    }

    EmbeddedStack stack() {
        return stack;
    }

    /** Waits until something else stops the stack. */
    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Stops the stack, or waits until the other thread that does so has done it. */
    @Override
    public void close() {
        if (stopping.compareAndSet(false, true)) {
            out.printf("%nStopping.%n");
            out.flush();
            stack.close();
            stopped.countDown();
        }
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
