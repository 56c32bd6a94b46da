package io.orderstream.embedded.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Resolves intrinsic functions. An empty result means {@code AWS::NoValue}. */
final class Intrinsics {
    static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([^}]*)}");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Map<String, JsonNode> parameters;
    private final PseudoParameters pseudo;
    private final ObjectNode mappings;
    private final Conditions conditions;
    private final boolean extended;
    private final PhysicalNames names;

    Intrinsics(
            Template template,
            Map<String, JsonNode> parameters,
            PseudoParameters pseudo,
            Map<String, String> attributes) {
        this.parameters = parameters;
        this.pseudo = pseudo;
        this.mappings = template.section("Mappings");
        this.extended = template.isExtended();
        this.conditions = new Conditions(template.section("Conditions"), this);
        this.names = new PhysicalNames(template.section("Resources"), this, pseudo, attributes);
    }

    Conditions conditions() {
        return conditions;
    }

    PhysicalNames names() {
        return names;
    }

    /**
     * Whether the template uses the transform {@code AWS::LanguageExtensions}, which allows
     * functions in more places.
     */
    boolean isExtended() {
        return extended;
    }

    /** The value at a path. Its members are resolved when they are read. */
    Optional<Value> value(JsonNode node, String path) {
        return head(node, path).map(head -> new Value(path, head, this));
    }

    /** The tree with all functions resolved. */
    Optional<JsonNode> resolve(JsonNode node, String path) {
        Optional<JsonNode> head = head(node, path);
        if (head.isEmpty() || !head.get().isContainerNode()) {
            return head;
        }
        if (head.get().isArray()) {
            ArrayNode array = JSON.arrayNode();
            for (int i = 0; i < head.get().size(); i++) {
                resolve(head.get().get(i), path + "[" + i + "]").ifPresent(array::add);
            }
            return Optional.of(array);
        }
        ObjectNode object = JSON.objectNode();
        for (Map.Entry<String, JsonNode> member : head.get().properties()) {
            resolve(member.getValue(), path + "." + member.getKey())
                    .ifPresent(value -> object.set(member.getKey(), value));
        }
        return Optional.of(object);
    }

    /**
     * An argument of a function as text. The argument may be a number or a boolean, but not a list
     * or an object.
     */
    String text(JsonNode node, String path, String function) {
        return resolve(node, path)
                .flatMap(Value::scalar)
                .orElseThrow(() -> wrong(path, function, "text", node));
    }

    private Optional<JsonNode> head(JsonNode node, String path) {
        if (!node.isObject() || node.size() != 1) {
            return Optional.of(node);
        }
        Map.Entry<String, JsonNode> member = node.properties().iterator().next();
        String function = member.getKey();
        if (!function.equals("Ref") && !function.startsWith("Fn::")) {
            return Optional.of(node);
        }
        return call(function, member.getValue(), path);
    }

    private Optional<JsonNode> call(String function, JsonNode argument, String path) {
        return switch (function) {
            case "Ref" -> ref(argument.asText(), path, function);
            case "Fn::If" -> {
                requireCount(argument, 3, path, function);
                boolean holds = conditions.holds(argument.get(0).asText());
                yield head(argument.get(holds ? 1 : 2), path);
            }
            case "Fn::GetAtt" -> Optional.of(TextNode.valueOf(getAtt(argument, path)));
            case "Fn::Sub" -> Optional.of(TextNode.valueOf(sub(argument, path)));
            case "Fn::Base64" ->
                    Optional.of(
                            TextNode.valueOf(
                                    Base64.getEncoder()
                                            .encodeToString(
                                                    text(argument, path, function)
                                                            .getBytes(StandardCharsets.UTF_8))));
            case "Fn::Join" -> Optional.of(TextNode.valueOf(join(argument, path)));
            case "Fn::Split" -> Optional.of(split(argument, path));
            case "Fn::Select" -> Optional.of(select(argument, path));
            case "Fn::FindInMap" -> Optional.of(findInMap(argument, path));
            default -> throw new TemplateException(path + ": " + function + " is not supported");
        };
    }

    private Optional<JsonNode> ref(String name, String path, String function) {
        if (name.equals("AWS::NoValue")) {
            return Optional.empty();
        }
        if (name.startsWith("AWS::")) {
            return Optional.of(
                    pseudo.find(name)
                            .map(TextNode::valueOf)
                            .orElseThrow(
                                    () ->
                                            new TemplateException(
                                                    String.format(
                                                            "%s: %s: %s is not supported",
                                                            path, function, name))));
        }
        JsonNode parameter = parameters.get(name);
        if (parameter != null) {
            return Optional.of(parameter);
        }
        return Optional.of(TextNode.valueOf(names.ref(name, path)));
    }

    private String getAtt(JsonNode argument, String path) {
        if (argument.isArray()) {
            requireCount(argument, 2, path, "Fn::GetAtt");
            return names.attribute(
                    argument.get(0).asText(), text(argument.get(1), path, "Fn::GetAtt"), path);
        }
        String text = argument.asText();
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw wrong(path, "Fn::GetAtt", "Resource.Attribute", argument);
        }
        return names.attribute(text.substring(0, dot), text.substring(dot + 1), path);
    }

    private String sub(JsonNode argument, String path) {
        JsonNode ownVariables = JSON.objectNode();
        JsonNode pattern = argument;
        if (argument.isArray()) {
            requireCount(argument, 2, path, "Fn::Sub");
            pattern = argument.get(0);
            ownVariables = argument.get(1);
        }
        if (!pattern.isTextual()) {
            throw wrong(path, "Fn::Sub", "text", pattern);
        }
        StringBuilder result = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(pattern.asText());
        while (placeholder.find()) {
            String name = placeholder.group(1).strip();
            placeholder.appendReplacement(
                    result, Matcher.quoteReplacement(placeholder(name, ownVariables, path)));
        }
        placeholder.appendTail(result);
        return result.toString();
    }

    private String placeholder(String name, JsonNode ownVariables, String path) {
        if (name.startsWith("!")) {
            return "${" + name.substring(1) + "}";
        }
        if (ownVariables.has(name)) {
            return text(ownVariables.get(name), path, "Fn::Sub");
        }
        int dot = name.indexOf('.');
        if (dot >= 0) {
            return names.attribute(name.substring(0, dot), name.substring(dot + 1), path);
        }
        return ref(name, path, "Fn::Sub")
                .flatMap(Value::scalar)
                .orElseThrow(
                        () ->
                                new TemplateException(
                                        String.format(
                                                "%s: Fn::Sub: the value of %s is not text",
                                                path, name)));
    }

    private String join(JsonNode argument, String path) {
        requireCount(argument, 2, path, "Fn::Join");
        String delimiter = text(argument.get(0), path, "Fn::Join");
        return String.join(delimiter, texts(argument.get(1), path, "Fn::Join"));
    }

    private ArrayNode split(JsonNode argument, String path) {
        requireCount(argument, 2, path, "Fn::Split");
        String delimiter = text(argument.get(0), path, "Fn::Split");
        if (delimiter.isEmpty()) {
            throw wrong(path, "Fn::Split", "a delimiter", argument.get(0));
        }
        ArrayNode parts = JSON.arrayNode();
        for (String part :
                text(argument.get(1), path, "Fn::Split").split(Pattern.quote(delimiter), -1)) {
            parts.add(part);
        }
        return parts;
    }

    private JsonNode select(JsonNode argument, String path) {
        requireCount(argument, 2, path, "Fn::Select");
        String index = text(argument.get(0), path, "Fn::Select");
        JsonNode list =
                resolve(argument.get(1), path)
                        .filter(JsonNode::isArray)
                        .orElseThrow(() -> wrong(path, "Fn::Select", "a list", argument.get(1)));
        if (!index.matches("[0-9]{1,9}") || Integer.parseInt(index) >= list.size()) {
            throw new TemplateException(
                    String.format(
                            "%s: Fn::Select: expected an index below %d, found %s",
                            path, list.size(), index));
        }
        return list.get(Integer.parseInt(index));
    }

    private JsonNode findInMap(JsonNode argument, String path) {
        requireCount(argument, 3, path, "Fn::FindInMap");
        List<String> keys = texts(argument, path, "Fn::FindInMap");
        JsonNode found = mappings;
        for (String key : keys) {
            found = found.path(key);
        }
        if (found.isMissingNode()) {
            throw new TemplateException(
                    String.format(
                            "%s: Fn::FindInMap: Mappings.%s does not exist",
                            path, String.join(".", keys)));
        }
        return found;
    }

    private List<String> texts(JsonNode argument, String path, String function) {
        JsonNode list =
                resolve(argument, path)
                        .filter(JsonNode::isArray)
                        .orElseThrow(() -> wrong(path, function, "a list", argument));
        List<String> texts = new ArrayList<>();
        list.forEach(element -> texts.add(text(element, path, function)));
        return texts;
    }

    private static void requireCount(JsonNode argument, int count, String path, String function) {
        if (!argument.isArray() || argument.size() != count) {
            String found =
                    argument.isArray()
                            ? "a list with " + elements(argument.size())
                            : Value.describe(argument);
            throw new TemplateException(
                    String.format(
                            "%s: %s: expected a list of %s, found %s",
                            path, function, elements(count), found));
        }
    }

    /** The number with its noun, for messages: {@code 1 element}, {@code 2 elements}. */
    static String elements(int count) {
        return count == 1 ? "1 element" : count + " elements";
    }

    private static TemplateException wrong(
            String path, String function, String expected, JsonNode found) {
        return new TemplateException(
                String.format(
                        "%s: %s: expected %s, found %s",
                        path, function, expected, Value.describe(found)));
    }
}
