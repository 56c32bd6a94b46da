package io.orderstream.embedded.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How a function runs on this machine.
 *
 * @param artifact the zip that a deployment uploads: classes at its root, jars in {@code lib/}
 * @param lambdaRuntime the directory with AWS's runtime interface client and the jars that it needs
 * @param workDirectory the directory for the unpacked artifact and for files of the runtime client;
 *     created if it does not exist
 * @param log the file that the function's output is appended to
 * @param runtime the program that calls the function's handler
 * @param commandPrefix the start of the command line of each process, such as {@code taskset -c 0};
 *     that command must replace itself with the function's process (exec)
 * @param maxProcesses how many processes, and so how many invocations, may run at the same time;
 *     further invocations wait
 * @param initTimeout how long a process may take until it asks for its first event
 */
public record LaunchOptions(
        Path artifact,
        Path lambdaRuntime,
        Path workDirectory,
        Path log,
        RuntimeClient runtime,
        List<String> commandPrefix,
        int maxProcesses,
        Duration initTimeout) {

    /** Checks for nulls and for at least one process. */
    public LaunchOptions {
        Objects.requireNonNull(artifact, "artifact");
        Objects.requireNonNull(lambdaRuntime, "lambdaRuntime");
        Objects.requireNonNull(workDirectory, "workDirectory");
        Objects.requireNonNull(log, "log");
        Objects.requireNonNull(runtime, "runtime");
        commandPrefix = List.copyOf(commandPrefix);
        Objects.requireNonNull(initTimeout, "initTimeout");
        if (maxProcesses < 1) {
            throw new IllegalArgumentException(
                    "maxProcesses: expected at least 1, found " + maxProcesses);
        }
    }

    /**
     * The defaults: the runtime client of this platform, up to four processes, and two minutes to
     * start. Two minutes are enough even on a busy machine.
     */
    public static LaunchOptions of(
            Path artifact, Path lambdaRuntime, Path workDirectory, Path log) {
        return new LaunchOptions(
                artifact,
                lambdaRuntime,
                workDirectory,
                log,
                RuntimeClient.ofThisPlatform(),
                List.of(),
                4,
                Duration.ofMinutes(2));
    }

    /** The same options with another runtime client. */
    public LaunchOptions withRuntime(RuntimeClient other) {
        return new LaunchOptions(
                artifact,
                lambdaRuntime,
                workDirectory,
                log,
                other,
                commandPrefix,
                maxProcesses,
                initTimeout);
    }

    /** The same options with another command prefix. */
    public LaunchOptions withCommandPrefix(List<String> other) {
        return new LaunchOptions(
                artifact,
                lambdaRuntime,
                workDirectory,
                log,
                runtime,
                other,
                maxProcesses,
                initTimeout);
    }

    /** The same options with another limit of processes. */
    public LaunchOptions withMaxProcesses(int other) {
        return new LaunchOptions(
                artifact,
                lambdaRuntime,
                workDirectory,
                log,
                runtime,
                commandPrefix,
                other,
                initTimeout);
    }

    /** The same options with another time limit for a start. */
    public LaunchOptions withInitTimeout(Duration other) {
        return new LaunchOptions(
                artifact,
                lambdaRuntime,
                workDirectory,
                log,
                runtime,
                commandPrefix,
                maxProcesses,
                other);
    }
}
