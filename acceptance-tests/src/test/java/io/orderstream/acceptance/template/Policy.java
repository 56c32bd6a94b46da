package io.orderstream.acceptance.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the policies of a role allow. Supports Allow statements with actions, resources, and
 * conditions on {@code s3:prefix}. Anything else is an error, because a wrong answer would be worse
 * than no answer.
 */
final class Policy {
    private final List<JsonNode> statements = new ArrayList<>();

    private Policy() {}

    /**
     * Reads the {@code Policies} of a role. Their intrinsic functions must be resolved already.
     *
     * @throws IllegalArgumentException if a statement has another effect than Allow, or a member
     *     that is not supported; for an unsupported condition, {@link #allows} throws this
     *     exception when it checks the condition
     */
    static Policy of(JsonNode policies) {
        Policy policy = new Policy();
        for (JsonNode inline : policies) {
            for (JsonNode statement : inline.path("PolicyDocument").path("Statement")) {
                statement
                        .fieldNames()
                        .forEachRemaining(
                                name -> {
                                    if (!Set.of("Sid", "Effect", "Action", "Resource", "Condition")
                                            .contains(name)) {
                                        throw new IllegalArgumentException(
                                                "Unsupported policy statement: " + statement);
                                    }
                                });
                if (!statement.path("Effect").asText().equals("Allow")) {
                    throw new IllegalArgumentException(
                            "Unsupported policy statement: " + statement);
                }
                policy.statements.add(statement);
            }
        }
        return policy;
    }

    /** The actions of all statements. */
    Set<String> actions() {
        Set<String> actions = new TreeSet<>();
        statements.forEach(statement -> actions.addAll(texts(statement.path("Action"))));
        return actions;
    }

    boolean allows(AwsCall call) {
        for (JsonNode statement : statements) {
            if (anyMatches(statement.path("Action"), call.action())
                    && anyMatches(statement.path("Resource"), call.resource())
                    && holds(statement.path("Condition"), call)) {
                return true;
            }
        }
        return false;
    }

    private static boolean holds(JsonNode conditions, AwsCall call) {
        for (Map.Entry<String, JsonNode> operator : conditions.properties()) {
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                boolean supported =
                        Set.of("StringLike", "StringEquals").contains(operator.getKey())
                                && key.getKey().equals("s3:prefix");
                if (!supported) {
                    throw new IllegalArgumentException("Unsupported condition: " + conditions);
                }
                boolean holds =
                        call.prefix()
                                .map(
                                        prefix ->
                                                operator.getKey().equals("StringLike")
                                                        ? anyMatches(key.getValue(), prefix)
                                                        : texts(key.getValue()).contains(prefix))
                                .orElse(false);
                if (!holds) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean anyMatches(JsonNode patterns, String text) {
        return texts(patterns).stream().anyMatch(pattern -> matches(pattern, text));
    }

    private static boolean matches(String pattern, String text) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
    }

    static List<String> texts(JsonNode textOrList) {
        List<String> texts = new ArrayList<>();
        if (textOrList.isTextual()) {
            texts.add(textOrList.asText());
        }
        textOrList.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
