package io.orderstream.embedded.cli;

import io.orderstream.embedded.stack.StartListener;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Prints a line for each part as it comes up. */
final class StartTable implements StartListener {

    private final PrintWriter out;

    StartTable(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void started(String part, String where, Duration took) {
        out.printf("  %-15s %6s s   %s%n", part, seconds(took), where);
        out.flush();
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1e3);
    }
}
