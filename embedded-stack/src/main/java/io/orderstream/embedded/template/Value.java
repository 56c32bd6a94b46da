package io.orderstream.embedded.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A value in a resolved template. It has its path, for messages such as {@code
 * Resources.Stream.Properties.ShardCount: expected a whole number, found "many"}. Intrinsic
 * functions, such as Ref, are resolved when the value is read.
 *
 * <p>A number or a boolean may also be text. For example, a Ref to a parameter of type Number gives
 * text.
 */
public final class Value {
    private final String path;
    private final JsonNode node;
    private final Intrinsics intrinsics;

    Value(String path, JsonNode node, Intrinsics intrinsics) {
        this.path = path;
        this.node = node;
        this.intrinsics = intrinsics;
    }

    /** The path of the value in the template, for messages. */
    public String path() {
        return path;
    }

    /**
     * The member with that name.
     *
     * @throws TemplateException if this is not an object, or has no such member
     */
    public Value get(String name) {
        return find(name)
                .orElseThrow(
                        () ->
                                new TemplateException(
                                        path + "." + name + ": expected a value, found nothing"));
    }

    /**
     * The member with that name; empty if there is none, or if it is {@code AWS::NoValue}.
     *
     * @throws TemplateException if this is not an object
     */
    public Optional<Value> find(String name) {
        if (!node.isObject()) {
            throw wrong("an object");
        }
        JsonNode member = node.get(name);
        return member == null ? Optional.empty() : intrinsics.value(member, path + "." + name);
    }

    /**
     * The elements.
     *
     * @throws TemplateException if this is not a list
     */
    public List<Value> list() {
        if (!node.isArray()) {
            throw wrong("a list");
        }
        List<Value> elements = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            intrinsics.value(node.get(i), path + "[" + i + "]").ifPresent(elements::add);
        }
        return List.copyOf(elements);
    }

    /**
     * The members by name, in the order of the template.
     *
     * @throws TemplateException if this is not an object
     */
    public Map<String, Value> members() {
        if (!node.isObject()) {
            throw wrong("an object");
        }
        Map<String, Value> members = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            intrinsics
                    .value(member.getValue(), path + "." + member.getKey())
                    .ifPresent(value -> members.put(member.getKey(), value));
        }
        return Collections.unmodifiableMap(members);
    }

    /**
     * The members as text, such as a function's environment.
     *
     * @throws TemplateException if this is not an object, or a member is a list or an object
     */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        members().forEach((name, value) -> texts.put(name, value.text()));
        return Collections.unmodifiableMap(texts);
    }

    /**
     * The value as text; a number as it is written, a boolean as {@code true} or {@code false}.
     *
     * @throws TemplateException if this is a list or an object
     */
    public String text() {
        return scalar(node).orElseThrow(() -> wrong("text"));
    }

    /**
     * The value as a whole number.
     *
     * @throws TemplateException if this is not a whole number, or not in the range of an int
     */
    public int integer() {
        Optional<String> text = scalar(node);
        if (text.isPresent()) {
            try {
                return Integer.parseInt(text.get());
            } catch (NumberFormatException e) {
                throw new TemplateException(message("a whole number"), e);
            }
        }
        throw wrong("a whole number");
    }

    /**
     * The value as a boolean.
     *
     * @throws TemplateException if this is neither true nor false
     */
    public boolean bool() {
        return switch (scalar(node).orElse("")) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong("true or false");
        };
    }

    /** The value with all functions resolved. The tree is a copy that the caller may change. */
    public JsonNode json() {
        return intrinsics
                .resolve(node, path)
                .orElseThrow(() -> new TemplateException(path + ": expected a value, found none"))
                .deepCopy();
    }

    /** An exception that says that this value is not what was expected. */
    public TemplateException wrong(String expected) {
        return new TemplateException(message(expected));
    }

    private String message(String expected) {
        return String.format("%s: expected %s, found %s", path, expected, describe(node));
    }

    @Override
    public String toString() {
        return path;
    }

    static Optional<String> scalar(JsonNode node) {
        if (node.isTextual()) {
            return Optional.of(node.textValue());
        }
        if (node.isBigDecimal()) {
            BigDecimal decimal = node.decimalValue();
            return Optional.of(decimal.toPlainString());
        }
        return node.isNumber() || node.isBoolean() ? Optional.of(node.asText()) : Optional.empty();
    }

    static String describe(JsonNode node) {
        if (node.isObject()) {
            return "an object";
        }
        return node.isArray() ? "a list" : node.toString();
    }
}
