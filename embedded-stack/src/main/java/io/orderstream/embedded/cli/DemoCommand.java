package io.orderstream.embedded.cli;

import io.orderstream.embedded.stack.EmbeddedStack;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./run demo}: starts the stack and sends ten orders through it. */
@Command(
        name = "demo",
        sortOptions = false,
        showDefaultValues = true,
        abbreviateSynopsis = true,
        description = {
            "Starts the stack and posts ten coffee orders. Cancels one, fulfils one, and refunds half of one. Prints the"
                    + " state of each, and how long it takes until the order can be read and until its invoice can be"
                    + " fetched.",
            ""
        })
final class DemoCommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @Mixin private StackFlags flags;

    @Option(
            names = "--exit",
            description =
                    "Stops everything afterwards. The exit code is 1 if an order has no invoice.",
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private boolean exit;

    @Override
    public Integer call() throws InterruptedException {
        return RunCommand.run(spec, flags.options(), new TenOrders(exit));
    }

    private static final class TenOrders implements RunCommand.Task {

        private final boolean exit;
        private boolean allComplete;

        private TenOrders(boolean exit) {
            this.exit = exit;
        }

        @Override
        public boolean run(EmbeddedStack stack, PrintWriter out) {
            out.printf(
                    "%nTen orders. One is cancelled, one is fulfilled, and half of one is refunded."
                            + " The times are measured from the POST:%n%n");
            out.flush();
            List<OrderJourney> journeys =
                    new Demo(stack.api(), Clock.systemUTC(), Demo.PATIENCE).run();
            DemoTable.print(journeys, out);
            allComplete = journeys.stream().allMatch(OrderJourney::isComplete);
            return !exit;
        }

        @Override
        public int exitCode() {
            return allComplete ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }
}
