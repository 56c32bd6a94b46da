package io.orderstream.embedded.cli;

import io.orderstream.embedded.flink.JobRejectedException;
import io.orderstream.embedded.stack.EmbeddedStack;
import io.orderstream.embedded.stack.Installation;
import io.orderstream.embedded.stack.StackOptions;
import io.orderstream.embedded.start.StartException;
import io.orderstream.embedded.template.TemplateException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code ./run}: starts the stack on this machine and keeps it running until Ctrl-C. */
@Command(
        name = "./run",
        customSynopsis = {"./run [OPTIONS]", "       ./run COMMAND [OPTIONS]"},
        usageHelpAutoWidth = true,
        sortOptions = false,
        showDefaultValues = true,
        description = {
            "Runs Orderstream on this machine: the CloudFormation template and the packaged artifacts, on emulators.",
            "Builds what is missing first. Ctrl-C stops everything. With --keep, the next start goes on where this one"
                    + " ended.",
            ""
        })
public final class RunCommand implements Callable<Integer> {

    /** The system property with the path of the log file. logback.xml reads it. */
    private static final String LOG_PROPERTY = "orderstream.log";

    /**
     * The system property that says whether the output goes to a terminal. {@code ./run} sets it.
     */
    private static final String TERMINAL_PROPERTY = "orderstream.terminal";

    /** The system property with the repository's directory. {@code ./run} sets it. */
    static final String ROOT_PROPERTY = "orderstream.root";

    @Spec private CommandSpec spec;

    @Mixin private StackFlags flags;

    private RunCommand() {}

    /** The entry point of {@code ./run}. */
    public static void main(String[] arguments) {
        // Numbers have ASCII digits in every locale, so that a process id can be copied.
        Locale.setDefault(Locale.ROOT);
        // Some threads of the job fail after their class loader is closed. Their exceptions go to
        // the log and not to the terminal.
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, e) ->
                        LoggerFactory.getLogger(RunCommand.class)
                                .warn("{} ended", thread.getName(), e));
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new RunCommand())
                .addSubcommand(new DemoCommand())
                .addSubcommand(new StatusCommand())
                .addSubcommand(new LogsCommand())
                .addSubcommand(new StopCommand())
                .addSubcommand(new EnvCommand())
                .setUsageHelpWidth(110)
                .setExecutionStrategy(RunCommand::execute)
                .setParameterExceptionHandler(RunCommand::explain)
                .setExecutionExceptionHandler(RunCommand::fail);
    }

    /** Refuses flags before a command, because they would have no effect. */
    private static int execute(CommandLine.ParseResult parsed) {
        if (parsed.hasSubcommand()
                && !parsed.isUsageHelpRequested()
                && !parsed.matchedOptions().isEmpty()) {
            List<String> words = new ArrayList<>(parsed.originalArgs());
            String command = parsed.subcommand().commandSpec().name();
            words.remove(command);
            words.add(0, command);
            throw new ParameterException(
                    parsed.commandSpec().commandLine(),
                    "Flags follow the command: ./run " + String.join(" ", words));
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    /** The repository's directory. */
    static Path root() {
        return Path.of(System.getProperty(ROOT_PROPERTY, ".")).toAbsolutePath().normalize();
    }

    /**
     * Reports the failure of a command that starts no stack. {@link #run} reports its own failures.
     */
    private static int fail(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr()
                .println(
                        e instanceof RuntimeException unchecked
                                ? inWords(unchecked)
                                : "Unexpected error: " + e);
        return CommandLine.ExitCode.SOFTWARE;
    }

    private static int explain(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String message =
                e instanceof UnmatchedArgumentException unmatched && !unmatched.isUnknownOption()
                        ? "Unknown command or argument: "
                                + String.join(" ", unmatched.getUnmatched())
                        : e.getMessage();
        command.getErr()
                .printf("%s%nSee %s --help.%n", message, command.getCommandSpec().qualifiedName());
        return CommandLine.ExitCode.USAGE;
    }

    @Override
    public Integer call() throws InterruptedException {
        return run(spec, flags.options(), (stack, out) -> true);
    }

    /**
     * Starts the stack and runs {@code task} on it.
     *
     * @param task runs when the stack is ready, and decides whether the stack keeps running until
     *     Ctrl-C
     * @return the exit code
     */
    static int run(CommandSpec spec, StackOptions options, Task task) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        CommandOutput output =
                new CommandOutput(
                        out, spec.commandLine().getErr(), Boolean.getBoolean(TERMINAL_PROPERTY));
        RunningStack running = new RunningStack(output);
        int exitCode;
        try {
            exitCode = run(running, options, output, out, task);
        } catch (RuntimeException e) {
            exitCode = CommandLine.ExitCode.SOFTWARE;
            // If the stack is stopped while it starts, the start fails. That is no error.
            if (!running.isStopping()) {
                output.error(inWords(e));
            }
            // Before this property is set, there is no log file.
            if (System.getProperty(LOG_PROPERTY) != null) {
                LoggerFactory.getLogger(RunCommand.class).error("Cannot run", e);
            }
        }
        running.stop(exitCode);
        return exitCode;
    }

    private static int run(
            RunningStack running,
            StackOptions options,
            CommandOutput output,
            PrintWriter out,
            Task task)
            throws InterruptedException {
        Path logs = options.data().resolve("logs");
        Installation installation = new Installation(root());
        long start = System.nanoTime();
        EmbeddedStack stack =
                running.start(
                        installation,
                        options,
                        () -> {
                            // logback.xml reads the property, so it must be set before the first
                            // logger is created.
                            System.setProperty(LOG_PROPERTY, logs.resolve("stack.log").toString());
                            output.say(
                                    "Starting Orderstream. Logs: %s%n",
                                    DataDirectories.shown(logs));
                        },
                        what -> output.say("%n%s%nMore in %s", what, DataDirectories.shown(logs)));
        stack.startJob();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        output.say("%nReady after %s s.%n", CommandOutput.seconds(took));
        running.ready(stack);
        output.say(new FirstSteps(stack.api(), stack.flinkUi(), options.keepsData()));
        boolean goOn = task.run(stack, out);
        out.flush();
        if (goOn) {
            ClassArchive.writeIfMissing();
            running.awaitStop();
        }
        return task.exitCode();
    }

    /** The exception's message if it is written for users; otherwise also the exception's type. */
    private static String inWords(RuntimeException e) {
        boolean isForPeople =
                e instanceof StartException
                        || e instanceof TemplateException
                        || e instanceof JobRejectedException;
        return isForPeople ? e.getMessage() : "Unexpected error: " + e;
    }

    /** What a command does with the running stack. */
    interface Task {

        /** Runs the task; returns whether the stack should keep running. */
        boolean run(EmbeddedStack stack, PrintWriter out);

        /** The command's exit code. It is read after {@link #run}. */
        default int exitCode() {
            return CommandLine.ExitCode.OK;
        }
    }
}
