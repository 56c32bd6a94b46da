package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks that each parameter has a description and a constraint, and a group and a label for the
 * form in the CloudFormation console. Also checks that no group names an unknown parameter.
 */
final class ParameterRules {
    private static final List<String> CONSTRAINTS =
            List.of("AllowedValues", "AllowedPattern", "MinValue", "MinLength", "MaxLength");

    private ParameterRules() {}

    static List<String> findings(ObjectNode template) {
        List<String> findings = new ArrayList<>();
        JsonNode form = template.at("/Metadata/AWS::CloudFormation::Interface");
        Set<String> grouped = new HashSet<>();
        for (JsonNode group : form.path("ParameterGroups")) {
            group.path("Parameters").forEach(name -> grouped.add(name.asText()));
        }
        for (Map.Entry<String, JsonNode> parameter : template.path("Parameters").properties()) {
            String path = "Parameters." + parameter.getKey();
            if (parameter.getValue().path("Description").asText().isBlank()) {
                findings.add(path + ": the parameter has no description");
            }
            if (CONSTRAINTS.stream().noneMatch(parameter.getValue()::has)) {
                findings.add(path + ": the parameter has no constraint");
            }
            if (!grouped.remove(parameter.getKey())) {
                findings.add(path + ": the parameter is in no group");
            }
            if (form.path("ParameterLabels")
                    .path(parameter.getKey())
                    .path("default")
                    .isMissingNode()) {
                findings.add(path + ": the parameter has no label");
            }
        }
        grouped.forEach(
                name -> findings.add("Metadata: a group names the unknown parameter " + name));
        return findings;
    }
}
