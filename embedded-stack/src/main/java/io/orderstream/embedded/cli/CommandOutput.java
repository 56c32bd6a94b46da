package io.orderstream.embedded.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The output of the command: a line for each part that has started, the {@link FirstSteps}, and
 * other messages, such as those about failures. On a terminal, the last line says which parts are
 * still starting. Any thread may call this class.
 */
final class CommandOutput {

    /** Moves the cursor to the start of the line and clears the line. */
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean terminal;
    private final Set<String> starting = new LinkedHashSet<>();

    private boolean isEmpty = true;

    CommandOutput(PrintWriter out, PrintWriter err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    /** Prints a message of one or more lines. */
    synchronized void say(String format, Object... arguments) {
        clear();
        out.printf(format + "%n", arguments);
        out.flush();
        isEmpty = false;
        showStarting();
    }

    /** Prints an error message, after an empty line if anything was printed before. */
    synchronized void error(String message) {
        clear();
        if (!isEmpty) {
            err.println();
        }
        err.println(message);
        err.flush();
        starting.clear();
    }

    /** Prints the addresses of the stack, three commands to try, and how to stop the stack. */
    synchronized void say(FirstSteps firstSteps) {
        firstSteps.print(out);
        out.flush();
    }

    synchronized void starting(String part) {
        starting.add(part);
        showStarting();
    }

    synchronized void started(String part, String where, Duration took) {
        starting.remove(part);
        say("  %-15s %6s s   %s", part, seconds(took), where);
    }

    private void clear() {
        if (terminal && !starting.isEmpty()) {
            out.print(CLEAR_LINE);
            out.flush();
        }
    }

    private void showStarting() {
        if (terminal && !starting.isEmpty()) {
            out.print(CLEAR_LINE + "  starting " + String.join(", ", starting) + " …");
            out.flush();
        }
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1e3);
    }
}
