package io.orderstream.embedded.gateway;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a function is invoked: by its name alone, by a version, or by an alias. A Lambda permission
 * applies to exactly one of these.
 *
 * @param name the physical name
 * @param qualifier the version or alias; empty if there is none
 */
record InvokedFunction(String name, String qualifier) {
    private static final Pattern NAME_OR_ARN =
            Pattern.compile(
                    "(arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:)?([A-Za-z0-9_-]+)(?::([A-Za-z0-9$_-]+))?");

    /** Parses an ARN or a name, with or without a qualifier; empty if the text is neither. */
    static Optional<InvokedFunction> parse(String text) {
        Matcher matcher = NAME_OR_ARN.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String qualifier = matcher.group(3) == null ? "" : matcher.group(3);
        return Optional.of(new InvokedFunction(matcher.group(2), qualifier));
    }

    @Override
    public String toString() {
        return qualifier.isEmpty() ? name : name + ":" + qualifier;
    }
}
