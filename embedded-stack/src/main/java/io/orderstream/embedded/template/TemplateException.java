package io.orderstream.embedded.template;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * A template cannot be read, has an error, or needs something that the embedded stack does not
 * support; or its parameters have wrong values. The message begins with the path in the template,
 * for example {@code Resources.Stream.Properties.Name: expected text, found a list}. If the file
 * cannot be read, or its YAML is not accepted, the message begins with the file's path.
 */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** An exception with the path in the template and the problem there. */
    public TemplateException(String message) {
        super(message);
    }

    TemplateException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * An exception for a name that depends on itself. The message shows the circle, for example
     * {@code Conditions.A: circular dependency: A -> B -> A}.
     *
     * @param inProgress the names that are being resolved, in the order in which they were reached.
     *     They include {@code name}
     */
    static TemplateException circular(String path, String name, Set<String> inProgress) {
        String cycle =
                inProgress.stream()
                        .dropWhile(reached -> !reached.equals(name))
                        .collect(Collectors.joining(" -> "));
        return new TemplateException(
                String.format("%s: circular dependency: %s -> %s", path, cycle, name));
    }
}
