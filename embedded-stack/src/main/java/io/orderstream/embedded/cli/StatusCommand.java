package io.orderstream.embedded.cli;

import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ./run status}: says which stacks run, and where. */
@Command(
        name = "status",
        sortOptions = false,
        description = {"Says whether a stack runs, and where. The exit code is 1 if none does.", ""})
final class StatusCommand implements Callable<Integer> {

    private static final int NONE_RUNS = 1;

    @Spec private CommandSpec spec;

    @Mixin private StackChoice choice;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<StackChoice.Found> all = choice.all();
        all.stream().filter(StackChoice.Found::runs).forEach(found -> print(found, out));
        boolean noneRuns = all.stream().noneMatch(StackChoice.Found::runs);
        if (noneRuns) {
            out.println("No stack runs.");
        }
        all.stream()
                .filter(found -> !found.runs())
                .forEach(
                        found ->
                                out.printf(
                                        "A stack in %s ended without being stopped: ./run logs shows its logs.%n",
                                        DataDirectories.shown(found.data())));
        out.flush();
        return noneRuns ? NONE_RUNS : 0;
    }

    private static void print(StackChoice.Found found, PrintWriter out) {
        StackFile file = found.file();
        out.printf(
                "A stack %s (process %d, since %s).%n",
                file.isReady() ? "runs" : "is starting",
                file.pid(),
                file.started().truncatedTo(ChronoUnit.SECONDS));
        if (file.isReady()) {
            out.printf("  API        %s%n", file.variables().get(StackFile.API));
            out.printf("  Flink UI   %s%n", file.variables().get(StackFile.FLINK_UI));
        }
        out.printf("  Data       %s%n", DataDirectories.shown(found.data()));
    }
}
