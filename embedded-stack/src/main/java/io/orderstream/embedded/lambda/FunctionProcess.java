package io.orderstream.embedded.lambda;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process of a function, and the Runtime API that the process calls. The process runs one
 * invocation at a time.
 */
final class FunctionProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionProcess.class);
    private static final ScheduledThreadPoolExecutor TIMERS = timers();

    /** The exit status of a Java process that got SIGINT. */
    private static final int INTERRUPTED = 130;

    /** The owner of processes. Several threads call its methods, also at the same time. */
    interface Owner {
        /** The process waits for an event. */
        void idle(FunctionProcess process);

        /**
         * The event is answered, or it has failed. Soon the process will be idle, or it will end.
         */
        void answered();

        /**
         * The process has ended. If it ended before it asked for its first event, {@code initError}
         * is the reason; otherwise {@code initError} is null.
         */
        void gone(FunctionProcess process, FunctionErrorException initError);
    }

    private final FunctionSettings settings;
    private final Owner owner;
    private final RuntimeApi api;
    private Process process;
    private Future<?> initTimer;
    private CompletableFuture<Void> exit;
    private boolean initialized;
    private FunctionErrorException initError;
    private Invocation running;

    private FunctionProcess(FunctionSettings settings, Owner owner) {
        this.settings = settings;
        this.owner = owner;
        this.api = new RuntimeApi(settings, this::next, this::initError);
    }

    private static ScheduledThreadPoolExecutor timers() {
        ScheduledThreadPoolExecutor timers =
                new ScheduledThreadPoolExecutor(
                        1,
                        action -> {
                            Thread thread = new Thread(action, "lambda-timers");
                            thread.setDaemon(true);
                            return thread;
                        });
        // Almost every timer is cancelled early. Without this policy, a cancelled timer would keep
        // its event in memory until the timer is due.
        timers.setRemoveOnCancelPolicy(true);
        return timers;
    }

    /**
     * Starts a process.
     *
     * @param taskRoot the working directory of the process, with the unpacked artifact
     * @param runtimeOptions the JVM options of the runtime client, and its main class
     */
    static FunctionProcess start(
            FunctionSettings settings,
            Path taskRoot,
            List<String> runtimeOptions,
            LaunchOptions launch,
            Owner owner)
            throws IOException {
        FunctionProcess started = new FunctionProcess(settings, owner);
        started.api.start();
        try {
            started.launch(taskRoot, runtimeOptions, launch);
        } catch (IOException e) {
            started.api.close();
            throw e;
        }
        return started;
    }

    private synchronized void launch(Path taskRoot, List<String> options, LaunchOptions launch)
            throws IOException {
        List<String> command = new ArrayList<>(launch.commandPrefix());
        command.add(
                Path.of(System.getProperty("java.home"), "bin", "java")
                        .toAbsolutePath()
                        .toString());
        // These are the options of Lambda's own start script. The heap gets 85 percent of the
        // memory, and only the C1 compiler runs.
        command.add("-Xmx" + settings.memoryMegabytes() * 85 / 100 + "m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Xshare:auto");
        command.add("-Djava.net.preferIPv4Stack=true");
        command.addAll(options);
        command.add(settings.handler());
        File log = launch.log().toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(taskRoot.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(Redirect.appendTo(log));
        Map<String, String> environment = builder.environment();
        // Windows cannot open a socket without this variable.
        String systemRoot = environment.get("SystemRoot");
        environment.clear();
        if (systemRoot != null) {
            environment.put("SystemRoot", systemRoot);
        }
        environment.putAll(lambdaEnvironment(taskRoot));
        environment.putAll(settings.environment());
        process = builder.start();
        exit = process.onExit().thenRunAsync(this::exited);
        initTimer =
                TIMERS.schedule(
                        () -> initDeadline(launch.initTimeout()),
                        launch.initTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private Map<String, String> lambdaEnvironment(Path taskRoot) {
        return Map.ofEntries(
                Map.entry("AWS_LAMBDA_RUNTIME_API", api.hostAndPort()),
                Map.entry("AWS_LAMBDA_FUNCTION_NAME", settings.name()),
                Map.entry(
                        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                        Integer.toString(settings.memoryMegabytes())),
                Map.entry("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
                Map.entry("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
                Map.entry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + settings.name()),
                Map.entry("AWS_LAMBDA_LOG_STREAM_NAME", "local"),
                Map.entry("AWS_LAMBDA_LOG_FORMAT", settings.logFormat()),
                Map.entry("AWS_EXECUTION_ENV", "AWS_Lambda_java" + Runtime.version().feature()),
                Map.entry("LAMBDA_TASK_ROOT", taskRoot.toString()),
                Map.entry("_HANDLER", settings.handler()),
                // Lambda has en_US.UTF-8, but this machine may lack that locale. Then the JVM could
                // only open paths of ASCII characters.
                Map.entry("LANG", "C.UTF-8"),
                Map.entry("TZ", ":UTC"),
                Map.entry("PATH", "/usr/local/bin:/usr/bin:/bin"));
    }

    long pid() {
        return process.pid();
    }

    /**
     * Passes an event to the process, which must be idle. The future completes with the answer, or
     * with a {@link FunctionErrorException} if the function fails, the process ends, or the
     * time-out passes.
     */
    CompletableFuture<byte[]> invoke(byte[] event) {
        Duration timeout = settings.timeout();
        String requestId = UUID.randomUUID().toString();
        Invocation invocation = new Invocation(requestId, Instant.now().plus(timeout), event);
        synchronized (this) {
            running = invocation;
        }
        Future<?> timer =
                TIMERS.schedule(
                        () -> timedOut(invocation), timeout.toMillis(), TimeUnit.MILLISECONDS);
        CompletableFuture<byte[]> answer =
                invocation
                        .answer()
                        .whenComplete(
                                (bytes, error) -> {
                                    timer.cancel(false);
                                    owner.answered();
                                });
        if (process.isAlive()) {
            api.submit(invocation);
        } else {
            exited();
        }
        return answer;
    }

    private void timedOut(Invocation invocation) {
        boolean late =
                invocation.fail(
                        new FunctionErrorException(
                                settings.name(),
                                "Sandbox.Timedout",
                                String.format(
                                        Locale.ROOT,
                                        "RequestId: %s Error: Task timed out after %.2f seconds",
                                        invocation.requestId(),
                                        settings.timeout().toMillis() / 1000.0)));
        if (late) {
            // As on Lambda, the process ends, so that the next event does not see unfinished work.
            process.destroyForcibly();
        }
    }

    private void next() {
        synchronized (this) {
            initialized = true;
            running = null;
            initTimer.cancel(false);
        }
        owner.idle(this);
    }

    private synchronized void initError(FunctionErrorException error) {
        initError = error;
    }

    private void initDeadline(Duration limit) {
        synchronized (this) {
            if (initialized || !process.isAlive()) {
                return;
            }
            initError =
                    new FunctionErrorException(
                            settings.name(),
                            "Sandbox.Timedout",
                            String.format(
                                    "the process did not start within %d ms", limit.toMillis()));
        }
        process.destroyForcibly();
    }

    private void exited() {
        FunctionErrorException ended;
        FunctionErrorException start;
        Invocation unanswered;
        synchronized (this) {
            ended =
                    new FunctionErrorException(
                            settings.name(),
                            "Runtime.ExitError",
                            "Runtime exited with status " + exitStatus());
            start = initialized ? null : initError == null ? ended : initError;
            unanswered = running;
        }
        if (unanswered != null) {
            unanswered.fail(ended);
        }
        owner.gone(this, start);
        try {
            api.close();
        } catch (IOException e) {
            LOG.warn("{}: {}", settings.name(), e.getMessage(), e);
        }
    }

    /** Whether Ctrl-C ended the process. A terminal sends Ctrl-C to all processes of a command. */
    boolean wasInterrupted() {
        return !process.isAlive() && process.exitValue() == INTERRUPTED;
    }

    /** For messages, such as "A process of orderstream-IngestFunction (1234, exit status 137)". */
    @Override
    public String toString() {
        return String.format(
                "A process of %s (%d, exit status %s)",
                settings.name(), process.pid(), exitStatus());
    }

    private String exitStatus() {
        return process.isAlive() ? "unknown" : Integer.toString(process.exitValue());
    }

    /** Kills the process and waits for its end, but not longer than ten seconds. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            exit.get(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("{}: process {} did not end within 10 s", settings.name(), process.pid(), e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
