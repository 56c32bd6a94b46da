package io.orderstream.benchmark.coldstart;

import io.orderstream.embedded.lambda.FunctionErrorException;
import io.orderstream.embedded.lambda.FunctionSettings;
import io.orderstream.embedded.lambda.LambdaFunction;
import io.orderstream.embedded.lambda.LaunchOptions;
import io.orderstream.embedded.start.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * A packaged function. Each measured event gets a new process, with the options of Lambda's start
 * script, on one processor. On Linux, the process runs AWS's runtime interface client. On other
 * systems, it runs the portable client, which does not support SnapStart and so primes nothing.
 */
final class ColdFunction implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MEGABYTES = 1024;
    private static final String ONE_PROCESSOR = "-XX:ActiveProcessorCount=1";
    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final Map<String, String> UNPRIMED_VARIABLES =
            Map.of("JAVA_TOOL_OPTIONS", ONE_PROCESSOR);

    /** What Lambda and its start script set for SnapStart, plus the limit of one processor. */
    private static final Map<String, String> PRIMED_VARIABLES =
            Map.of(
                    "JAVA_TOOL_OPTIONS",
                    ONE_PROCESSOR + " -Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac",
                    "AWS_LAMBDA_INITIALIZATION_TYPE",
                    "snap-start");

    private final Path zip;
    private final String handler;
    private final byte[] event;
    private final Map<String, String> environment;
    private final Path lambdaRuntime;
    private final Path directory;
    private final LambdaFunction function;

    /**
     * Unpacks the function and starts its first process.
     *
     * @param event a request that the function answers with a status of 20x
     * @param environment the function's settings and the endpoints of its services
     * @param lambdaRuntime the directory of AWS's runtime interface client
     * @param directory the directory for the function's files
     */
    ColdFunction(
            Path zip,
            String handler,
            byte[] event,
            Map<String, String> environment,
            Path lambdaRuntime,
            Path directory)
            throws IOException, FunctionErrorException, InterruptedException {
        this.zip = zip;
        this.handler = handler;
        this.event = event;
        this.environment = environment;
        this.lambdaRuntime = lambdaRuntime;
        this.directory = directory;
        this.function = start("function", UNPRIMED_VARIABLES);
    }

    private LambdaFunction start(String name, Map<String, String> more)
            throws IOException, FunctionErrorException, InterruptedException {
        Map<String, String> variables = new HashMap<>(environment);
        variables.putAll(more);
        return LambdaFunction.start(
                new FunctionSettings(
                        "function",
                        "arn:aws:lambda:us-east-1:000000000000:function:function",
                        handler + "::handleRequest",
                        MEGABYTES,
                        Duration.ofSeconds(29),
                        "JSON",
                        variables),
                LaunchOptions.of(
                                zip,
                                lambdaRuntime,
                                directory.resolve(name),
                                directory.resolve(name + ".log"))
                        // Without taskset, only ActiveProcessorCount limits the process.
                        .withCommandPrefix(
                                Files.isExecutable(TASKSET)
                                        ? List.of(TASKSET.toString(), "-c", "0")
                                        : List.of())
                        .withMaxProcesses(1)
                        .withInitTimeout(PATIENCE));
    }

    /**
     * Ends the process, sends an event, and returns the milliseconds until its answer. The time
     * includes the start of the new process.
     */
    double coldStart() throws FunctionErrorException, TimeoutException, InterruptedException {
        for (long pid : function.pids()) {
            ProcessHandle.of(pid).ifPresent(ColdFunction::end);
        }
        Deadline.in(PATIENCE)
                .await("the function's process is gone", () -> function.pids().isEmpty());
        return answer(function);
    }

    private static void end(ProcessHandle process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    /**
     * Starts a process, waits until it is ready, and measures its first answer in milliseconds.
     *
     * @param primed whether the process primes the function before it is ready; with SnapStart,
     *     Lambda primes the function before it takes the snapshot
     */
    double readyProcess(boolean primed)
            throws IOException, FunctionErrorException, TimeoutException, InterruptedException {
        try (LambdaFunction ready =
                start(
                        "ready-" + System.nanoTime(),
                        primed ? PRIMED_VARIABLES : UNPRIMED_VARIABLES)) {
            return answer(ready);
        }
    }

    private double answer(LambdaFunction of)
            throws FunctionErrorException, TimeoutException, InterruptedException {
        long start = System.nanoTime();
        String answer = new String(of.invoke(event, PATIENCE), StandardCharsets.UTF_8);
        double millis = (System.nanoTime() - start) / 1e6;
        if (!answer.contains("\"statusCode\":20")) {
            throw new IllegalStateException("The function answered " + answer);
        }
        return millis;
    }

    @Override
    public void close() {
        function.close();
    }
}
