package io.orderstream.benchmark.coldstart;

import io.orderstream.embedded.lambda.FunctionErrorException;
import io.orderstream.embedded.lambda.FunctionLaunch;
import io.orderstream.embedded.lambda.FunctionSettings;
import io.orderstream.embedded.lambda.LambdaFunction;
import io.orderstream.embedded.start.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** A function whose process is ended before each event, so that each event meets a cold start. */
final class Subject implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MEGABYTES = 1024;
    private static final String ONE_PROCESSOR = "-XX:ActiveProcessorCount=1";
    private static final Path TASKSET = Path.of("/usr/bin/taskset");

    /** As Lambda's own start script sets it. */
    private static final String LAMBDAS_CRAC =
            "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac";

    private final Path zip;
    private final Path directory;
    private final byte[] event;
    private final FunctionSettings settings;
    private final Path lambdaRuntime;
    private final String virtualMachine;
    private final LambdaFunction function;

    /**
     * A start.
     *
     * @param millis from the event that finds no process to its answer
     * @param cpuMillis of the process until then
     */
    record Start(double millis, double cpuMillis) {}

    /**
     * Unpacks it and starts it once.
     *
     * @param environment where its services are, and its own settings
     */
    Subject(
            Path zip,
            String handler,
            byte[] event,
            Map<String, String> environment,
            Path lambdaRuntime,
            Path directory)
            throws IOException, FunctionErrorException, InterruptedException {
        this(zip, handler, event, environment, lambdaRuntime, directory, ONE_PROCESSOR);
    }

    private Subject(
            Path zip,
            String handler,
            byte[] event,
            Map<String, String> environment,
            Path lambdaRuntime,
            Path directory,
            String virtualMachine)
            throws IOException, FunctionErrorException, InterruptedException {
        this.zip = zip;
        this.directory = directory;
        this.event = event;
        this.lambdaRuntime = lambdaRuntime;
        this.virtualMachine = virtualMachine;
        this.settings =
                new FunctionSettings(
                        "function",
                        "arn:aws:lambda:us-east-1:000000000000:function:function",
                        handler + "::handleRequest",
                        MEGABYTES,
                        Duration.ofSeconds(29),
                        "JSON",
                        environment);
        this.function = start(settings.withEnvironment(options(virtualMachine)), "function");
    }

    /**
     * The same function, whose classes come from an archive (AppCDS) of all that it has loaded when
     * it has answered once. This virtual machine writes it, and no other build of one takes it.
     */
    static Subject withArchive(
            Path zip,
            String handler,
            byte[] event,
            Map<String, String> environment,
            Path lambdaRuntime,
            Path directory)
            throws IOException, FunctionErrorException, TimeoutException, InterruptedException {
        Path archive = archiveIn(directory);
        try (Subject writer =
                new Subject(
                        zip,
                        handler,
                        event,
                        environment,
                        lambdaRuntime,
                        directory.resolve("writer"),
                        ONE_PROCESSOR + " -XX:ArchiveClassesAtExit=" + archive)) {
            byte[] unused = writer.function.invoke(event, PATIENCE);
            writer.end(ProcessHandle::destroy);
        }
        Subject subject =
                new Subject(
                        zip,
                        handler,
                        event,
                        environment,
                        lambdaRuntime,
                        directory,
                        ONE_PROCESSOR + " -XX:SharedArchiveFile=" + archive);
        // A virtual machine that does not like an archive goes on without.
        if (subject.classesLoaded(line -> line.endsWith("shared objects file (top)")) == 0) {
            subject.close();
            throw new IOException("No class came from " + archive);
        }
        return subject;
    }

    private static Path archiveIn(Path directory) {
        return directory.resolve("classes.jsa");
    }

    /** Whether its processes are kept to one processor; elsewhere they are only told of one. */
    static boolean isLimited() {
        return Files.isExecutable(TASKSET);
    }

    private LambdaFunction start(FunctionSettings with, String name)
            throws IOException, FunctionErrorException, InterruptedException {
        return LambdaFunction.start(
                with,
                FunctionLaunch.of(
                                zip,
                                lambdaRuntime,
                                directory.resolve(name),
                                directory.resolve(name + ".log"))
                        .withCommandPrefix(
                                isLimited() ? List.of(TASKSET.toString(), "-c", "0") : List.of())
                        .withMaxProcesses(1)
                        .withInitTimeout(PATIENCE));
    }

    /** Ends its process, sends an event, and waits for the answer. */
    Start coldStart() throws FunctionErrorException, TimeoutException, InterruptedException {
        end(ProcessHandle::destroyForcibly);
        Deadline.in(PATIENCE)
                .await(
                        "the function's owner has heard of the end",
                        () -> function.pids().isEmpty());
        long start = System.nanoTime();
        String answer = new String(function.invoke(event, PATIENCE), StandardCharsets.UTF_8);
        double millis = (System.nanoTime() - start) / 1e6;
        requireSuccess(answer);
        double cpu =
                function.pids().stream()
                        .flatMap(pid -> ProcessHandle.of(pid).stream())
                        .flatMap(process -> process.info().totalCpuDuration().stream())
                        .mapToDouble(Duration::toMillis)
                        .sum();
        return new Start(millis, cpu);
    }

    private void end(Consumer<ProcessHandle> how) {
        for (long pid : function.pids()) {
            ProcessHandle.of(pid)
                    .ifPresent(
                            process -> {
                                how.accept(process);
                                process.onExit().join();
                            });
        }
    }

    /**
     * Starts another process, waits until it is ready, and measures what its first event takes:
     * what is left of a cold start when SnapStart has restored a process.
     *
     * @param primed whether it is told that a snapshot is about to be taken
     */
    double firstAnswerWhenReady(boolean primed)
            throws IOException, FunctionErrorException, TimeoutException, InterruptedException {
        Map<String, String> environment = options(virtualMachine);
        if (primed) {
            environment = options(virtualMachine + " " + LAMBDAS_CRAC);
            environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        }
        try (LambdaFunction ready =
                start(settings.withEnvironment(environment), "ready-" + System.nanoTime())) {
            long start = System.nanoTime();
            String answer = new String(ready.invoke(event, PATIENCE), StandardCharsets.UTF_8);
            double millis = (System.nanoTime() - start) / 1e6;
            requireSuccess(answer);
            return millis;
        }
    }

    private static void requireSuccess(String answer) {
        if (!answer.contains("\"statusCode\":20")) {
            throw new IllegalStateException("It did not answer as it should: " + answer);
        }
    }

    /** How many classes its process has loaded when it has answered once. */
    long classesLoaded()
            throws IOException, FunctionErrorException, TimeoutException, InterruptedException {
        return classesLoaded(line -> true);
    }

    private long classesLoaded(Predicate<String> which)
            throws IOException, FunctionErrorException, TimeoutException, InterruptedException {
        Path list = directory.resolve("classes.txt");
        Map<String, String> logging =
                options(virtualMachine + " -Xlog:class+load:file=" + list + ":none");
        try (LambdaFunction logged = start(settings.withEnvironment(logging), "logged")) {
            byte[] unused = logged.invoke(event, PATIENCE);
        }
        try (Stream<String> lines = Files.lines(list)) {
            return lines.filter(line -> line.contains(" source: ")).filter(which).count();
        }
    }

    private static Map<String, String> options(String options) {
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("JAVA_TOOL_OPTIONS", options);
        return environment;
    }

    double megabytes() throws IOException {
        return Files.size(zip) / 1e6;
    }

    /** The archive's size, of one that has one. */
    double archiveMegabytes() throws IOException {
        return Files.size(archiveIn(directory)) / 1e6;
    }

    /** What the archive would add to the zip. */
    double compressedArchiveMegabytes() throws IOException {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try (DeflaterOutputStream to =
                new DeflaterOutputStream(OutputStream.nullOutputStream(), deflater)) {
            Files.copy(archiveIn(directory), to);
            to.finish();
            return deflater.getBytesWritten() / 1e6;
        } finally {
            deflater.end();
        }
    }

    @Override
    public void close() {
        function.close();
    }
}
