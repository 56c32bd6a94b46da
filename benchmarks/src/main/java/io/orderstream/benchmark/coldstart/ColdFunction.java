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
 * A packaged function that meets each event with a new process, under AWS's runtime interface
 * client, with the options of Lambda's own start script and on one processor.
 */
final class ColdFunction implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MEGABYTES = 1024;
    private static final String ONE_PROCESSOR = "-XX:ActiveProcessorCount=1";
    private static final Path TASKSET = Path.of("/usr/bin/taskset");
    private static final Map<String, String> UNPRIMED = Map.of("JAVA_TOOL_OPTIONS", ONE_PROCESSOR);

    /** As Lambda's own start script sets it. */
    private static final Map<String, String> PRIMED =
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
     * Unpacks the function and starts it once.
     *
     * @param event a request that it answers with a status of 20x
     * @param environment its settings, and where its services are
     * @param lambdaRuntime the directory of AWS's runtime interface client
     * @param directory for its files
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
        this.function = start("function", UNPRIMED);
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
                        // Elsewhere the process is only told of one processor.
                        .withCommandPrefix(
                                Files.isExecutable(TASKSET)
                                        ? List.of(TASKSET.toString(), "-c", "0")
                                        : List.of())
                        .withMaxProcesses(1)
                        .withInitTimeout(PATIENCE));
    }

    /** Milliseconds from an event that finds no process to its answer. */
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
     * Milliseconds of the first answer of a process that is ready.
     *
     * @param primed whether it was told that a snapshot is about to be taken
     */
    double readyProcess(boolean primed)
            throws IOException, FunctionErrorException, TimeoutException, InterruptedException {
        try (LambdaFunction ready =
                start("ready-" + System.nanoTime(), primed ? PRIMED : UNPRIMED)) {
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
