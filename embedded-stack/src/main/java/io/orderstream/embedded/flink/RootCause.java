package io.orderstream.embedded.flink;

import java.util.ArrayList;
import java.util.List;

/** Finds the last cause in the text of a stack trace. */
final class RootCause {

    private static final String CAUSED_BY = "Caused by: ";

    private RootCause() {}

    /**
     * The innermost cause in {@code trace}: the name of the exception and its message, which may
     * have several lines.
     */
    static String of(String trace) {
        int last = trace.lastIndexOf("\n" + CAUSED_BY);
        String cause = last < 0 ? trace : trace.substring(last + 1 + CAUSED_BY.length());
        List<String> message = new ArrayList<>();
        for (String line : cause.lines().toList()) {
            if (line.startsWith("\tat ") || line.startsWith("\t... ")) {
                break;
            }
            message.add(line);
        }
        return String.join("\n", message).strip();
    }
}
