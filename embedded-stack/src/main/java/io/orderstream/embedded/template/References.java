package io.orderstream.embedded.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * Finds these problems of a template, which do not depend on the values of the parameters:
 * references to parameters, resources, mappings or conditions that do not exist; functions that are
 * not supported, or not the only key of their object; Fn::Equals, Fn::Not, Fn::And or Fn::Or
 * outside of Conditions and Rules; resources without a type; and outputs without a value. All
 * resources are checked. So a typo is found even in a resource that does not run locally, such as
 * an alarm.
 */
final class References {
    /** Functions in these attributes of a resource are checked. Metadata is not checked. */
    private static final List<String> ATTRIBUTES =
            List.of("DeletionPolicy", "UpdateReplacePolicy", "UpdatePolicy", "Properties");

    private final ObjectNode parameters;
    private final ObjectNode mappings;
    private final ObjectNode conditions;
    private final ObjectNode rules;
    private final ObjectNode resources;
    private final ObjectNode outputs;
    private final List<String> problems = new ArrayList<>();

    References(Template template) {
        this.parameters = template.section("Parameters");
        this.mappings = template.section("Mappings");
        this.conditions = template.section("Conditions");
        this.rules = template.section("Rules");
        this.resources = template.section("Resources");
        this.outputs = template.section("Outputs");
    }

    List<String> problems() {
        conditions.properties().forEach(c -> check(c.getValue(), "Conditions." + c.getKey()));
        rules.properties().forEach(rule -> check(rule.getValue(), "Rules." + rule.getKey()));
        for (Map.Entry<String, JsonNode> resource : resources.properties()) {
            String path = "Resources." + resource.getKey();
            JsonNode type = resource.getValue().path("Type");
            if (!type.isTextual()) {
                String found = type.isMissingNode() ? "nothing" : Value.describe(type);
                problem(path + ".Type", "expected text, found " + found);
            }
            checkCondition(resource.getValue(), path);
            checkDependencies(resource.getValue().path("DependsOn"), path + ".DependsOn");
            for (String attribute : ATTRIBUTES) {
                check(resource.getValue().path(attribute), path + "." + attribute);
            }
        }
        for (Map.Entry<String, JsonNode> output : outputs.properties()) {
            String path = "Outputs." + output.getKey();
            checkCondition(output.getValue(), path);
            if (output.getValue().has("Value")) {
                check(output.getValue().get("Value"), path + ".Value");
            } else {
                problem(path + ".Value", "expected a value, found nothing");
            }
        }
        return List.copyOf(problems);
    }

    private void checkCondition(JsonNode holder, String path) {
        if (holder.has("Condition")) {
            conditionName(holder.get("Condition"), path + ".Condition");
        }
    }

    private void checkDependencies(JsonNode dependsOn, String path) {
        if (dependsOn.isTextual()) {
            resourceName(dependsOn.asText(), "DependsOn", path);
        }
        dependsOn.forEach(name -> resourceName(name.asText(), "DependsOn", path));
    }

    private void check(JsonNode node, String path) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                check(node.get(i), path + "[" + i + "]");
            }
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String name = member.getKey();
            String memberPath = path + "." + name;
            boolean function = name.equals("Ref") || name.startsWith("Fn::");
            if (function && node.size() > 1) {
                problem(path, String.format("%s must be the only key of its object", name));
            } else if (function) {
                checkFunction(name, member.getValue(), path);
                // If an argument has a problem, the path in the message has neither the function's
                // name nor the argument's index.
                if (name.equals("Fn::Base64")) {
                    check(member.getValue(), path);
                } else {
                    member.getValue().forEach(argument -> check(argument, path));
                }
            } else if (name.equals("Condition") && mayHaveConditionFunctions(path)) {
                conditionName(member.getValue(), path);
            } else {
                check(member.getValue(), memberPath);
            }
        }
    }

    private static boolean mayHaveConditionFunctions(String path) {
        return path.startsWith("Conditions.") || path.startsWith("Rules.");
    }

    private void checkFunction(String function, JsonNode argument, String path) {
        switch (function) {
            case "Ref" -> refName(argument.asText(), "Ref", path);
            case "Fn::GetAtt" -> resourceName(getAttTarget(argument), function, path);
            case "Fn::Sub" -> checkSub(argument, path);
            case "Fn::If" -> conditionName(argument.path(0), path);
            case "Fn::FindInMap" -> {
                JsonNode name = argument.path(0);
                if (name.isTextual() && !mappings.has(name.asText())) {
                    problem(path, String.format("Fn::FindInMap: no mapping \"%s\"", name.asText()));
                }
            }
            case "Fn::Base64", "Fn::Join", "Fn::Select", "Fn::Split" -> {}
            case "Fn::Equals", "Fn::Not", "Fn::And", "Fn::Or" -> {
                if (!mayHaveConditionFunctions(path)) {
                    problem(path, function + " is only allowed in Conditions and Rules");
                }
            }
            default -> problem(path, function + " is not supported");
        }
    }

    private static String getAttTarget(JsonNode argument) {
        String text = argument.isArray() ? argument.path(0).asText() : argument.asText();
        int dot = text.indexOf('.');
        return dot < 0 ? text : text.substring(0, dot);
    }

    private void checkSub(JsonNode argument, String path) {
        String text = argument.isArray() ? argument.path(0).asText() : argument.asText();
        JsonNode own = argument.path(1);
        Matcher placeholder = Intrinsics.PLACEHOLDER.matcher(text);
        while (placeholder.find()) {
            String name = placeholder.group(1).strip();
            if (name.startsWith("!") || own.has(name)) {
                continue;
            }
            int dot = name.indexOf('.');
            if (dot < 0) {
                refName(name, "Fn::Sub", path);
            } else {
                resourceName(name.substring(0, dot), "Fn::Sub", path);
            }
        }
    }

    private void refName(String name, String function, String path) {
        boolean pseudo = name.startsWith("AWS::");
        if (!pseudo && !parameters.has(name) && !resources.has(name)) {
            problem(path, String.format("%s: no parameter or resource \"%s\"", function, name));
        }
    }

    private void resourceName(String name, String function, String path) {
        if (!resources.has(name)) {
            problem(path, String.format("%s: no resource \"%s\"", function, name));
        }
    }

    private void conditionName(JsonNode name, String path) {
        if (!name.isTextual() || !conditions.has(name.asText())) {
            problem(path, String.format("no condition \"%s\"", name.asText()));
        }
    }

    private void problem(String path, String problem) {
        problems.add(path + ": " + problem);
    }
}
