package io.orderstream.benchmark.cli;

import io.orderstream.benchmark.Benchmark;
import io.orderstream.benchmark.BenchmarkRun;
import io.orderstream.benchmark.Figures;
import io.orderstream.benchmark.results.Machine;
import io.orderstream.benchmark.results.Result;
import io.orderstream.benchmark.results.ResultStore;
import io.orderstream.benchmark.results.ResultsPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
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
            "Measures how fast Orderstream is, computes what it costs, and writes"
                    + " benchmarks/RESULTS.md. All benchmarks together take about a quarter of an"
                    + " hour. ./bench --profile NAME also records a profile in"
                    + " benchmarks/target/NAME.jfr. ./bench codec compares the order codec with"
                    + " Jackson, using JMH.",
            ""
        },
        footerHeading = "%nBenchmarks:%n")
public final class BenchCommand implements Callable<Integer> {

    /** The system property with the path of the repository. */
    static final String ROOT_PROPERTY = "orderstream.root";

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "BENCHMARK",
            arity = "0..*",
            description = "The benchmarks to run, in this order; all benchmarks if you name none.")
    private List<String> names = List.of();

    @Option(
            names = "--smoke",
            description =
                    "Run for seconds instead of minutes, to show that the benchmarks work. The"
                            + " figures mean nothing and are written to benchmarks/target/smoke.")
    private boolean smoke;

    @Option(
            names = "--page",
            description = "Measure nothing; write RESULTS.md from the stored results.")
    private boolean pageOnly;

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
                                .build())
                .usageMessage()
                .footer(Benchmarks.ALL.stream().map(BenchCommand::line).toArray(String[]::new));
        return command;
    }

    private static String line(Benchmark benchmark) {
        return String.format(Locale.ROOT, "  %-11s%s", benchmark.name(), benchmark.title());
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
        Path root = Path.of(System.getProperty(ROOT_PROPERTY, "."));
        int exitCode = CommandLine.ExitCode.OK;
        if (!pageOnly) {
            List<String> wanted = names.isEmpty() ? Benchmarks.names() : names;
            if (wanted.size() == 1) {
                measure(Benchmarks.named(wanted.get(0)), root);
            } else {
                exitCode = measureApart(wanted, root);
            }
        }
        Path directory = directory(root);
        new ResultsPage(directory).write(store(root).all(Benchmarks.names()));
        say("Written: %s", directory.resolve(ResultsPage.FILE).normalize());
        return exitCode;
    }

    private void say(String format, Object... arguments) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(Locale.ROOT, format + "%n", arguments);
        out.flush();
    }

    private void measure(Benchmark benchmark, Path root) throws Exception {
        say("%s", benchmark.title());
        Instant start = Instant.now();
        BenchmarkRun run = new BenchmarkRun(root, smoke, line -> say("  %s", line));
        Figures figures = benchmark.measure(run);
        Instant end = Instant.now();
        Result result =
                new Result(
                        benchmark.name(),
                        end.truncatedTo(ChronoUnit.SECONDS).toString(),
                        Duration.between(start, end).toSeconds(),
                        Machine.here(),
                        smoke,
                        figures.values());
        store(root).put(result);
        run.clean();
        figures.values()
                .forEach((name, figure) -> say("  %s = %s", name, ResultsPage.show(figure)));
        say("  %d s%n", result.seconds());
    }

    /**
     * Runs each benchmark in its own JVM. In a shared JVM, the heap and the compiler's profiles of
     * one benchmark would influence the next.
     */
    private int measureApart(List<String> wanted, Path root)
            throws IOException, InterruptedException {
        int exitCode = CommandLine.ExitCode.OK;
        for (String name : wanted) {
            List<String> command = new ArrayList<>(List.of(root.resolve("bench").toString(), name));
            if (smoke) {
                command.add("--smoke");
            }
            if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                exitCode = CommandLine.ExitCode.SOFTWARE;
            }
        }
        return exitCode;
    }

    private ResultStore store(Path root) {
        return new ResultStore(directory(root).resolve("results"));
    }

    private Path directory(Path root) {
        return root.resolve(smoke ? "benchmarks/target/smoke" : "benchmarks");
    }
}
