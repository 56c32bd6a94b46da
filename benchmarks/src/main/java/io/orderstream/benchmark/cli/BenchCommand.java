package io.orderstream.benchmark.cli;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.Run;
import io.orderstream.benchmark.Scale;
import io.orderstream.benchmark.results.Goal;
import io.orderstream.benchmark.results.Machine;
import io.orderstream.benchmark.results.Result;
import io.orderstream.benchmark.results.ResultStore;
import io.orderstream.benchmark.results.ResultsPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs benchmarks and writes RESULTS.md. */
@Command(
        name = "./bench",
        sortOptions = false,
        description = {
            "Measures how fast Orderstream is and what it costs, each time beside a peer, and writes"
                    + " benchmarks/RESULTS.md. All of it takes about an hour.",
            ""
        },
        footerHeading = "%nBenchmarks:%n",
        footer = {})
public final class BenchCommand implements Callable<Integer> {

    /** Names the repository's directory. */
    static final String ROOT_PROPERTY = "orderstream.root";

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "BENCHMARK",
            arity = "0..*",
            completionCandidates = Names.class,
            description = "Which to run, in this order; all of them if none is named.")
    private List<String> names = List.of();

    @Option(
            names = "--smoke",
            description =
                    "Seconds instead of minutes: shows that it runs. Its figures mean nothing and go"
                            + " to benchmarks/target/smoke.")
    private boolean smoke;

    @Option(
            names = "--page",
            description = "Measure nothing; write RESULTS.md from what was measured before.")
    private boolean pageOnly;

    @Option(
            names = "--profile",
            description =
                    "Record where the time goes with JDK Flight Recorder, to"
                            + " benchmarks/target/BENCHMARK.jfr; costs a few per cent. Not of what"
                            + " runs in processes of its own: codec, journey, coldstart.")
    private boolean profile;

    /** The names that may be given. */
    static final class Names extends ArrayList<String> {
        Names() {
            super(Benchmarks.names());
        }
    }

    /** Runs the command and ends this process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine command = new CommandLine(new BenchCommand()).setUsageHelpWidth(110);
        command.setParameterExceptionHandler(BenchCommand::explain);
        command.getCommandSpec()
                .addOption(
                        OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Show this help and exit.")
                                .build());
        command.getCommandSpec()
                .usageMessage()
                .footer(
                        Benchmarks.ALL.stream()
                                .map(
                                        each ->
                                                String.format(
                                                        Locale.ROOT,
                                                        "  %-11s%s",
                                                        each.name(),
                                                        each.title()))
                                .toArray(String[]::new));
        return command;
    }

    private static int explain(ParameterException e, String[] arguments) {
        e.getCommandLine().getErr().printf("%s%nSee ./bench --help.%n", e.getMessage());
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public Integer call() throws Exception {
        for (String name : names) {
            if (!Benchmarks.names().contains(name)) {
                throw new ParameterException(
                        spec.commandLine(), "There is no benchmark \"" + name + "\"");
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        Path root = Path.of(System.getProperty(ROOT_PROPERTY, "."));
        int exitCode = CommandLine.ExitCode.OK;
        if (!pageOnly) {
            List<String> wanted = names.isEmpty() ? Benchmarks.names() : names;
            if (wanted.size() == 1) {
                measure(Benchmarks.named(wanted.get(0)), root, out);
            } else {
                exitCode = measureApart(wanted, out);
            }
        }
        writePage(root, out);
        return exitCode;
    }

    private void measure(Benchmark benchmark, Path root, PrintWriter out) throws Exception {
        Scale scale = smoke ? Scale.SMOKE : Scale.FULL;
        out.printf("%s%n", benchmark.title());
        out.flush();
        long start = System.nanoTime();
        Run run =
                new Run(
                        root,
                        scale,
                        line -> {
                            out.printf("  %s%n", line);
                            out.flush();
                        });
        Result result =
                (profile ? profiled(benchmark, run) : benchmark.run(run))
                        .measured(
                                benchmark.name(),
                                benchmark.title(),
                                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
                                Machine.here(),
                                smoke);
        store(root).put(result);
        run.clean();
        for (Goal goal : result.goals()) {
            out.printf(
                    "  %s: %s; %s%s%n",
                    goal.met() ? "met" : "MISSED",
                    goal.wanted(),
                    goal.measured(),
                    goal.met() ? "" : " (" + goal.reason() + ")");
        }
        out.printf("  %d s%n%n", result.seconds());
    }

    private static Result profiled(Benchmark benchmark, Run run) throws Exception {
        Path file = run.root().resolve("benchmarks/target/" + benchmark.name() + ".jfr");
        try (Recording recording = new Recording(Configuration.getConfiguration("profile"))) {
            recording.start();
            Result result = benchmark.run(run);
            recording.dump(file);
            run.say("profile: benchmarks/target/%s", file.getFileName());
            return result;
        }
    }

    /**
     * Each in a virtual machine of its own: what one leaves in the heap and in the compiler's
     * profiles would be measured with the next.
     */
    private int measureApart(List<String> wanted, PrintWriter out)
            throws IOException, InterruptedException {
        int failures = 0;
        for (String name : wanted) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
            command.add("-cp");
            command.add(System.getProperty("java.class.path"));
            command.add(BenchCommand.class.getName());
            if (smoke) {
                command.add("--smoke");
            }
            if (profile) {
                command.add("--profile");
            }
            command.add(name);
            out.flush();
            Process process = new ProcessBuilder(command).inheritIO().start();
            if (process.waitFor() != 0) {
                failures++;
            }
        }
        return failures == 0 ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void writePage(Path root, PrintWriter out) throws IOException {
        Path directory = directory(root);
        new ResultsPage(directory).write(store(root).all(Benchmarks.names()));
        out.printf("Written: %s%n", directory.resolve(ResultsPage.FILE).normalize());
    }

    private ResultStore store(Path root) {
        return new ResultStore(directory(root).resolve("results"));
    }

    private Path directory(Path root) {
        return root.resolve(smoke ? "benchmarks/target/smoke" : "benchmarks");
    }
}
