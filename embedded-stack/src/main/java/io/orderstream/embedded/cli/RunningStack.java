package io.orderstream.embedded.cli;

import io.orderstream.embedded.flink.FlinkJob;
import io.orderstream.embedded.stack.EmbeddedStack;
import io.orderstream.embedded.stack.Installation;
import io.orderstream.embedded.stack.StackOptions;
import io.orderstream.embedded.stack.StartListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The stack while the command runs. It is stopped once, by whatever comes first: the end of the
 * command, Ctrl-C, SIGTERM, or the death of a part. Then this process ends within three seconds. A
 * part that takes longer to stop is ended by force: the stack keeps nothing for its next start.
 */
final class RunningStack {

    private static final Duration STOP = Duration.ofMillis(2_500);

    /** How long killed processes may take until they are gone. */
    private static final Duration LAST_BREATH = Duration.ofMillis(400);

    /** As after SIGTERM: a process does not learn which signal it was. */
    private static final int ENDED_BY_SIGNAL = 143;

    private final Console console;
    private final AtomicBoolean dead = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private volatile Optional<EmbeddedStack> stack = Optional.empty();
    private volatile int exitCode = ENDED_BY_SIGNAL;

    RunningStack(Console console) {
        this.console = console;
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    }

    /**
     * Starts everything but the job.
     *
     * @param onData called when the data directory is this stack's
     * @param onFailure told of failures of the job that Flink recovers from, or tries to: from the
     *     moment when Flink has taken it
     */
    EmbeddedStack start(
            Installation installation,
            StackOptions options,
            Runnable onData,
            Consumer<String> onFailure) {
        EmbeddedStack started =
                EmbeddedStack.start(installation, options, new Ears(onData, onFailure));
        stack = Optional.of(started);
        return started;
    }

    /** Whether it has been stopped, or is about to be. */
    boolean isStopping() {
        return stopping.get() || dead.get();
    }

    /** Waits until something else stops the stack. */
    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Says that the stack cannot work any more, and ends this process. */
    void lost(String what) {
        if (!stopping.get() && dead.compareAndSet(false, true)) {
            console.error(what);
            exitCode = CommandLine.ExitCode.SOFTWARE;
            // Not in this thread: it may be one that the stack waits for when it stops.
            new Thread(() -> System.exit(exitCode), "lost").start();
        }
    }

    /**
     * Stops the stack, or waits until it is stopped.
     *
     * @param code with which this process ends if the stack has to be stopped by force
     */
    void stop(int code) {
        if (!isStopping()) {
            exitCode = code;
        }
        stop();
    }

    private void stop() {
        if (stopping.compareAndSet(false, true)) {
            Thread force = new Thread(this::endByForce, "stop-by-force");
            force.setDaemon(true);
            force.start();
            stack.ifPresent(
                    running -> {
                        console.say("%nStopping.");
                        running.close();
                    });
            stopped.countDown();
        }
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends this process, unless it has ended in time. */
    private void endByForce() {
        LockSupport.parkNanos(STOP.toNanos());
        try {
            endChildren();
        } finally {
            Runtime.getRuntime().halt(exitCode);
        }
    }

    private void endChildren() {
        if (stack.isPresent()) {
            LoggerFactory.getLogger(RunningStack.class)
                    .warn("Not stopped after {}: ended by force", STOP);
        }
        CompletableFuture<?>[] children =
                ProcessHandle.current()
                        .descendants()
                        .map(
                                child -> {
                                    child.destroyForcibly();
                                    return child.onExit();
                                })
                        .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(children)
                .completeOnTimeout(null, LAST_BREATH.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private final class Ears implements StartListener {

        private final Runnable onData;
        private final Consumer<String> onFailure;

        private Ears(Runnable onData, Consumer<String> onFailure) {
            this.onData = onData;
            this.onFailure = onFailure;
        }

        @Override
        public void starting(String part) {
            console.starting(part);
        }

        @Override
        public void started(String part, String where, Duration took) {
            console.started(part, where, took);
        }

        @Override
        public void tookDataDirectory(Path directory) {
            onData.run();
        }

        @Override
        public void submitted(FlinkJob job) {
            new JobWatch(
                            JobWatch.of(job),
                            onFailure,
                            RunningStack.this::lost,
                            RunningStack.this::isStopping)
                    .start();
        }

        @Override
        public void lost(String what) {
            RunningStack.this.lost(what);
        }
    }
}
