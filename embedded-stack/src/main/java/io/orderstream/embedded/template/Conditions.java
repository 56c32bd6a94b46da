package io.orderstream.embedded.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Evaluates the conditions of a template. Each condition is evaluated only once. */
final class Conditions {
    private final ObjectNode declared;
    private final Intrinsics intrinsics;
    private final Map<String, Boolean> results = new HashMap<>();
    private final Set<String> inProgress = new LinkedHashSet<>();

    Conditions(ObjectNode declared, Intrinsics intrinsics) {
        this.declared = declared;
        this.intrinsics = intrinsics;
    }

    void evaluateAll() {
        declared.fieldNames().forEachRemaining(this::holds);
    }

    boolean holds(String name) {
        Boolean known = results.get(name);
        if (known != null) {
            return known;
        }
        String path = "Conditions." + name;
        if (!inProgress.add(name)) {
            throw TemplateException.circular(path, name, inProgress);
        }
        boolean holds = evaluate(declared.get(name), path);
        inProgress.remove(name);
        results.put(name, holds);
        return holds;
    }

    /**
     * Whether a condition function holds. The function may also be outside of the section
     * Conditions, for example in Rules.
     */
    boolean evaluate(JsonNode node, String path) {
        if (!node.isObject() || node.size() != 1) {
            throw new TemplateException(
                    String.format(
                            "%s: expected a condition function, found %s",
                            path, Value.describe(node)));
        }
        Map.Entry<String, JsonNode> call = node.properties().iterator().next();
        JsonNode operands = call.getValue();
        return switch (call.getKey()) {
            case "Condition" -> holds(operands.asText());
            case "Fn::Equals" -> {
                requireCount(operands, 2, 2, "Fn::Equals", path);
                yield text(operands.get(0), path).equals(text(operands.get(1), path));
            }
            case "Fn::Not" -> {
                requireCount(operands, 1, 1, "Fn::Not", path);
                yield !evaluate(operands.get(0), path);
            }
            case "Fn::And" -> {
                requireCount(operands, 2, 10, "Fn::And", path);
                boolean all = true;
                for (JsonNode operand : operands) {
                    all &= evaluate(operand, path);
                }
                yield all;
            }
            case "Fn::Or" -> {
                requireCount(operands, 2, 10, "Fn::Or", path);
                boolean any = false;
                for (JsonNode operand : operands) {
                    any |= evaluate(operand, path);
                }
                yield any;
            }
            default ->
                    throw new TemplateException(
                            String.format(
                                    "%s: expected a condition function, found %s",
                                    path, call.getKey()));
        };
    }

    private static void requireCount(
            JsonNode operands, int min, int max, String function, String path) {
        if (!operands.isArray() || operands.size() < min || operands.size() > max) {
            String range = min == max ? Intrinsics.elements(min) : min + " to " + max + " elements";
            throw new TemplateException(
                    String.format(
                            "%s: %s: expected a list of %s, found %s",
                            path,
                            function,
                            range,
                            operands.isArray()
                                    ? "a list with " + Intrinsics.elements(operands.size())
                                    : Value.describe(operands)));
        }
    }

    private String text(JsonNode node, String path) {
        return intrinsics.text(node, path, "Fn::Equals");
    }
}
