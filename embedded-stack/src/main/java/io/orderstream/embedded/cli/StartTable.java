package io.orderstream.embedded.cli;

import io.orderstream.embedded.stack.StartListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Prints a line for each part as it comes up and, on a terminal, a last line that says what is
 * still starting.
 */
final class StartTable implements StartListener {

    /** Back to the line's start, and clear it. */
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final boolean terminal;
    private final Set<String> starting = new LinkedHashSet<>();

    StartTable(PrintWriter out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void starting(String part) {
        starting.add(part);
        showStarting();
    }

    @Override
    public void started(String part, String where, Duration took) {
        starting.remove(part);
        clear();
        out.printf("  %-15s %6s s   %s%n", part, seconds(took), where);
        showStarting();
    }

    /** Takes the last line away, for what comes after the table. */
    void clear() {
        if (terminal) {
            out.print(CLEAR_LINE);
        }
        out.flush();
    }

    private void showStarting() {
        if (terminal && !starting.isEmpty()) {
            out.print(CLEAR_LINE + "  starting " + String.join(", ", starting) + " …");
        }
        out.flush();
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1e3);
    }
}
