package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the references in a template: the names in Ref, Fn::GetAtt, Fn::Sub, Fn::If, Condition and
 * DependsOn exist, every parameter and condition is used, and dependencies have no cycle. Does not
 * check Metadata.
 */
final class ReferenceCheck {
    private static final Set<String> PSEUDO_PARAMETERS =
            Set.of(
                    "AWS::AccountId",
                    "AWS::NoValue",
                    "AWS::NotificationARNs",
                    "AWS::Partition",
                    "AWS::Region",
                    "AWS::StackId",
                    "AWS::StackName",
                    "AWS::URLSuffix");

    private final ObjectNode template;
    private final ResourceSpecification specification;
    private final List<String> findings = new ArrayList<>();
    private final Set<String> used = new LinkedHashSet<>();
    private final Map<String, Set<String>> needs = new LinkedHashMap<>();

    private ReferenceCheck(ObjectNode template, ResourceSpecification specification) {
        this.template = template;
        this.specification = specification;
    }

    /** The findings, each as {@code path: problem}. */
    static List<String> findings(ObjectNode template, ResourceSpecification specification) {
        return new ReferenceCheck(template, specification).check();
    }

    private List<String> check() {
        template.path("Conditions")
                .properties()
                .forEach(
                        condition ->
                                walkCondition(
                                        condition.getValue(), "Conditions." + condition.getKey()));
        template.path("Rules")
                .properties()
                .forEach(rule -> walkCondition(rule.getValue(), "Rules." + rule.getKey()));
        template.path("Resources")
                .properties()
                .forEach(resource -> resource(resource.getKey(), resource.getValue()));
        for (Map.Entry<String, JsonNode> output : template.path("Outputs").properties()) {
            String path = "Outputs." + output.getKey();
            condition(output.getValue().path("Condition"), path + ".Condition");
            walk(output.getValue(), path, new LinkedHashSet<>());
        }
        unused("Parameters", "parameter");
        unused("Conditions", "condition");
        needs.keySet().forEach(start -> cycle(start, start, new LinkedHashSet<>()));
        return List.copyOf(findings);
    }

    private void resource(String id, JsonNode resource) {
        String path = "Resources." + id;
        Set<String> needed = new LinkedHashSet<>();
        condition(resource.path("Condition"), path + ".Condition");
        JsonNode dependsOn = resource.path("DependsOn");
        if (dependsOn.isTextual()) {
            dependency(dependsOn.asText(), path, needed);
        }
        dependsOn.forEach(name -> dependency(name.asText(), path, needed));
        for (Map.Entry<String, JsonNode> member : resource.properties()) {
            if (!member.getKey().equals("Metadata")) {
                walk(member.getValue(), path + "." + member.getKey(), needed);
            }
        }
        needs.put(id, needed);
    }

    private void dependency(String name, String path, Set<String> needed) {
        needed.add(name);
        if (!template.path("Resources").has(name)) {
            findings.add(String.format("%s.DependsOn: no resource \"%s\"", path, name));
        }
    }

    private void walkCondition(JsonNode node, String path) {
        if (node.has("Condition")) {
            condition(node.get("Condition"), path);
        }
        if (node.has("Ref")) {
            String name = node.get("Ref").asText();
            used.add("Parameters." + name);
            if (!template.path("Parameters").has(name) && !PSEUDO_PARAMETERS.contains(name)) {
                findings.add(String.format("%s: Ref: no parameter \"%s\"", path, name));
            }
        }
        node.forEach(member -> walkCondition(member, path));
    }

    private void walk(JsonNode node, String path, Set<String> needed) {
        IntrinsicFunction.in(node).ifPresent(call -> call(call, path, needed));
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                walk(node.get(i), path + "[" + i + "]", needed);
            }
        }
        boolean isCall = IntrinsicFunction.in(node).isPresent();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (isCall) {
                // A finding in an argument has the path of the function.
                JsonNode argument = member.getValue();
                if (argument.isArray()) {
                    argument.forEach(element -> walk(element, path, needed));
                } else {
                    walk(argument, path, needed);
                }
            } else {
                walk(member.getValue(), path + "." + member.getKey(), needed);
            }
        }
    }

    private void call(IntrinsicFunction call, String path, Set<String> needed) {
        switch (call.name()) {
            case "Ref" -> ref(call.argument().asText(), "Ref", path, needed);
            case "Fn::GetAtt" ->
                    attribute(call.resource(), call.attribute(), "Fn::GetAtt", path, needed);
            case "Fn::Sub" -> {
                for (String name : call.variables()) {
                    if (name.contains(".")) {
                        attribute(
                                IntrinsicFunction.head(name),
                                IntrinsicFunction.tail(name),
                                "Fn::Sub",
                                path,
                                needed);
                    } else {
                        ref(name, "Fn::Sub", path, needed);
                    }
                }
            }
            case "Fn::If" -> condition(call.argument().path(0), path);
            default -> {
                // Names in other functions are not checked, for example the name of a mapping.
            }
        }
    }

    private void ref(String name, String function, String path, Set<String> needed) {
        used.add("Parameters." + name);
        if (template.path("Resources").has(name)) {
            needed.add(name);
        } else if (!template.path("Parameters").has(name) && !PSEUDO_PARAMETERS.contains(name)) {
            findings.add(
                    String.format("%s: %s: no parameter or resource \"%s\"", path, function, name));
        }
    }

    private void attribute(
            String resource, String attribute, String function, String path, Set<String> needed) {
        JsonNode declared = template.path("Resources").path(resource);
        if (declared.isMissingNode()) {
            findings.add(String.format("%s: %s: no resource \"%s\"", path, function, resource));
            return;
        }
        needed.add(resource);
        String type = declared.path("Type").asText();
        boolean known =
                specification
                        .resource(type)
                        .map(resourceType -> resourceType.path("attributes").has(attribute))
                        .orElse(true);
        if (!known) {
            findings.add(
                    String.format(
                            "%s: %s: %s has no attribute \"%s\"", path, function, type, attribute));
        }
    }

    private void condition(JsonNode name, String path) {
        if (name.isMissingNode()) {
            return;
        }
        used.add("Conditions." + name.asText());
        if (!template.path("Conditions").has(name.asText())) {
            findings.add(String.format("%s: no condition \"%s\"", path, name.asText()));
        }
    }

    private void unused(String section, String what) {
        template.path(section)
                .fieldNames()
                .forEachRemaining(
                        name -> {
                            if (!used.contains(section + "." + name)) {
                                findings.add(
                                        String.format(
                                                "%s.%s: no part of the template uses this %s",
                                                section, name, what));
                            }
                        });
    }

    private void cycle(String start, String at, Set<String> path) {
        for (String next : needs.getOrDefault(at, Set.of())) {
            // Each cycle is reported once, from the name that is first in the alphabet.
            if (next.equals(start)) {
                findings.add(
                        String.format(
                                "Resources.%s: circular dependency: %s",
                                start, describeCycle(start, path)));
            } else if (next.compareTo(start) > 0 && path.add(next)) {
                cycle(start, next, path);
                path.remove(next);
            }
        }
    }

    private static String describeCycle(String start, Set<String> path) {
        List<String> all = new ArrayList<>();
        all.add(start);
        all.addAll(path);
        all.add(start);
        return String.join(" -> ", all);
    }
}
