package io.orderstream.embedded.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Evaluates a template's conditions, each one once. */
final class Conditions {
    private final ObjectNode declared;
    private final Intrinsics intrinsics;
    private final Map<String, Boolean> decided = new HashMap<>();
    private final Set<String> deciding = new LinkedHashSet<>();

    Conditions(ObjectNode declared, Intrinsics intrinsics) {
        this.declared = declared;
        this.intrinsics = intrinsics;
    }

    void decideAll() {
        declared.fieldNames().forEachRemaining(this::holds);
    }

    boolean holds(String name) {
        Boolean known = decided.get(name);
        if (known != null) {
            return known;
        }
        String path = "Conditions." + name;
        if (!deciding.add(name)) {
            throw new TemplateException(
                    String.format("%s: circular: %s", path, String.join(" -> ", deciding)));
        }
        boolean holds = decide(declared.get(name), path);
        deciding.remove(name);
        decided.put(name, holds);
        return holds;
    }

    /**
     * Whether a condition function holds. The function may also be outside of the section
     * Conditions, for example in Rules.
     */
    boolean decide(JsonNode node, String path) {
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
                count(operands, 2, 2, "Fn::Equals", path);
                yield text(operands.get(0), path).equals(text(operands.get(1), path));
            }
            case "Fn::Not" -> {
                count(operands, 1, 1, "Fn::Not", path);
                yield !decide(operands.get(0), path);
            }
            case "Fn::And" -> {
                count(operands, 2, 10, "Fn::And", path);
                boolean all = true;
                for (JsonNode operand : operands) {
                    all &= decide(operand, path);
                }
                yield all;
            }
            case "Fn::Or" -> {
                count(operands, 2, 10, "Fn::Or", path);
                boolean any = false;
                for (JsonNode operand : operands) {
                    any |= decide(operand, path);
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

    private static void count(JsonNode operands, int min, int max, String function, String path) {
        if (!operands.isArray() || operands.size() < min || operands.size() > max) {
            String range = min == max ? Integer.toString(min) : min + " to " + max;
            throw new TemplateException(
                    String.format(
                            "%s: %s: expected a list of %s, found %s",
                            path,
                            function,
                            range,
                            operands.isArray()
                                    ? "a list of " + operands.size()
                                    : Value.describe(operands)));
        }
    }

    private String text(JsonNode node, String path) {
        return intrinsics.text(node, path, "Fn::Equals");
    }
}
