package io.orderstream.embedded.gateway;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A function as it is called: by its name alone, or by a version or alias of it. Lambda gives
 * permissions to exactly one of these.
 *
 * @param name its physical name
 * @param qualifier the version or alias, empty for none
 */
record InvokedFunction(String name, String qualifier) {
    private static final Pattern NAME_OR_ARN =
            Pattern.compile(
                    "(arn:[^:]+:lambda:[^:]+:[0-9]{12}:function:)?([A-Za-z0-9_-]+)(?::([A-Za-z0-9$_-]+))?");

    /** Reads an ARN or a name, each with or without a qualifier. */
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
