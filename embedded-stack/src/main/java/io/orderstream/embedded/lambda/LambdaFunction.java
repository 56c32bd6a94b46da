package io.orderstream.embedded.lambda;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A packaged Lambda function, running on this machine.
 *
 * <pre>{@code
 * LaunchOptions launch = LaunchOptions.of(zip, lambdaRuntime, workDirectory, log);
 * try (LambdaFunction function = LambdaFunction.start(FunctionSettings.of(resource), launch)) {
 *     byte[] answer = function.invoke(event, Duration.ofSeconds(30));
 * }
 * }</pre>
 *
 * <p>As on AWS, a process runs one invocation at a time, and a busy function gets more processes. A
 * process is killed if its invocation reaches the time-out. The next event starts another process
 * if none is idle. A process gets the environment variables of the settings and those that Lambda
 * sets. It does not get the variables of the JVM that starts it, except {@code SystemRoot} on
 * Windows. The processes end when the function is closed, or when that JVM ends.
 */
public final class LambdaFunction implements Invocable, AutoCloseable {
    private final FunctionSettings settings;
    private final LaunchOptions launch;
    private final Path taskRoot;
    private final List<String> runtimeOptions;
    private final Thread endWithThisProcess = new Thread(this::stopProcesses);

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Set<FunctionProcess> processes = new LinkedHashSet<>();
    private final Deque<FunctionProcess> idle = new ArrayDeque<>();
    private final Deque<FunctionErrorException> initErrors = new ArrayDeque<>();

    /**
     * The waiting callers, in the order in which they are served: the caller that waits longest is
     * first. Only the first caller is woken. Waking all callers for each free process took a sixth
     * of this JVM's processor time under load.
     */
    private final Deque<Condition> waiting = new ArrayDeque<>();

    private volatile Consumer<String> deaths = message -> {};

    private int expected;
    private boolean closed;

    private LambdaFunction(
            FunctionSettings settings,
            LaunchOptions launch,
            Path taskRoot,
            List<String> runtimeOptions) {
        this.settings = settings;
        this.launch = launch;
        this.taskRoot = taskRoot;
        this.runtimeOptions = runtimeOptions;
    }

    /**
     * Unpacks the artifact, starts the first process, and waits until it is ready for an event.
     *
     * @throws FunctionErrorException if the code of the function cannot be started, or if the
     *     process is not ready in time; its output is in the log
     * @throws IOException if the artifact or the runtime is missing, or if no process can be
     *     started
     */
    public static LambdaFunction start(FunctionSettings settings, LaunchOptions launch)
            throws IOException, FunctionErrorException, InterruptedException {
        Files.createDirectories(launch.workDirectory());
        Files.createDirectories(launch.log().toAbsolutePath().getParent());
        LambdaFunction function =
                new LambdaFunction(
                        settings,
                        launch,
                        TaskRoot.unpack(launch.artifact(), launch.workDirectory().resolve("task")),
                        RuntimeClasspath.options(
                                launch.runtime(),
                                launch.lambdaRuntime(),
                                launch.workDirectory().resolve("runtime")));
        Runtime.getRuntime().addShutdownHook(function.endWithThisProcess);
        try {
            function.giveBack(function.take(launch.initTimeout().plusSeconds(5)));
            return function;
        } catch (TimeoutException e) {
            function.close();
            throw new IOException(settings.name() + ": the function did not start", e);
        } catch (IOException | FunctionErrorException | InterruptedException | RuntimeException e) {
            function.close();
            throw e;
        }
    }

    /** The function's name. */
    public String name() {
        return settings.name();
    }

    /** The function's ARN. */
    public String arn() {
        return settings.arn();
    }

    /**
     * Calls {@code listener} with a message if a process ends unexpectedly after it was ready for
     * its first event. The message says which process it was, how it ended, and where its log is.
     * The function goes on: its next event starts another process if none is idle.
     */
    public void onDeath(Consumer<String> listener) {
        deaths = listener;
    }

