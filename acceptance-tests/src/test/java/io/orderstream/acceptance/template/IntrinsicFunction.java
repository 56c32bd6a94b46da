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
 * @param name {@code Ref}, {@code Fn::GetAtt} and so on
 * @param argument what it is called with
 */
record IntrinsicFunction(String name, JsonNode argument) {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}!][^}]*)}");

    /** The call that this node is, empty if it is a plain value. */
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

    /** Whether this node is no value at all. */
    static boolean isNoValue(JsonNode node) {
        return node.path("Ref").asText().equals("AWS::NoValue");
    }

    /** Whether this node may turn out to be no value, as a branch of an Fn::If. */
    static boolean mayBeNoValue(JsonNode node) {
        JsonNode branches = node.path("Fn::If");
        return isNoValue(node)
                || mayBeNoValueBranch(branches.path(1))
                || mayBeNoValueBranch(branches.path(2));
    }

    private static boolean mayBeNoValueBranch(JsonNode branch) {
        return !branch.isMissingNode() && mayBeNoValue(branch);
    }

    /** Of an Fn::GetAtt: the resource's logical id. */
    String resource() {
        return argument.isArray() ? argument.path(0).asText() : head(argument.asText());
    }

    /** Of an Fn::GetAtt: the attribute's name; empty if only a function knows it. */
    String attribute() {
        return argument.isArray() ? argument.path(1).asText() : tail(argument.asText());
    }

    /** Of an Fn::Sub: the names in the text that it does not define itself. */
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

    /** What stands before the first dot, or all of it. */
    static String head(String dotted) {
        int dot = dotted.indexOf('.');
        return dot < 0 ? dotted : dotted.substring(0, dot);
    }

    /** What stands behind the first dot, or nothing. */
    static String tail(String dotted) {
        int dot = dotted.indexOf('.');
        return dot < 0 ? "" : dotted.substring(dot + 1);
    }
}
