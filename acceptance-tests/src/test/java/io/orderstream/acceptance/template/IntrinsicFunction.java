package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call of an intrinsic function in a template.
 *
 * @param name the name, such as {@code Ref} or {@code Fn::GetAtt}
 * @param argument the argument of the call
 */
record IntrinsicFunction(String name, JsonNode argument) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}!][^}]*)}");

    /** The call in this node; empty if the node is a plain value. */
    static Optional<IntrinsicFunction> in(JsonNode node) {
        if (!node.isObject() || node.size() != 1) {
            return Optional.empty();
        }
        Map.Entry<String, JsonNode> member = node.properties().iterator().next();
        String name = member.getKey();
        return name.equals("Ref") || name.startsWith("Fn::")
                ? Optional.of(new IntrinsicFunction(name, member.getValue()))
                : Optional.empty();
    }

    /** Whether this node is {@code AWS::NoValue}. */
    static boolean isNoValue(JsonNode node) {
        return node.path("Ref").asText().equals("AWS::NoValue");
    }

    /** Whether this node, or a branch of its {@code Fn::If}, is {@code AWS::NoValue}. */
    static boolean mayBeNoValue(JsonNode node) {
        JsonNode branches = node.path("Fn::If");
        return isNoValue(node)
                || branchMayBeNoValue(branches.path(1))
                || branchMayBeNoValue(branches.path(2));
    }

    /** Like {@link #mayBeNoValue}, but false for a missing branch. This ends the recursion. */
    private static boolean branchMayBeNoValue(JsonNode branch) {
        return !branch.isMissingNode() && mayBeNoValue(branch);
    }

    /** For {@code Fn::GetAtt}: the logical id of the resource. */
    String resource() {
        return argument.isArray() ? argument.path(0).asText() : head(argument.asText());
    }

    /** For {@code Fn::GetAtt}: the name of the attribute; empty if a function computes it. */
    String attribute() {
        return argument.isArray() ? argument.path(1).asText() : tail(argument.asText());
    }

    /** For {@code Fn::Sub}: the names in the text that the second argument does not define. */
    Set<String> variables() {
        JsonNode text = argument.isArray() ? argument.path(0) : argument;
        Set<String> names = new LinkedHashSet<>();
        Matcher placeholder = PLACEHOLDER.matcher(text.asText());
        while (placeholder.find()) {
            String name = placeholder.group(1).strip();
            if (!argument.path(1).has(name)) {
                names.add(name);
            }
        }
        return names;
    }

    /** The text before the first dot; the whole text if there is no dot. */
    static String head(String dotted) {
        int dot = dotted.indexOf('.');
        return dot < 0 ? dotted : dotted.substring(0, dot);
    }

    /** The text after the first dot; empty if there is no dot. */
    static String tail(String dotted) {
        int dot = dotted.indexOf('.');
        return dot < 0 ? "" : dotted.substring(dot + 1);
    }
}
