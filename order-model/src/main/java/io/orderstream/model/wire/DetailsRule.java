package io.orderstream.model.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orderstream.model.Details;
import io.orderstream.model.json.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;

/**
 * The rules of details:
 *
 * <ul>
 *   <li>at most 64 KiB and at most 30 levels
 *   <li>no empty names
 *   <li>numbers of at most 38 significant digits: 0, or an absolute value from 1E-130 to below
 *       1E+126
 *   <li>no half of a surrogate pair in a name or a text
 * </ul>
 *
 * <p>With these rules every order fits into an item of the table, and a short number such as {@code
 * 1E+999999} cannot become a million digits in plain form. An order whose details break a rule is
 * refused.
 */
final class DetailsRule {

    static final String EXPECTED_LEVELS = "details of at most " + Details.MAX_DEPTH + " levels";

    static final int MAX_DIGITS = 38;
    private static final int MIN_EXPONENT = -130;
    private static final int MAX_EXPONENT = 125;

    private static final Set<String> OWN_RULES =
            Set.of(OrderMembers.UNIT_PRICE, OrderMembers.QUANTITY);

    private final Problems problems;

    DetailsRule(Problems problems) {
        this.problems = problems;
    }

    /**
     * The details as compact JSON. If they break a rule, problems are added to the list, and the
     * result must not be used.
     */
    String check(MemberPath path, ObjectNode details) {
        int before = problems.count();
        for (Map.Entry<String, JsonNode> member : details.properties()) {
            // Price and quantity have stricter rules of their own.
            if (!OWN_RULES.contains(member.getKey())) {
                member(path, member.getKey(), member.getValue(), 1);
            }
        }
        if (problems.count() > before) {
            return "";
        }
        String json = Json.write(details);
        if (mayBeTooLong(json)) {
            int bytes = json.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > Details.MAX_BYTES) {
                problems.add(
                        path, "at most " + Details.MAX_BYTES + " bytes of JSON", bytes + " bytes");
            }
        }
        return json;
    }

    /**
     * A char takes at most three bytes in UTF-8. So most details are known to be short enough
     * before they are encoded.
     */
    private static boolean mayBeTooLong(String json) {
        return json.length() > Details.MAX_BYTES / 3;
    }

    private void member(MemberPath path, String name, JsonNode value, int depth) {
        if (name.isEmpty()) {
            problems.add(path, "member names that are not empty", "\"\"");
        }
        if (hasLoneSurrogate(name)) {
            problems.add(path, "member names of Unicode text", "half a surrogate pair");
        } else if (!isValidLeaf(value)) {
            value(path.member(name), value, depth + 1);
        }
    }

    /**
     * Whether a value is valid and is not an object or array. This is true for most values. For
     * them, no path is built.
     */
    private static boolean isValidLeaf(JsonNode node) {
        return node.isTextual()
                ? !hasLoneSurrogate(node.textValue())
                : node.isInt()
                        || (node.isNumber() ? fits(node.decimalValue()) : node.isValueNode());
    }

    private void value(MemberPath path, JsonNode node, int depth) {
        if (node.isTextual()) {
            if (hasLoneSurrogate(node.textValue())) {
                problems.add(path, "Unicode text", "half a surrogate pair");
            }
        } else if (node.isNumber()) {
            if (!fits(node.decimalValue())) {
                problems.add(
                        path,
                        "a number of at most 38 significant digits: 0, or an absolute value from"
                                + " 1E-130 to below 1E+126",
                        node.asText());
            }
        } else if (node.isContainerNode() && depth > Details.MAX_DEPTH) {
            problems.add(path, EXPECTED_LEVELS, depth - 1 + levels(node) + " levels");
        } else if (node.isObject()) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                member(path, member.getKey(), member.getValue(), depth);
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                if (!isValidLeaf(node.get(i))) {
                    value(path.element(i), node.get(i), depth + 1);
                }
            }
        }
    }

    /**
     * The number of levels of a node. An object or array itself is the first level. Other values
     * have no level. The recursion is safe, since the parser limits the depth.
     */
    private static int levels(JsonNode node) {
        int deepest = 0;
        for (JsonNode inner : node) {
            deepest = Math.max(deepest, levels(inner));
        }
        return node.isContainerNode() ? deepest + 1 : 0;
    }

    static boolean fits(BigDecimal number) {
        if (number.signum() == 0) {
            return true;
        }
        // The exponent is checked first, since stripTrailingZeros may overflow for an extreme one.
        long exponent = (long) number.precision() - number.scale() - 1;
        return exponent >= MIN_EXPONENT
                && exponent <= MAX_EXPONENT
                && (number.precision() <= MAX_DIGITS
                        || number.stripTrailingZeros().precision() <= MAX_DIGITS);
    }

    static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                boolean pair =
                        Character.isHighSurrogate(c)
                                && i + 1 < text.length()
                                && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }
}
