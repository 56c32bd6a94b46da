package io.orderstream.embedded.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How a function is run on this machine.
 *
 * @param artifact the zip that would be uploaded: classes at its root, jars in {@code lib/}
 * @param lambdaRuntime the directory of AWS's runtime interface client and the jars it needs
 * @param workDirectory where the artifact is unpacked; made if it is not there
 * @param log where the function's output goes, appended
 * @param runtime what runs the artifact
 * @param commandPrefix what its processes' command line begins with, such as {@code taskset -c 0};
 *     it has to become the function's process
 * @param maxProcesses how many invocations run at once, each in a process of its own; more wait
 * @param initTimeout after which a process that did not ask for its first event is given up
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

    /** Refuses null members and fewer than one process. */
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
     * This platform's runtime, up to four processes, and two minutes to start: long enough for a
     * machine that is busy with other work.
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

    /** The same with another runtime. */
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

    /** The same with something before each process's command. */
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

    /** The same with another number of processes. */
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

    /** The same with another limit to starting. */
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