    /** The ids of the running processes. */
    public List<Long> pids() {
        lock.lock();
        try {
            return processes.stream().map(FunctionProcess::pid).toList();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte[] invoke(byte[] event, Duration patience)
            throws FunctionErrorException, TimeoutException, InterruptedException {
        if (event.length > EVENT_LIMIT) {
            throw new IllegalArgumentException(
                    String.format(
                            "%s: an event of %d bytes is over Lambda's limit of %d",
                            settings.name(), event.length, EVENT_LIMIT));
        }
        long patienceEnds = System.nanoTime() + patience.toNanos();
        FunctionProcess process;
        try {
            process = take(patience);
        } catch (IOException e) {
            throw new FunctionErrorException(
                    settings.name(), "Runtime.StartError", String.valueOf(e.getMessage()));
        }
        CompletableFuture<byte[]> answer = process.invoke(event);
        try {
            return answer.get(patienceEnds - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FunctionErrorException error) {
                throw error.again();
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Takes an idle process. The caller must invoke it or give it back. */
    private FunctionProcess take(Duration patience)
            throws IOException, FunctionErrorException, TimeoutException, InterruptedException {
        long remaining = patience.toNanos();
        lock.lockInterruptibly();
        Condition turn = lock.newCondition();
        waiting.addLast(turn);
        try {
            if (waiting.size() == 1) {
                // These errors are left over from a caller that stopped waiting.
                initErrors.clear();
            }
            while (true) {
                if (closed) {
                    throw new IllegalStateException(settings.name() + " is closed");
                }
                boolean isFirst = waiting.peekFirst() == turn;
                if (isFirst && !idle.isEmpty()) {
                    return idle.removeFirst();
                }
                if (isFirst && !initErrors.isEmpty()) {
                    throw initErrors.removeFirst().again();
                }
                if (remaining <= 0) {
                    throw new TimeoutException(
                            String.format(
                                    "%s: no process was free within %d ms",
                                    settings.name(), patience.toMillis()));
                }
                while (expected < waiting.size() && processes.size() < launch.maxProcesses()) {
                    startProcess();
                }
                remaining = turn.awaitNanos(remaining);
            }
        } finally {
            waiting.remove(turn);
            wakeFirst();
            lock.unlock();
        }
    }

    private void wakeFirst() {
        if (!waiting.isEmpty()) {
            waiting.getFirst().signal();
        }
    }

    private void startProcess() throws IOException {
        processes.add(
                FunctionProcess.start(settings, taskRoot, runtimeOptions, launch, new Pool()));
        expected++;
    }

    private void giveBack(FunctionProcess process) {
        lock.lock();
        try {
            if (processes.contains(process)) {
                idle.addFirst(process);
                wakeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the processes. Running invocations fail. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(endWithThisProcess);
        } catch (IllegalStateException e) {
            // This JVM is ending, and the shutdown hook stops the processes of the function.
            return;
        }
        stopProcesses();
    }

    private void stopProcesses() {
        List<FunctionProcess> stopped;
        lock.lock();
        try {
            closed = true;
            stopped = new ArrayList<>(processes);
            waiting.forEach(Condition::signal);
        } finally {
            lock.unlock();
        }
        stopped.forEach(FunctionProcess::close);
    }

    /**
     * Tracks one process. The function's field {@code expected} counts all processes that will soon
     * be idle.
     */
    private final class Pool implements FunctionProcess.Owner {
        private boolean isExpected = true;

        @Override
        public void idle(FunctionProcess process) {
            lock.lock();
            try {
                noLongerExpected();
                idle.addFirst(process);
                wakeFirst();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void answered() {
            lock.lock();
            try {
                if (!isExpected) {
                    isExpected = true;
                    expected++;
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void gone(FunctionProcess process, FunctionErrorException initError) {
            boolean isUnexpected;
            lock.lock();
            try {
                isUnexpected = !closed && initError == null && processes.contains(process);
                noLongerExpected();
                idle.remove(process);
                // The error is only for callers that wait now. A later caller gets a new process.
                if (processes.remove(process) && initError != null && !waiting.isEmpty()) {
                    initErrors.addLast(initError);
                }
                wakeFirst();
            } finally {
                lock.unlock();
            }
            if (isUnexpected && !process.wasInterrupted()) {
                deaths.accept(
                        String.format(
                                "%s has ended. The next request starts another one. Its log: %s",
                                process, launch.log()));
            }
        }

        private void noLongerExpected() {
            if (isExpected) {
                isExpected = false;
                expected--;
            }
        }
    }
}
