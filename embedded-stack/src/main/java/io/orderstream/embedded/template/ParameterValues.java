package io.orderstream.embedded.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The values of a template's parameters, checked against the declarations of the parameters. The
 * supported types are String, Number, CommaDelimitedList and {@code List<Number>}.
 */
final class ParameterValues {
    private final ObjectNode declared;
    private final Map<String, String> given;
    private final List<String> problems = new ArrayList<>();

    private ParameterValues(ObjectNode declared, Map<String, String> given) {
        this.declared = declared;
        this.given = given;
    }

    static Map<String, JsonNode> of(ObjectNode declared, Map<String, String> given) {
        return new ParameterValues(declared, given).values();
    }

    private Map<String, JsonNode> values() {
        given.keySet().stream()
                .filter(name -> !declared.has(name))
                .sorted()
                .forEach(name -> problem(name, "the template has no such parameter"));
        Map<String, JsonNode> values = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> parameter : declared.properties()) {
            String name = parameter.getKey();
            value(name, parameter.getValue()).ifPresent(value -> values.put(name, value));
        }
        if (!problems.isEmpty()) {
            throw new TemplateException(String.join("\n", problems));
        }
        return values;
    }

    private Optional<JsonNode> value(String name, JsonNode declaration) {
        Optional<String> value =
                Optional.ofNullable(given.get(name))
                        .or(
                                () ->
                                        Optional.ofNullable(declaration.get("Default"))
                                                .flatMap(Value::scalar));
        if (value.isEmpty()) {
            problem(
                    name,
                    "expected a value, found none (the parameter has no default, or its default is not a single value)");
            return Optional.empty();
        }
        String text = value.get();
        String type = declaration.path("Type").asText();
        switch (type) {
            case "String" -> checkText(name, text, declaration);
            case "Number" -> checkNumber(name, text, declaration);
            case "CommaDelimitedList" -> {
                return Optional.of(list(name, text, declaration, false));
            }
            case "List<Number>" -> {
                return Optional.of(list(name, text, declaration, true));
            }
            default -> problem(name, String.format("the type \"%s\" is not supported", type));
        }
        return Optional.of(TextNode.valueOf(text));
    }

    private ArrayNode list(String name, String text, JsonNode declaration, boolean numbers) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        if (!text.isEmpty()) {
            for (String element : text.split(",", -1)) {
                String trimmed = element.strip();
                if (numbers) {
                    checkNumber(name, trimmed, declaration);
                } else {
                    checkText(name, trimmed, declaration);
                }
                list.add(trimmed);
            }
        }
        return list;
    }

    private void checkText(String name, String text, JsonNode declaration) {
        checkAllowed(name, text, declaration);
        BigDecimal length = BigDecimal.valueOf(text.length());
        bound(name, declaration, "MinLength")
                .filter(least -> length.compareTo(least) < 0)
                .ifPresent(
                        least -> wrong(name, text, declaration, "a length of at least " + least));
        bound(name, declaration, "MaxLength")
                .filter(most -> length.compareTo(most) > 0)
                .ifPresent(most -> wrong(name, text, declaration, "a length of at most " + most));
        if (declaration.has("AllowedPattern")) {
            String pattern = declaration.get("AllowedPattern").asText();
            if (!Pattern.matches(pattern, text)) {
                wrong(name, text, declaration, "a match of " + pattern);
            }
        }
    }

    private void checkNumber(String name, String text, JsonNode declaration) {
        BigDecimal number;
        try {
            number = new BigDecimal(text);
        } catch (NumberFormatException e) {
            wrong(name, text, declaration, "a number");
            return;
        }
        checkAllowed(name, text, declaration);
        bound(name, declaration, "MinValue")
                .filter(least -> number.compareTo(least) < 0)
                .ifPresent(least -> wrong(name, text, declaration, "at least " + least));
        bound(name, declaration, "MaxValue")
                .filter(most -> number.compareTo(most) > 0)
                .ifPresent(most -> wrong(name, text, declaration, "at most " + most));
    }

    private void checkAllowed(String name, String text, JsonNode declaration) {
        if (!declaration.has("AllowedValues")) {
            return;
        }
        List<String> allowed = new ArrayList<>();
        declaration.get("AllowedValues").forEach(value -> allowed.add(value.asText()));
        if (!allowed.contains(text)) {
            wrong(name, text, declaration, "one of " + String.join(", ", allowed));
        }
    }

    /** A bound, if it is declared. In the template it may be text: {@code MinValue: '1'}. */
    private Optional<BigDecimal> bound(String name, JsonNode declaration, String constraint) {
        JsonNode bound = declaration.path(constraint);
        if (bound.isMissingNode()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(bound.asText()));
        } catch (NumberFormatException e) {
            problem(
                    name,
                    String.format(
                            "%s: expected a number, found %s", constraint, Value.describe(bound)));
            return Optional.empty();
        }
    }

    private void wrong(String name, String text, JsonNode declaration, String expected) {
        String found = declaration.path("NoEcho").asBoolean() ? "another value" : '"' + text + '"';
        String hint =
                declaration.has("ConstraintDescription")
                        ? " (" + declaration.get("ConstraintDescription").asText() + ")"
                        : "";
        problem(name, String.format("expected %s, found %s%s", expected, found, hint));
    }

    private void problem(String name, String problem) {
        problems.add(String.format("Parameters.%s: %s", name, problem));
    }
}
