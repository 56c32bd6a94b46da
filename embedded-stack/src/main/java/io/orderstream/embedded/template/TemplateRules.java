package io.orderstream.embedded.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A template's rules: conditions on the combination of several parameters.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html">
 *     Rules</a>
 */
final class TemplateRules {
    private final ObjectNode declared;
    private final Conditions conditions;

    TemplateRules(ObjectNode declared, Conditions conditions) {
        this.declared = declared;
        this.conditions = conditions;
    }

    /**
     * Checks all rules. Throws TemplateException with the description of each assertion that does
     * not hold.
     */
    void check() {
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, JsonNode> rule : declared.properties()) {
            String path = "Rules." + rule.getKey();
            if (applies(rule.getValue(), path)) {
                for (JsonNode assertion : rule.getValue().path("Assertions")) {
                    check(assertion, path, problems);
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new TemplateException(String.join("\n", problems));
        }
    }

    private boolean applies(JsonNode rule, String path) {
        return !rule.has("RuleCondition") || conditions.evaluate(rule.get("RuleCondition"), path);
    }

    private void check(JsonNode assertion, String path, List<String> problems) {
        if (!conditions.evaluate(assertion.path("Assert"), path)) {
            problems.add(path + ": " + assertion.path("AssertDescription").asText());
        }
    }
}
