package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known about conditions at a place in a template, such as a branch of an {@code Fn::If}:
 * which conditions hold there, and which do not. These facts exclude some values of parameters. For
 * example, the parameter {@code Limit} is not "none" where the condition {@code HasLimit: !Not
 * [!Equals [!Ref Limit, none]]} holds.
 */
final class BranchConditions {
    private final JsonNode conditions;
    private final Map<String, Boolean> decided;

    private BranchConditions(JsonNode conditions, Map<String, Boolean> decided) {
        this.conditions = conditions;
        this.decided = decided;
    }

    static BranchConditions none(JsonNode conditions) {
        return new BranchConditions(conditions, Map.of());
    }

    /** Adds a condition, and whether it holds at this place. */
    BranchConditions and(JsonNode condition, boolean holds) {
        if (!condition.isTextual()) {
            return this;
        }
        Map<String, Boolean> more = new LinkedHashMap<>(decided);
        more.put(condition.asText(), holds);
        return new BranchConditions(conditions, more);
    }

    /** Whether the parameter may have this value at this place. */
    boolean allow(String parameter, String value) {
        return decided.entrySet().stream()
                .allMatch(
                        guard ->
                                decide(conditions.path(guard.getKey()), parameter, value)
                                        .map(guard.getValue()::equals)
                                        .orElse(true));
    }

    /**
     * Whether a condition holds for this value. Empty if that depends on more than this parameter.
     */
    private Optional<Boolean> decide(JsonNode condition, String parameter, String value) {
        if (condition.has("Condition")) {
            return decide(conditions.path(condition.get("Condition").asText()), parameter, value);
        }
        if (condition.has("Fn::Equals")) {
            Optional<String> left = text(condition.get("Fn::Equals").path(0), parameter, value);
            Optional<String> right = text(condition.get("Fn::Equals").path(1), parameter, value);
            return left.flatMap(operand -> right.map(operand::equals));
        }
        if (condition.has("Fn::Not")) {
            return decide(condition.get("Fn::Not").path(0), parameter, value).map(holds -> !holds);
        }
        if (condition.has("Fn::And")) {
            return combine(condition.get("Fn::And"), false, parameter, value);
        }
        if (condition.has("Fn::Or")) {
            return combine(condition.get("Fn::Or"), true, parameter, value);
        }
        return Optional.empty();
    }

    /**
     * The result of {@code Fn::And} or {@code Fn::Or}; empty if it is not known. One operand with
     * the decisive result decides: false for {@code Fn::And}, true for {@code Fn::Or}. Otherwise
     * the result is known only if all operands are known.
     */
    private Optional<Boolean> combine(
            JsonNode operands, boolean decisive, String parameter, String value) {
        List<Optional<Boolean>> answers = new ArrayList<>();
        operands.forEach(operand -> answers.add(decide(operand, parameter, value)));
        if (answers.contains(Optional.of(decisive))) {
            return Optional.of(decisive);
        }
        return answers.stream().allMatch(Optional::isPresent)
                ? Optional.of(!decisive)
                : Optional.empty();
    }

    private static Optional<String> text(JsonNode operand, String parameter, String value) {
        if (operand.isValueNode()) {
            return Optional.of(operand.asText());
        }
        return operand.path("Ref").asText().equals(parameter)
                ? Optional.of(value)
                : Optional.empty();
    }
}
