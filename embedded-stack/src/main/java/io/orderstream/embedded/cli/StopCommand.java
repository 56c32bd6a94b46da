package io.orderstream.embedded.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./run stop}: stops the running stack, as Ctrl-C does. */
@Command(
        name = "stop",
        sortOptions = false,
        description = {
            "Stops the running stack, as Ctrl-C does in its terminal, and waits until it has ended.",
            ""
        })
final class StopCommand implements Callable<Integer> {

    /** The longest wait for the stack to end. The stack needs less: see {@link RunningStack}. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Spec private CommandSpec spec;

    @Mixin private StackChoice choice;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        PrintWriter out = spec.commandLine().getOut();
        Optional<ProcessHandle> process =
                choice.running().flatMap(running -> running.file().process());
        if (process.isEmpty()) {
            out.println(choice.noneRuns());
            return ExitCode.OK;
        }
        // Sends SIGTERM. The process was found by its id and its start time, so it is the stack.
        process.get().destroy();
        try {
            process.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            spec.commandLine()
                    .getErr()
                    .printf(
                            "The stack (process %d) did not end within %d s.%n",
                            process.get().pid(), PATIENCE.toSeconds());
            return ExitCode.SOFTWARE;
        }
        out.println("Stopped.");
        return ExitCode.OK;
    }
}
