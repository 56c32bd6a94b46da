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
 * The running stack of a command. It is stopped once, by whatever comes first: the end of the
 * command, Ctrl-C, SIGTERM, or the loss of a part that the stack cannot work without. If the stack
 * does not keep its data, this process then ends within three seconds. If the stack keeps its data,
 * the job ends with a savepoint, and this process ends within twelve seconds. Child processes that
 * run longer are killed. Kept data is not lost then, because the next start goes on from the newest
 * checkpoint.
 */
final class RunningStack {

    private static final Duration STOP_TIME = Duration.ofMillis(2_500);
    private static final Duration STOP_TIME_WITH_SAVEPOINT = Duration.ofMillis(11_500);

    /** How long to wait for killed processes to end. */
    private static final Duration KILL_TIME = Duration.ofMillis(400);

    /**
     * The exit code if a signal stops this process, and the process has to end itself by force. The
     * code means SIGTERM. It is used after Ctrl-C too, because a Java process cannot tell which
     * signal it got.
     */
    private static final int ENDED_BY_SIGNAL = 143;

    private final CommandOutput output;
    private final AtomicBoolean dead = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final StackAnnouncement announcement = new StackAnnouncement();

    private volatile Optional<EmbeddedStack> stack = Optional.empty();
    private volatile Optional<StackOptions> options = Optional.empty();
    private volatile int exitCode = ENDED_BY_SIGNAL;

    RunningStack(CommandOutput output) {
        this.output = output;
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    }

    /**
     * Starts everything except the job.
     *
     * @param onData called when the data directory is locked for this stack, and everything in it
     *     except kept data has been deleted
     * @param onFailure called with a message if the job fails and restarts, or has ended without a
     *     failure
     */
    EmbeddedStack start(
            Installation installation,
            StackOptions chosen,
            Runnable onData,
            Consumer<String> onFailure) {
        Runnable onTaken =
                () -> {
                    options = Optional.of(chosen);
                    onData.run();
                    announcement.publish(StackFile.starting(), chosen.data());
                };
        EmbeddedStack started =
                EmbeddedStack.start(installation, chosen, new Events(onTaken, onFailure));
        stack = Optional.of(started);
        return started;
    }

    /** Tells other commands the addresses of the stack. */
    void ready(EmbeddedStack started) {
        StackOptions chosen = options.orElseThrow();
        announcement.publish(StackFile.ready(started, chosen.endpoints()), chosen.data());
    }

    /** Whether the stack has been stopped, or is about to be. */
    boolean isStopping() {
        return stopping.get() || dead.get();
    }

    /** Waits until the stack is stopped. */
    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** Reports that the stack cannot work any more, and ends this process. */
    void lost(String what) {
        if (!stopping.get() && dead.compareAndSet(false, true)) {
            output.error(what);
            exitCode = CommandLine.ExitCode.SOFTWARE;
            // In another thread, because the stack may wait for this thread when it stops.
            new Thread(() -> System.exit(exitCode), "lost").start();
        }
    }

    /**
     * Stops the stack, or waits until another thread has stopped it.
     *
     * @param code the exit code of this process if it has to be ended by force; ignored if the
     *     stack is already stopping
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
            // Deletes the stack's file before close() releases the lock of the data directory.
            // Once the lock is released, the file could belong to another stack.
            announcement.end(options.map(StackOptions::data));
            stack.ifPresent(
                    running -> {
                        output.say("%nStopping.");
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

    /** Waits until the time limit is over, then kills the child processes and ends this process. */
    private void endByForce() {
        Duration limit = limit();
        long end = System.nanoTime() + limit.toNanos();
        for (long left = limit.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        try {
            endChildren();
        } finally {
            Runtime.getRuntime().halt(exitCode);
        }
    }

    private Duration limit() {
        return options.filter(StackOptions::keepsData).isPresent()
                ? STOP_TIME_WITH_SAVEPOINT
                : STOP_TIME;
    }

    private void endChildren() {
        if (stack.isPresent()) {
            LoggerFactory.getLogger(RunningStack.class)
                    .warn("The stack did not stop within {}; killing its processes", limit());
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
                .completeOnTimeout(null, KILL_TIME.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private final class Events implements StartListener {

        private final Runnable onData;
        private final Consumer<String> onFailure;

        private Events(Runnable onData, Consumer<String> onFailure) {
            this.onData = onData;
            this.onFailure = onFailure;
        }

        @Override
        public void starting(String part) {
            output.starting(part);
        }

        @Override
        public void started(String part, String where, Duration took) {
            output.started(part, where, took);
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
        public void restarting(String what) {
            if (!isStopping()) {
                output.say("%n%s", what);
            }
        }

        @Override
        public void stoppedWithoutSavepoint(String what) {
            output.say("%s", what);
        }

        @Override
        public void lost(String what) {
            RunningStack.this.lost(what);
        }
    }
}
