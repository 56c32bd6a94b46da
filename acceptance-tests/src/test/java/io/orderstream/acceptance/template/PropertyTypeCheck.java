package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks values of a template against the property types of {@link ResourceSpecification}. The
 * result of an intrinsic function is checked as far as it can be known.
 */
final class PropertyTypeCheck {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]+");
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");
    private static final Set<String> SCALARS =
            Set.of("string", "date-time", "integer", "number", "boolean");

    private final ObjectNode template;
    private final ResourceSpecification specification;
    private final List<String> findings;
    private final BranchConditions conditions;

    PropertyTypeCheck(
            ObjectNode template,
            ResourceSpecification specification,
            List<String> findings,
            BranchConditions conditions) {
        this.template = template;
        this.specification = specification;
        this.findings = findings;
        this.conditions = conditions;
    }

    /**
     * Checks the names and types of members against the declared properties, and that no required
     * property is missing.
     */
    void object(JsonNode value, JsonNode properties, String owner, String path) {
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            JsonNode property = properties.path(member.getKey());
            String memberPath = path + "." + member.getKey();
            if (property.isMissingNode()) {
                findings.add(
                        String.format(
                                "%s: %s has no property %s", memberPath, owner, member.getKey()));
            } else {
                check(member.getValue(), property.path("type"), memberPath);
            }
        }
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            if (!property.getValue().path("required").asBoolean()) {
                continue;
            }
            JsonNode given = value.path(property.getKey());
            if (given.isMissingNode() || IntrinsicFunction.mayBeNoValue(given)) {
                findings.add(
                        String.format(
                                "%s: expected %s, which %s needs, found %s",
                                path,
                                property.getKey(),
                                owner,
                                given.isMissingNode()
                                        ? "nothing"
                                        : "a value that may be AWS::NoValue"));
            }
        }
    }

    private void check(JsonNode value, JsonNode type, String path) {
        IntrinsicFunction.in(value)
                .ifPresentOrElse(
                        call -> function(call, type, path), () -> literal(value, type, path));
    }

    private void literal(JsonNode value, JsonNode type, String path) {
        switch (kind(type)) {
            case "array" -> {
                if (!value.isArray()) {
                    wrong(path, type, describe(value));
                    return;
                }
                for (int i = 0; i < value.size(); i++) {
                    check(value.get(i), type.path("element"), path + "[" + i + "]");
                }
            }
            case "map" -> {
                if (!value.isObject()) {
                    wrong(path, type, describe(value));
                    return;
                }
                value.properties()
                        .forEach(
                                entry ->
                                        check(
                                                entry.getValue(),
                                                type.path("element"),
                                                path + "." + entry.getKey()));
            }
            case "ref" -> {
                if (value.isObject()) {
                    JsonNode definition = specification.definition(type);
                    object(
                            value,
                            definition.path("properties"),
                            definition.path("name").asText(),
                            path);
                } else {
                    wrong(path, type, describe(value));
                }
            }
            case "tag" -> {
                if (!value.path("Key").isTextual() || !value.has("Value") || value.size() != 2) {
                    wrong(path, type, describe(value));
                }
            }
            case "union" -> union(value, type, path);
            case "json" -> {
                if (!value.isContainerNode()) {
                    wrong(path, type, describe(value));
                }
            }
            default -> scalar(value, type, path);
        }
    }

    private void scalar(JsonNode value, JsonNode type, String path) {
        boolean fits =
                switch (kind(type)) {
                    case "string", "date-time" -> value.isTextual();
                    case "integer" -> value.isIntegralNumber();
                    case "number" -> value.isNumber();
                    case "boolean" -> value.isBoolean();
                    default -> throw new IllegalStateException("Unknown type: " + type);
                };
        if (!fits) {
            wrong(path, type, describe(value));
        } else if (type.has("allowedValues") && !allowed(value.asText(), type)) {
            wrong(path, type, describe(value));
        }
    }

    private void union(JsonNode value, JsonNode type, String path) {
        for (JsonNode alternative : type.path("types")) {
            // Prefer a declared structure to "any JSON" in the same union.
            if ((value.isArray() && kind(alternative).equals("array"))
                    || (value.isObject() && Set.of("ref", "map").contains(kind(alternative)))) {
                literal(value, alternative, path);
                return;
            }
        }
        for (JsonNode alternative : type.path("types")) {
            List<String> problems = new ArrayList<>();
            new PropertyTypeCheck(template, specification, problems, conditions)
                    .check(value, alternative, path);
            if (problems.isEmpty()) {
                return;
            }
        }
        wrong(path, type, describe(value));
    }

    private void function(IntrinsicFunction call, JsonNode type, String path) {
        switch (call.name()) {
            case "Ref" -> ref(call.argument().asText(), type, path);
            case "Fn::GetAtt" -> attribute(call, type, path);
            case "Fn::Sub", "Fn::Join", "Fn::Base64", "Fn::ToJsonString" ->
                    yields("string", call.name(), type, path);
            case "Fn::Split", "Fn::GetAZs" -> yields("array", call.name(), type, path);
            case "Fn::If" -> {
                JsonNode condition = call.argument().path(0);
                where(conditions.and(condition, true)).check(call.argument().path(1), type, path);
                where(conditions.and(condition, false)).check(call.argument().path(2), type, path);
            }
            case "Fn::FindInMap" -> {
                JsonNode map = template.path("Mappings").path(call.argument().path(0).asText());
                map.forEach(second -> second.forEach(value -> check(value, type, path)));
            }
            case "Fn::Select", "Fn::ImportValue" -> {
                // The results of these functions cannot be known here.
            }
            default -> findings.add(path + ": " + call.name() + " is not known");
        }
    }

    private PropertyTypeCheck where(BranchConditions branch) {
        return new PropertyTypeCheck(template, specification, findings, branch);
    }

    private void ref(String name, JsonNode type, String path) {
        JsonNode parameter = template.path("Parameters").path(name);
        if (!parameter.isMissingNode()) {
            parameter(name, parameter, type, path);
        } else if (name.equals("AWS::NotificationARNs")) {
            yields("array", "Ref of " + name, type, path);
        } else if (!name.equals("AWS::NoValue")) {
            yields("string", "Ref of " + name, type, path);
        }
    }

    private void attribute(IntrinsicFunction call, JsonNode type, String path) {
        String owner = template.path("Resources").path(call.resource()).path("Type").asText();
        specification
                .resource(owner)
                .map(resource -> resource.path("attributes").path(call.attribute()).path("type"))
                .filter(JsonNode::isObject)
                .ifPresent(
                        attribute ->
                                yields(
                                        kind(attribute),
                                        "Fn::GetAtt of " + owner + "." + call.attribute(),
                                        type,
                                        path));
    }

    private void parameter(String name, JsonNode parameter, JsonNode type, String path) {
        String declared = parameter.path("Type").asText();
        String what = "Ref of the " + declared + " parameter " + name;
        if (declared.equals("CommaDelimitedList") || declared.startsWith("List<")) {
            yields("array", what, type, path);
            return;
        }
        if (kind(type).equals("union")) {
            yields("string", what, type, path);
            return;
        }
        if (!SCALARS.contains(kind(type))) {
            wrong(path, type, what);
            return;
        }
        Set<String> values = knownValues(parameter);
        for (String value : values) {
            if (conditions.allow(name, value) && !written(value, type)) {
                wrong(path, type, what + ", which may be \"" + value + "\"");
            }
        }
        if (values.isEmpty() && !isText(type) && !numberByPattern(parameter, type)) {
            wrong(path, type, what + ", whose values are not limited to this type");
        }
    }

    /**
     * The known values of a parameter. An empty value is left out: it means that the parameter is
     * not set, and the template's conditions and rules handle that.
     */
    private static Set<String> knownValues(JsonNode parameter) {
        Set<String> values = new LinkedHashSet<>();
        parameter.path("AllowedValues").forEach(value -> values.add(value.asText()));
        if (parameter.has("Default")) {
            values.add(parameter.get("Default").asText());
        }
        values.remove("");
        return values;
    }

    private static boolean numberByPattern(JsonNode parameter, JsonNode type) {
        if (parameter.path("Type").asText().equals("Number")) {
            return !kind(type).equals("boolean");
        }
        Pattern pattern = Pattern.compile(parameter.path("AllowedPattern").asText());
        return pattern.matcher("1").matches() && !pattern.matcher("x").matches();
    }

    private static boolean written(String value, JsonNode type) {
        boolean fits =
                switch (kind(type)) {
                    case "integer" -> INTEGER.matcher(value).matches();
                    case "number" -> DECIMAL.matcher(value).matches();
                    case "boolean" -> Set.of("true", "false").contains(value);
                    default -> true;
                };
        return fits && (!type.has("allowedValues") || allowed(value, type));
    }

    private void yields(String yielded, String what, JsonNode type, String path) {
        boolean fits =
                switch (kind(type)) {
                    case "union" -> {
                        boolean any = false;
                        for (JsonNode alternative : type.path("types")) {
                            any |= kind(alternative).equals(yielded);
                        }
                        yield any;
                    }
                    case "string", "date-time" -> SCALARS.contains(yielded);
                    case "number" -> Set.of("number", "integer").contains(yielded);
                    default -> kind(type).equals(yielded);
                };
        if (!fits) {
            wrong(path, type, what);
        }
    }

    private static boolean allowed(String value, JsonNode type) {
        for (JsonNode allowed : type.path("allowedValues")) {
            if (allowed.asText().equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isText(JsonNode type) {
        return Set.of("string", "date-time").contains(kind(type));
    }

    private static String kind(JsonNode type) {
        return type.path("type").asText();
    }

    private void wrong(String path, JsonNode type, String found) {
        findings.add(String.format("%s: expected %s, found %s", path, expected(type), found));
    }

    private String expected(JsonNode type) {
        if (type.has("allowedValues")) {
            List<String> values = new ArrayList<>();
            type.path("allowedValues").forEach(value -> values.add(value.asText()));
            return "one of " + String.join(", ", values);
        }
        return switch (kind(type)) {
            case "string" -> "text";
            case "date-time" -> "a time as text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "map" -> "a map";
            case "json" -> "a JSON object";
            case "tag" -> "a tag, an object with Key and Value";
            case "ref" ->
                    "an object of type " + specification.definition(type).path("name").asText();
            case "union" -> {
                List<String> alternatives = new ArrayList<>();
                type.path("types").forEach(alternative -> alternatives.add(expected(alternative)));
                yield String.join(" or ", alternatives);
            }
            default -> throw new IllegalStateException("Unknown type: " + type);
        };
    }

    private static String describe(JsonNode value) {
        if (value.isObject()) {
            return "an object";
        }
        return value.isArray() ? "a list" : value.toString();
    }
}
