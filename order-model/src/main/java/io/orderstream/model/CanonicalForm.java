package io.orderstream.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;

/**
 * What two ways of writing the same order have in common: keys sorted (by UTF-16 code unit, as RFC
 * 8785 does), no white space, numbers normalised, {@code orderdate} in UTC with full precision, and
 * {@code unitprice} and {@code quantity} as numbers even when they were sent as strings.
 *
 * <p>The order's id is a hash of it, so a change here changes every id.
 */
final class CanonicalForm {

    private CanonicalForm() {}

    static byte[] of(
            AccountId account,
            VendorId vendor,
            Instant orderDate,
            BigDecimal unitPrice,
            BigDecimal quantity,
            ObjectNode details) {
        StringBuilder json = new StringBuilder(384);
        json.append("{\"accountid\":\"").append(account.value()).append("\",\"details\":{");
        String[] names = sortedNames(details);
        for (int i = 0; i < names.length; i++) {
            appendName(json, i, names[i]);
            if (names[i].equals(OrderMembers.UNIT_PRICE)) {
                appendNumber(json, unitPrice);
            } else if (names[i].equals(OrderMembers.QUANTITY)) {
                appendNumber(json, quantity);
            } else {
                append(json, details.get(names[i]));
            }
        }
        // Ids and dates need no escaping: their rules leave nothing to escape.
        json.append("},\"orderdate\":\"")
                .append(UtcText.of(orderDate))
                .append("\",\"vendorid\":\"")
                .append(vendor.value())
                .append("\"}");
        return utf8(json);
    }

    /**
     * Characters beyond the basic plane as two escapes, as Jackson writes them in bytes: ids were
     * derived so from the first order on.
     */
    private static byte[] utf8(StringBuilder json) {
        if (json.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
            return json.toString().getBytes(StandardCharsets.UTF_8);
        }
        StringBuilder escaped = new StringBuilder(json.length() * 2);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (Character.isSurrogate(c)) {
                escaped.append("\\u").append(Integer.toHexString(c).toUpperCase(Locale.ROOT));
            } else {
                escaped.append(c);
            }
        }
        return escaped.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void append(StringBuilder json, JsonNode node) {
        if (node.isObject()) {
            json.append('{');
            String[] names = sortedNames(node);
            for (int i = 0; i < names.length; i++) {
                appendName(json, i, names[i]);
                append(json, node.get(names[i]));
            }
            json.append('}');
        } else if (node.isArray()) {
            json.append('[');
            for (int i = 0; i < node.size(); i++) {
                if (i > 0) {
                    json.append(',');
                }
                append(json, node.get(i));
            }
            json.append(']');
        } else if (node.isNumber()) {
            appendNumber(json, node.decimalValue());
        } else {
            CompactJson.append(json, node);
        }
    }

    private static void appendName(StringBuilder json, int index, String name) {
        if (index > 0) {
            json.append(',');
        }
        CompactJson.appendName(json, name);
    }

    /** Not as plain digits: {@code 1e125} would be 126 of them. */
    private static void appendNumber(StringBuilder json, BigDecimal value) {
        json.append(value.signum() == 0 ? "0" : value.stripTrailingZeros().toString());
    }

    private static String[] sortedNames(JsonNode object) {
        String[] names = new String[object.size()];
        int count = 0;
        for (Iterator<String> all = object.fieldNames(); all.hasNext(); ) {
            names[count++] = all.next();
        }
        Arrays.sort(names);
        return names;
    }
}
